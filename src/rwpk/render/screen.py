"""What a text is written for: a terminal of some width and colour, or a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rich.console import RenderableType

#: The width for Rich where there is no bound: it needs a number.
UNBOUNDED = 1_000_000
#: What makes a terminal write bold or italic, and what ends it.
BOLD, ITALIC, PLAIN = "\x1b[1m", "\x1b[3m", "\x1b[0m"


class Screen(NamedTuple):
    """The properties of an output.

    `width` is in cells (None for a pipe, which has no width); `colour` says whether colours are welcome; `encoding` is
    what the text will be encoded in; `linear` asks for one item a line without drawing, as a screen reader needs it;
    `links` says whether addresses behind a text (OSC 8) are welcome.
    """

    width: int | None = None
    colour: bool = False
    encoding: str = "utf-8"
    linear: bool = False
    links: bool = False

    def draw(self, renderable: RenderableType) -> str:
        """Return the text that Rich renders at this width, without blanks at the ends of lines."""
        import io

        from rich.console import Console

        buffer = io.StringIO()
        console = Console(
            file=buffer,
            width=self.width or UNBOUNDED,
            color_system="standard" if self.colour else None,  # the sixteen colours that a terminal's theme adapts
            force_terminal=self.colour,
            legacy_windows=False,
            markup=False,
            emoji=False,
            highlight=False,
            _environ={},
        )
        console.print(renderable, end="")
        return "".join(line.rstrip() + "\n" for line in buffer.getvalue().removesuffix("\n").split("\n"))


def styled(text: str, style: str) -> str:
    """Return a text in a style for a terminal; an empty style leaves it as it is."""
    return f"{style}{text}{PLAIN}" if style else text
