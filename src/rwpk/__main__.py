"""The command `rwpk`, and `python -m rwpk`: a process that lives for a moment."""

import gc


def _stop(number: int, _frame: object) -> None:
    raise KeyboardInterrupt(128 + number)


def main() -> None:
    """Run the command line, and end with its exit code."""
    # records hold no cycles, and the process ends before a collection could give anything back
    gc.disable()
    try:  # within, the imports, since they may be interrupted already
        import signal

        signal.signal(signal.SIGTERM, _stop)
        from rwpk.cli import app

        try:
            app(prog_name="rwpk")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):  # all is written: who interrupts now need not hear of it
                signal.signal(number, signal.SIG_DFL)
            gc.freeze()  # nor does the interpreter look for cycles as it ends: a fifth of the whole time
    except KeyboardInterrupt as stop:
        raise SystemExit(*stop.args or (130,)) from None


if __name__ == "__main__":
    main()
