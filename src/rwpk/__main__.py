"""The command `rwpk`, and `python -m rwpk`."""

import gc
import os
import sys


def main() -> None:
    """Run the command line, and end with its exit code."""
    # Records hold no cycles, and the process ends before a collection could pay.
    gc.disable()
    try:
        from rwpk.cli import app, streams

        streams.protect_stdout()
        try:
            app(prog_name="rwpk")
        finally:
            streams.flush_errors()
            gc.freeze()  # else the interpreter looks for cycles as it ends: a fifth of the whole time
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError:  # Typer could not write that the command line is wrong: stderr is closed or full
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # else Python tries again at exit
        sys.exit(2)


if __name__ == "__main__":
    main()
