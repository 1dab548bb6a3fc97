"""The Typer app: its own help and version, and the one place that turns errors into messages and exit codes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from rwpk import __version__
from rwpk.cli import completion, streams
from rwpk.errors import RwpkError

#: The exit code if the output cannot be written.
EXIT_OUTPUT = 4


class ReportingGroup(TyperGroup):
    """A group of commands that reports every error that is not a bug as one message on stderr."""

    def main(self, *args: Any, **settings: Any) -> Any:
        """Answer a shell that asks for completions, or run a command."""
        try:
            with _reported():
                if completion.is_requested():  # else the methods below report
                    return super().main(*args, **settings)
        except typer.Exit as done:
            sys.exit(done.exit_code)
        return super().main(*args, **settings)

    def make_context(self, *args: Any, **settings: Any) -> Any:
        """Parse the options before the command's name: --help and --version write here."""
        with _reported():
            return super().make_context(*args, **settings)

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with _reported():
            return super().invoke(ctx)


app = typer.Typer(
    cls=ReportingGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    # Rich's boxes and colours on a terminal that can show them, plain text anywhere else
    rich_markup_mode="rich" if streams.has_colour() else None,
)


def help_text(summary: str, *examples: str) -> str:
    """Return the help of a command: what it does, and examples, which no terminal dims or wraps."""
    # \b keeps the lines of a paragraph as they are; without a blank the next line would begin another paragraph.
    return "\n".join(["\b", summary, " ", *examples])


@contextmanager
def _reported() -> Iterator[None]:
    try:
        yield
    except RwpkError as error:
        streams.tell(f"rwpk: error: {error}")
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:  # Typer exits with 130
        streams.abandon_output()
        raise
    except OSError as error:  # reading has errors of its own, so this one is from writing
        streams.discard_output()
        if isinstance(error, BrokenPipeError):  # the reader has seen enough, as `head` has
            raise typer.Exit(0) from None
        file = f"{error.filename}: " if error.filename else ""
        streams.tell(f"rwpk: error: the output could not be written: {file}{error.strerror}")
        raise typer.Exit(EXIT_OUTPUT) from None
    except Exception as error:
        # Typer quotes the command line, and escapes control characters but no invisible ones.
        if isinstance(message := getattr(error, "message", None), str):
            error.message = streams.safe(message)  # type: ignore[attr-defined]
        raise


def _print_version(wanted: bool) -> None:
    if wanted:
        streams.write([f"rwpk {__version__}\n"])
        raise typer.Exit


@app.callback(
    invoke_without_command=True,
    help=help_text(
        "Rwanda's peacekeeping missions as one article describes them.",
        "rwpk missions                   all missions",
        "rwpk missions --since 2010      those that began in 2010 or later",
        "rwpk show darfur                one mission, and the words it rests on",
        "rwpk timeline                   the missions on a time axis",
        "rwpk facts --topic law          what else the article claims",
        "rwpk missions --json | jq .     the same for scripts",
    ),
)
def rwpk(
    ctx: typer.Context,
    version: Annotated[  # noqa: ARG001 (its callback prints it)
        bool, typer.Option("--version", "-V", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Print the help if no command is given."""
    if ctx.invoked_subcommand is None:
        text = ctx.get_help()
        if text:  # with Rich, Typer has printed it already
            streams.write([text + "\n"])
