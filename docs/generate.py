"""Writes the pages and pictures that follow from the program: `python docs/generate.py`. A test tells stale ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from rwpk import dataset, model, query
from rwpk.cli import app
from rwpk.output import Listing, Screen
from rwpk.output.page import write_record, write_table
from rwpk.output.picture import svg
from rwpk.output.timeline import write_timeline
from rwpk.timeline import bars

DOCS = Path(__file__).parent
#: What a picture of a terminal is drawn for.
SCREEN = Screen(width=80, colour=True)
#: The options that Typer adds, told once at the top of the page.
TYPERS = frozenset({"help", "install_completion", "show_completion"})
HEAD = """\
# The commands

Written by `python docs/generate.py` from the program itself: change the program, not this page.

`-h` or `--help` after a command prints what stands here. `rwpk --install-completion` installs completion for the shell
you are in, and `rwpk --show-completion` prints it.
"""


def made() -> dict[Path, str]:
    """Each file of ours, and what it should hold."""
    return {DOCS / "commands.md": reference(), **{DOCS / f"{name}.svg": text for name, text in pictures()}}


def reference() -> str:
    """The command reference as Markdown: of each command what it does, its examples, its arguments and options."""
    group: Any = typer.main.get_command(app)
    context = group.make_context("rwpk", [], resilient_parsing=True)
    parts = [HEAD, *_described("rwpk", group)]
    for name in group.list_commands(context):
        parts += _described(f"rwpk {name}", group.get_command(context, name))
    return "\n".join(parts)


def pictures() -> Iterator[tuple[str, str]]:
    """The README's pictures as SVG, each with its name."""
    whole = dataset.load()
    darfur = query.find(whole.missions, "darfur")
    notes = [note for note in dataset.load_context(whole) if note.record == darfur.id]
    found = [query.Found(mission) for mission in whole.missions]
    drawn = {
        "missions": write_table(Listing(model.Mission, found), SCREEN),
        "show darfur": write_record(darfur, whole.source, notes, SCREEN),
        "timeline": write_timeline(bars(found), whole.source.issued, SCREEN, "Rwanda"),
    }
    for command, pieces in drawn.items():
        text = "".join(pieces)
        yield command.replace(" ", "-"), svg(text, f"rwpk {command}", f"What rwpk {command} prints")


def _described(path: str, command: Any) -> Iterator[str]:
    yield f"## `{path}`\n"
    for paragraph in command.help.strip().split("\n\n"):
        is_example = paragraph.startswith("rwpk ")
        yield f"```sh\n{paragraph}\n```\n" if is_example else f"{' '.join(paragraph.split())}\n"
    rows = [(_names(param), _said(param)) for param in command.params if param.name not in TYPERS and not param.hidden]
    if rows:
        lines = [f"| `{names}` | {said} |" for names, said in rows]
        yield "\n".join(["| | |", "|---|---|", *lines, ""])


def _names(param: Any) -> str:
    choices = getattr(param.type, "choices", None)
    value = param.metavar or ("\\|".join(choices) if choices else "")
    if param.param_type_name == "argument":
        return f"{value}..." if param.nargs == -1 else str(value)
    names = ", ".join((*param.opts, *param.secondary_opts))
    return f"{names} {value}".rstrip()


def _said(param: Any) -> str:
    said = (param.help or "").replace("|", "\\|")
    return f"{said} Or the variable `{param.envvar}`." if param.envvar else str(said)


if __name__ == "__main__":
    for path, text in made().items():
        path.write_text(text, encoding="utf-8", newline="\n")
