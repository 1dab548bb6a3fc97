"""Draws one Rich renderable as text: a Console per call, which looks at no terminal and no environment."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType

from rwpk.output.fields import Screen

#: A pipe has no width; Rich needs one.
UNBOUNDED = 1_000_000


def draw(renderable: RenderableType, screen: Screen) -> str:
    """Return the text of a renderable at a screen's width, with no blanks at the ends of lines."""
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=screen.width or UNBOUNDED,
        color_system="standard" if screen.colour else None,  # the sixteen colours that a theme adapts
        force_terminal=screen.colour,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )
    console.print(renderable, end="")
    return "".join(line.rstrip() + "\n" for line in buffer.getvalue().removesuffix("\n").split("\n"))
