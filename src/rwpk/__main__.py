"""The command `rwpk`, and `python -m rwpk`: a process that lives for a moment."""

import gc


def _stop(number: int, _frame: object) -> None:
    raise KeyboardInterrupt(128 + number)


def main() -> None:
    """Run the command line, and end with its exit code."""
    # records hold no cycles, and the process ends before a collection could give anything back
    gc.disable()
    import signal

    named = (getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP"))
    # what is ignored stays so, as under nohup
    stopping = [number for number in named if number and signal.getsignal(number) != signal.SIG_IGN]
    for number in stopping:  # nothing needs tidying up yet, and an import may swallow what a handler raises
        signal.signal(number, signal.SIG_DFL)
    from rwpk.cli import app

    try:
        for number in stopping:
            signal.signal(number, _stop)
        try:
            app(prog_name="rwpk")
        finally:
            for number in stopping:  # all is written: who interrupts now need not hear of it
                signal.signal(number, signal.SIG_DFL)
            gc.freeze()  # nor does the interpreter look for cycles as it ends: a fifth of the whole time
    except (KeyboardInterrupt, RuntimeError) as stop:
        # Python 3.11 makes the latter of the former where a class is being made, as in an import
        if not isinstance(cause := stop.__cause__ or stop, KeyboardInterrupt):
            raise
        raise SystemExit(*cause.args or (130,)) from None


if __name__ == "__main__":
    main()
