"""Writes the pages and pictures that are made from the program: `python docs/generate.py`. A test finds stale ones."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from functools import partial
from html import escape, unescape
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from rwpk import loading, model, query
from rwpk.cli import app
from rwpk.render import chart
from rwpk.render.fields import Listing
from rwpk.render.page import write_page
from rwpk.render.record import record_page
from rwpk.render.screen import Screen
from rwpk.render.table import write_table
from rwpk.timeline import bars

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
    return {
        DOCS / "commands.md": reference(),
        DOCS / "timeline.svg": timeline_chart(),
        **{DOCS / f"{name}.svg": text for name, text in pictures()},
    }


def reference() -> str:
    """Return the command reference as Markdown: what each command does, its examples, arguments and options."""
    group: Any = typer.main.get_command(app)
    context = group.make_context("rwpk", [], resilient_parsing=True)
    parts = [HEAD, *_described("rwpk", group)]
    for name in group.list_commands(context):
        parts += _described(f"rwpk {name}", group.get_command(context, name))
    return "\n".join(parts)


def pictures() -> Iterator[tuple[str, str]]:
    """Yield the README's pictures of a terminal as SVG, each with its name."""
    dataset = loading.load()
    context = loading.load_context(dataset)
    darfur = query.find(dataset, "darfur")
    notes = [note for note in context if note.record == darfur.id]
    about = [fact for fact in dataset.facts if darfur.id in fact.about]
    matches = list(query.select_missions(dataset.missions, query.MissionFilter(), query.disputed_ids(context)))
    outputs = {
        "missions": write_table(Listing(model.Mission, matches), SCREEN),
        "show darfur": write_page(record_page(darfur, dataset.source, notes, about, None), SCREEN),
    }
    for command, pieces in outputs.items():
        text = "".join(pieces)
        yield command.replace(" ", "-"), terminal_svg(text, f"rwpk {command}", f"What rwpk {command} prints")


def timeline_chart() -> str:
    """Return the chart of the missions that the README opens with."""
    dataset = loading.load()
    return chart.svg(bars(query.select_missions(dataset.missions, query.MissionFilter())), dataset.source, "Rwanda")


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


# What a terminal shows, as SVG through Rich's own export: light, and dark where the reader's system asks for dark.

# ground and text, then Rich's black, red, green, yellow, blue, magenta, cyan, white
LIGHT = TerminalTheme(
    (255, 255, 255), (31, 35, 40),
    [(36, 41, 47), (164, 14, 38), (17, 99, 41), (119, 78, 0),
     (5, 80, 174), (130, 30, 140), (14, 94, 110), (87, 96, 106)],
)  # fmt: skip
DARK = TerminalTheme(
    (22, 27, 34), (230, 237, 243),
    [(139, 148, 158), (255, 123, 114), (126, 231, 135), (227, 179, 65),
     (121, 192, 255), (226, 145, 240), (86, 212, 221), (177, 186, 196)],
)  # fmt: skip

# Rich's template but for the fonts, which would come from the network, the words for screen readers and the two
# grounds; braces are doubled for Rich, and @...@ are ours
_SVG = """\
<svg class="rich-terminal" role="img" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<title>@TITLE@</title>
<desc>@WORDS@</desc>
<style>
.{unique_id}-matrix {{ font: {char_height}px @FONTS@ }}
.{unique_id}-title {{ font: bold 16px sans-serif }}
.rich-terminal > rect {{ stroke: #d0d7de }}
{styles}
@media (prefers-color-scheme: dark) {{
.rich-terminal > rect {{ fill: @GROUND@; stroke: #444c56 }}
.{unique_id}-title {{ fill: @TEXT@ }}
@DARK@
}}
</style>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
#: How wide a character is, where Rich makes a line 20 high: as wide as the usual fonts have it.
CELL = 12
BLANK = "\xa0"  # Rich's
_TEXT = re.compile('<text class="([^"]+)" x="([^"]+)" y="([^"]+)" textLength="[^"]+">([^<]*)</text>')
_FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"


def terminal_svg(drawn: str, title: str, words: str) -> str:
    """Make SVG of a drawn text, which may hold a terminal's colours; `words` tell it to those who cannot see it."""
    console, prefix = _recorded(drawn), f"rwpk-{zlib.crc32(drawn.encode()):08x}"
    export = partial(console.export_svg, unique_id=prefix, font_aspect_ratio=CELL / 20)
    dark = export(theme=DARK, code_format="{styles}", clear=False)
    made = export(title=title, theme=LIGHT, code_format=_fill(_SVG, title, words, dark))
    # no line is wider than the picture, so none needs clipping
    return _TEXT.sub(_placed, re.sub(r' clip-path="[^"]*"', "", made))


def _placed(text: re.Match[str]) -> str:
    """Place each stretch of words by itself.

    A viewer may drop the blanks that Rich writes between them, and a font of another width would leave gaps in a bar.
    """
    kind, left, y, letters = text.groups()
    return "".join(
        f'<text class="{kind}" x="{float(left) + CELL * words.start():g}" y="{y}" '
        f'lengthAdjust="spacingAndGlyphs" textLength="{CELL * len(words[0])}">'
        f"{escape(words[0]).replace(BLANK, ' ')}</text>\n"
        for words in re.finditer(rf"\S+(?:{BLANK}\S+)*", unescape(letters))
    )


def _recorded(drawn: str) -> Console:
    text = Text.from_ansi(drawn.removesuffix("\n"))
    console = Console(
        file=io.StringIO(), record=True, width=max(line.cell_len for line in text.split(allow_blank=True)),
        force_terminal=True, color_system="standard", legacy_windows=False, _environ={},
    )  # fmt: skip
    console.print(text, end="", no_wrap=True, crop=False, overflow="ignore")
    return console


def _fill(template: str, title: str, words: str, dark: str) -> str:
    parts = {
        "TITLE": escape(title), "WORDS": escape(words), "DARK": dark, "FONTS": _FONTS,
        "GROUND": DARK.background_color.hex, "TEXT": DARK.foreground_color.hex,
    }  # fmt: skip
    for name, part in parts.items():
        template = template.replace(f"@{name}@", part.replace("{", "{{").replace("}", "}}"))
    return template


if __name__ == "__main__":
    for path, text in generated().items():
        path.write_text(text, encoding="utf-8", newline="\n")
