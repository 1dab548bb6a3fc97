"""Writes the pages and pictures that are made from the program: `python docs/generate.py`. A test finds stale ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from rwpk import loading, model, query
from rwpk.cli import app
from rwpk.render.fields import Listing
from rwpk.render.page import write_page
from rwpk.render.picture import svg
from rwpk.render.record import record_page
from rwpk.render.screen import Screen
from rwpk.render.table import write_table
from rwpk.render.timeline import write_timeline
from rwpk.timeline import bars, known_ends

DOCS = Path(__file__).parent
#: The terminal that the pictures show.
SCREEN = Screen(width=80, colour=True)
#: The options that Typer adds; the top of the page describes them once.
TYPER_OPTIONS = frozenset({"help", "install_completion", "show_completion"})
HEAD = """\
# The commands

This page is made from the program by `python docs/generate.py`: change the program, not the page.

`-h` or `--help` after a command prints the same. `rwpk --install-completion` installs completion for your shell, and
`rwpk --show-completion` prints it.
"""


def generated() -> dict[Path, str]:
    """Return the text of each file that is made from the program."""
    return {DOCS / "commands.md": reference(), **{DOCS / f"{name}.svg": text for name, text in pictures()}}


def reference() -> str:
    """Return the command reference as Markdown: what each command does, its examples, arguments and options."""
    group: Any = typer.main.get_command(app)
    context = group.make_context("rwpk", [], resilient_parsing=True)
    parts = [HEAD, *_described("rwpk", group)]
    for name in group.list_commands(context):
        parts += _described(f"rwpk {name}", group.get_command(context, name))
    return "\n".join(parts)


def pictures() -> Iterator[tuple[str, str]]:
    """Yield the README's pictures as SVG, each with its name."""
    dataset = loading.load()
    context = loading.load_context(dataset)
    darfur = query.find(dataset, "darfur")
    notes = [note for note in context if note.record == darfur.id]
    about = [fact for fact in dataset.facts if darfur.id in fact.about]
    matches = list(query.select_missions(dataset.missions, query.MissionFilter(), query.disputed_ids(context)))
    made = bars(matches)
    outputs = {
        "missions": write_table(Listing(model.Mission, matches), SCREEN),
        "show darfur": write_page(record_page(darfur, dataset.source, notes, about, None), SCREEN),
        "timeline": write_timeline(made, dataset.source.issued, SCREEN, "Rwanda", known_ends(made, context)),
    }
    for command, pieces in outputs.items():
        text = "".join(pieces)
        yield command.replace(" ", "-"), svg(text, f"rwpk {command}", f"What rwpk {command} prints")


def _described(path: str, command: Any) -> Iterator[str]:
    yield f"## `{path}`\n"
    _, summary, _, *examples = command.help.splitlines()  # as rwpk.cli.app.help_text writes them
    yield f"{summary}\n"
    yield "```sh\n" + "\n".join(examples) + "\n```\n"
    params = [param for param in command.params if param.name not in TYPER_OPTIONS and not param.hidden]
    rows = [(_names(param), (param.help or "").replace("|", "\\|")) for param in params]
    if rows:
        lines = [f"| `{names}` | {meaning} |" for names, meaning in rows]
        yield "\n".join(["| | |", "|---|---|", *lines, ""])


def _names(param: Any) -> str:
    value = (param.metavar or "").strip("[]")
    if param.param_type_name == "argument":
        return f"{value}..." if param.nargs == -1 else value
    return f"{', '.join((*param.opts, *param.secondary_opts))} {value}".rstrip()


if __name__ == "__main__":
    for path, text in generated().items():
        path.write_text(text, encoding="utf-8", newline="\n")
