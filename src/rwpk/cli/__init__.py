"""The command line: a Typer program that makes the one command a run needs, reports what goes wrong, and writes."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TextIO

import typer
from typer.core import TyperGroup
from typer.main import get_command_from_info
from typer.models import CommandInfo

from rwpk import __version__
from rwpk.errors import RwpkError

if TYPE_CHECKING:
    from typer.models import CommandFunctionType

    from rwpk.output import Screen

EXIT_OUTPUT = 4

#: What each command is made of, by name, in the order in which help lists them.
COMMANDS: dict[str, CommandInfo] = {}


def command(panel: str) -> Callable[[CommandFunctionType], CommandFunctionType]:
    """Register a command under a panel of the help, as Typer does, which would make all of them at every start."""

    def keep(function: CommandFunctionType) -> CommandFunctionType:
        COMMANDS[function.__name__] = CommandInfo(function.__name__, callback=function, rich_help_panel=panel)
        return function

    return keep


class Program(TyperGroup):
    """Turns every error that is no bug into one message on stderr and its exit code."""

    def __init__(self, **settings: Any) -> None:
        from rwpk.cli import commands  # noqa: F401 (each registers itself above)

        super().__init__(**settings)
        self.commands: Any = dict.fromkeys(COMMANDS)  # the names, which Typer suggests from

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 (Typer's)
        """Make a command of its function, or None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        return get_command_from_info(COMMANDS[cmd_name], pretty_exceptions_short=False, rich_markup_mode="rich")

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what stands before the command's name; --help and --version write here already."""
        if any(arg.endswith("-completion") for arg in args):
            from rwpk.cli import completion

            completion.replace_scripts()
        with _reported(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with _reported(ctx):
            return super().invoke(ctx)

    def _main_shell_completion(self, ctx_args: Any, prog_name: str, complete_var: str | None = None) -> None:
        """Answer a shell that asks what may stand at the cursor."""
        verb, _, shell = os.environ.get("_RWPK_COMPLETE", "").partition("_")
        if verb in ("complete", "source"):
            from rwpk.cli import completion

            if shell in completion.SCRIPTS:  # PowerShell is Typer's
                script = verb == "source"
                write([completion.SCRIPTS[shell] if script else completion.complete(self, ctx_args, shell)], "utf-8")
                sys.exit()
        super()._main_shell_completion(ctx_args, prog_name, complete_var)


app = typer.Typer(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@contextmanager
def _reported(ctx: Any) -> Iterator[None]:
    """Report what goes wrong on purpose, and leave bugs their tracebacks."""
    try:
        yield
    except RwpkError as error:
        _fail(str(error), error.exit_code)
    except typer.TyperException as error:
        at = getattr(error, "ctx", None)  # an option without its value has none
        path = at.command_path if at else " ".join(filter(None, (ctx.command_path, ctx.invoked_subcommand)))
        _fail(error.format_message(), error.exit_code, f"\n  {path} --help shows what there is")
    except KeyboardInterrupt as stop:
        give_up()
        raise typer.Exit(*stop.args or (130,)) from None
    except OSError as error:  # only writing is left unguarded below: reading a dataset has errors of its own
        # what is still buffered has no reader: without this, Python would complain of it at exit
        discard()
        if isinstance(error, BrokenPipeError):
            raise typer.Exit(0) from None
        file = f"{error.filename}: " if error.filename else ""
        _fail(f"the output could not be written: {file}{error.strerror}", EXIT_OUTPUT)


def _fail(message: str, exit_code: int, hint: str = "") -> NoReturn:
    tell(f"rwpk: error: {message}{hint}")
    raise typer.Exit(exit_code)


def _version(wanted: bool) -> None:
    if wanted:
        write([f"rwpk {__version__}\n"])
        raise typer.Exit


@app.callback(invoke_without_command=True)
def rwpk(
    ctx: typer.Context,
    _show_version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Rwanda's peacekeeping missions as one article describes them, with the words that say so.

    rwpk missions                      all missions
    rwpk missions --since 2010         those that began in 2010 or later
    rwpk show darfur                   one mission, and the words it rests on
    rwpk timeline                      the missions on a time axis
    rwpk facts --topic law             what else the article claims
    rwpk missions --json | jq .        the same for scripts
    """
    if ctx.invoked_subcommand is None:
        text = ctx.get_help()
        if text:  # Typer has printed it already, unless it runs without Rich
            write([text + "\n"])


# the streams ------------------------------------------------------------------------------------


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def screen(linear: bool = False) -> Screen:
    """What stdout is like: COLUMNS decides the width, then the terminal; a pipe has none.

    Its text is linear where that is asked for, or the terminal can do no more.
    """
    from rwpk.output import Screen

    is_terminal = _is_terminal(sys.stdout)
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) or None if re.fullmatch("[0-9]{1,6}", columns) else None
    if width is None and is_terminal:
        try:
            width = os.get_terminal_size(sys.stdout.fileno()).columns or 80
        except OSError:
            width = 80
    dumb = os.environ.get("TERM", "dumb" if os.name != "nt" else "") == "dumb"
    colour = is_terminal and not dumb and not os.environ.get("NO_COLOR")
    return Screen(width, colour, getattr(sys.stdout, "encoding", None) or "utf-8", linear or (is_terminal and dumb))


def write(pieces: Iterable[str], encoding: str | None = None) -> None:
    """Write to stdout and flush, so that a reader who has gone, or a full disk, shows here and not at exit."""
    from rwpk.text import encode

    stream = sys.stdout
    if stream is None:
        return
    for piece in pieces:
        stream.buffer.write(encode(piece, encoding or stream.encoding or "utf-8"))
    stream.flush()


def write_json(value: object) -> None:
    """Write one value to stdout, as UTF-8 whatever the terminal."""
    from rwpk.model import to_json

    write([to_json(value, indent=2) + "\n"], "utf-8")


def tell(message: str) -> None:
    """Write to stderr, where there is one that takes it, with nothing in it that could steer a terminal."""
    if sys.stderr is not None:
        from rwpk.text import printable

        encoding = sys.stderr.encoding or "utf-8"
        try:
            for line in message.split("\n"):
                print(printable(line, 2_000).encode(encoding, "backslashreplace").decode(encoding), file=sys.stderr)
        except OSError:
            discard(2)


def is_watched() -> bool:
    """Tell whether a person reads stderr, and not a script's log."""
    return _is_terminal(sys.stderr)


def hint(message: str) -> None:
    """Write a line to stderr for a person who watches."""
    if is_watched():
        tell(message)


def give_up() -> None:
    """Leave a terminal without a trace of half a line's colours, and wait for nobody who reads a pipe."""
    if _is_terminal(sys.stdout):
        if screen().colour:
            sys.stdout.write("\x1b[0m")
    else:
        discard()


def discard(descriptor: int = 1) -> None:
    """Send what is still buffered for stdout, or another stream, nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
