"""The options that commands share, and what their values may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from rwpk.errors import UsageError

if TYPE_CHECKING:
    from rwpk import edtf

LOOK = "Look"


def offered(what: str) -> Callable[[typer.Context, str], Any]:
    """What completes a value: a function of `completion`, which no other run needs."""

    def offer(ctx: typer.Context, incomplete: str) -> Any:
        from rwpk.cli import completion

        return getattr(completion, what)(ctx, incomplete)

    return offer


Data = Annotated[
    str | None,
    typer.Option(
        metavar="PATH", envvar="RWPK_DATA", show_envvar=True,
        help="A dataset of your own, YAML, JSON or JSON Lines; - reads standard input.",
    ),
]  # fmt: skip
AnySize = Annotated[
    bool,
    typer.Option(
        "--any-size",
        rich_help_panel=LOOK,
        help="Read more than 256 MB, or than 512 KB where the dataset must be held as a whole.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="The same as --format json.")]
Format = Annotated[
    Literal["table", "json", "jsonl", "csv", "markdown"] | None,
    typer.Option("--format", help="How to write it; a table if nothing is said.", rich_help_panel=LOOK),
]
Columns = Annotated[
    str | None,
    typer.Option(
        metavar="A,B,C", autocompletion=offered("columns"), rich_help_panel=LOOK,
        help="The fields to show, in this order.",
    ),
]  # fmt: skip
Sort = Annotated[
    str | None,
    typer.Option(
        metavar="FIELD", autocompletion=offered("fields"), rich_help_panel=LOOK,
        help="Sort by a field; -FIELD sorts descending. What is not stated comes last.",
    ),
]  # fmt: skip
Limit = Annotated[int | None, typer.Option(min=0, metavar="N", help="At most so many.", rich_help_panel=LOOK)]
Linear = Annotated[
    bool,
    typer.Option(
        "--linear", rich_help_panel=LOOK,
        help="Plain lines without drawing, as for a screen reader; so it is where TERM is dumb.",
    ),
]  # fmt: skip
Since = Annotated[str | None, typer.Option(metavar="DATE", help="Began then or later: a year, a month or a day.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Began then or before.")]
Certain = Annotated[bool, typer.Option("--certain", help="Leave out those whose start is too uncertain to tell.")]
Role = Annotated[Literal["contributor", "host"] | None, typer.Option(help="What Rwanda is to it.")]
Framework = Annotated[Literal["multilateral", "bilateral"] | None, typer.Option(help="How it came about.")]
Organisation = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", autocompletion=offered("organisations"),
        help="An organisation it runs under or works beside, as UN or SADC.",
    ),
]  # fmt: skip
Country = Annotated[
    str | None,
    typer.Option(metavar="NAME", autocompletion=offered("countries"), help="A country's name or ISO 3166-1 code."),
]
Match = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT",
        help="Keep what holds this text anywhere, its evidence included; case and accents do not matter.",
    ),
]


def date(option: str, text: str | None) -> edtf.Span | None:
    """The days that a date stands for, if one is given."""
    if text is None:
        return None
    from rwpk import edtf
    from rwpk.text import printable

    try:
        return edtf.parse_date(text)
    except ValueError as error:
        raise UsageError(f'{option} "{printable(text)}": {error}') from None


def mission_filters(*, since: str | None, until: str | None, **others: str | bool | None) -> dict[str, Any]:
    """The filters of missions as `query.select_missions` takes them."""
    refuse_empty(**others)
    first, last = date("--since", since), date("--until", until)
    if first and last and first.earliest > last.latest:
        raise UsageError(f"--since {since} is later than --until {until}: swap them")
    return {"since": first, "until": last, **others}


def refuse_unknown(option: str, name: str, names: tuple[str, ...]) -> None:
    """Refuse a field that is not there."""
    if name not in names:
        from rwpk.text import printable, suggest

        raise UsageError(f'{option}: no field "{printable(name)}"{suggest(name, names)}; there are {", ".join(names)}')


def refuse_both(options: dict[str, bool]) -> None:
    """Refuse options that cannot both be had."""
    if all(options.values()):
        raise UsageError(f"{' and '.join(options)} ask for two things: keep one")


def refuse_empty(**options: str | bool | None) -> None:
    """Refuse an empty value: an unset variable of a script must not quietly mean everything."""
    for name, value in options.items():
        if isinstance(value, str) and not value.strip():
            raise UsageError(f"--{name} is empty: give it a value, or leave it out")
