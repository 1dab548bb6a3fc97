"""The command `rwpk`, and `python -m rwpk`: a process that lives for a moment."""

import gc

EXIT_INTERRUPTED = 130


def main() -> None:
    """Run the command line, and end with its exit code."""
    # records hold no cycles, and the process ends before a collection could give anything back
    gc.disable()
    try:
        from rwpk.cli import app  # within, since it may be interrupted already

        app(prog_name="rwpk")
    except KeyboardInterrupt:
        raise SystemExit(EXIT_INTERRUPTED) from None
    finally:
        import signal

        signal.signal(signal.SIGINT, signal.SIG_DFL)  # all is written: who interrupts now need not hear of it
        gc.freeze()  # nor does the interpreter look for cycles as it ends: a fifth of the whole time


if __name__ == "__main__":
    main()
