"""Drawn text as a file: SVG and HTML through Rich's own export, or plain text.

A picture is light, and dark where the reader's system asks for dark; it loads no font and nothing else.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from functools import partial
from html import escape, unescape

from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

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

# Rich's templates but for the fonts, which would come from the network, the words for screen readers and the two
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
_HTML = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>@TITLE@</title>
<style>
pre {{ font: 16px/1.2 @FONTS@ }}
body {{ color: {foreground}; background: {background} }}
{stylesheet}
@media (prefers-color-scheme: dark) {{
body {{ color: @TEXT@; background: @GROUND@ }}
@DARK@
}}
</style>
</head>
<body>
<pre role="img" aria-label="@WORDS@">{code}</pre>
</body>
</html>
"""
#: How wide a character is, where Rich makes a line 20 high: as wide as the usual fonts have it.
CELL = 12
BLANK = "\xa0"  # Rich's
_TEXT = re.compile('<text class="([^"]+)" x="([^"]+)" y="([^"]+)" textLength="[^"]+">([^<]*)</text>')
_FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"


def svg(drawn: str, title: str, words: str) -> str:
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
    Wide characters stand apart, since they often come from another font.
    """
    kind, left, y, letters = text.groups()
    letters = unescape(letters)
    # one sign a character: w for wide, n for narrow, m for a mark, b for a blank of Rich's
    signs = "".join("b" if one == BLANK else " " if one.isspace() else "mnw"[cell_len(one)] for one in letters)
    return "".join(
        f'<text class="{kind}" x="{float(left) + CELL * cell_len(letters[: words.start()]):g}" y="{y}" '
        f'lengthAdjust="spacingAndGlyphs" textLength="{CELL * cell_len(letters[slice(*words.span())])}">'
        f"{escape(letters[slice(*words.span())]).replace(BLANK, ' ')}</text>\n"
        for words in re.finditer("w[wm]*|[nm]+(?:b[nm]+)*", signs)
    )


def html(drawn: str, title: str, words: str) -> str:
    """Make a page of HTML of a drawn text; arguments as for `svg`."""
    console = _recorded(drawn)
    dark = console.export_html(theme=DARK, code_format="{stylesheet}", clear=False)
    return console.export_html(theme=LIGHT, code_format=_fill(_HTML, title, words, dark))


def txt(drawn: str, _title: str, _words: str) -> str:
    """Take the colours off a drawn text."""
    return Text.from_ansi(drawn.removesuffix("\n")).plain + "\n"


#: What a file's ending asks for.
PICTURES: dict[str, Callable[[str, str, str], str]] = {".svg": svg, ".html": html, ".txt": txt}


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
