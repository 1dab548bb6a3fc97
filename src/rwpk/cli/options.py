"""The options that several commands share, and what their values may be."""

# Typer reads the annotations, so they are kept as types and not as text.
import inspect
import os
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import typer

from rwpk.cli import completion
from rwpk.errors import UsageError

if TYPE_CHECKING:
    from rwpk import edtf, model

#: The box in the help for the options that shape what comes out.
OUTPUT = "Output"

Data = Annotated[
    str | None,
    typer.Option(
        metavar="PATH", envvar="RWPK_DATA", show_envvar=False, rich_help_panel=OUTPUT,
        help="Your own dataset (or RWPK_DATA); - for stdin.",
    ),
]  # fmt: skip
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.", rich_help_panel=OUTPUT)]
Format = Annotated[
    Literal["table", "json", "jsonl", "csv", "markdown"] | None,
    typer.Option(
        "--format", case_sensitive=False, metavar="FORMAT", rich_help_panel=OUTPUT,
        help="Output: table, json, jsonl, csv or markdown.",
    ),
]  # fmt: skip
Columns = Annotated[
    str | None,
    typer.Option(
        metavar="A,B,C", autocompletion=completion.columns, rich_help_panel=OUTPUT, help="Show these fields.",
    ),
]  # fmt: skip
Sort = Annotated[
    str | None,
    typer.Option(
        metavar="FIELD", autocompletion=completion.fields, rich_help_panel=OUTPUT,
        help="Sort by a field; -FIELD sorts descending.",
    ),
]  # fmt: skip
Limit = Annotated[int | None, typer.Option(min=0, metavar="N", rich_help_panel=OUTPUT, help="Show at most N records.")]
Linear = Annotated[bool, typer.Option("--linear", rich_help_panel=OUTPUT, help="One item a line, for a screen reader.")]
Match = Annotated[
    str | None,
    typer.Option(metavar="TEXT", help="Has this text in any field or evidence."),
]


class MissionFilters(NamedTuple):
    """The options that filter missions."""

    since: Annotated[str | None, typer.Option(metavar="DATE", help="Began then or later: a year, month or day.")] = None
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Began then or earlier.")] = None
    certain: Annotated[bool, typer.Option("--certain", help="Surely began within these dates.")] = False
    role: Annotated[
        Literal["contributor", "host"] | None,
        typer.Option("--role", metavar="ROLE", case_sensitive=False, help="The role of Rwanda: contributor or host."),
    ] = None
    framework: Annotated[
        Literal["multilateral", "bilateral"] | None,
        typer.Option(metavar="KIND", case_sensitive=False, help="Its framework: multilateral or bilateral."),
    ] = None
    organisation: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            autocompletion=completion.organisations,
            help="Run by or beside this organisation.",
        ),
    ] = None
    country: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", autocompletion=completion.countries, help="Its country: the name or ISO 3166-1 code."
        ),
    ] = None
    match: Match = None

    def parsed(self) -> dict[str, Any]:
        """Return the arguments of `query.select_missions`. Raises UsageError for an impossible value."""
        refuse_empty(**self._asdict())
        since, until = parse_date("--since", self.since), parse_date("--until", self.until)
        if since and until and since.earliest > until.latest:
            raise UsageError(f"--since {self.since} is later than --until {self.until}: swap them")
        return {**self._asdict(), "since": since, "until": until}


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of MissionFilters in place of its first parameter, `filters`."""
    shared = inspect.signature(MissionFilters).parameters
    _, *own = inspect.signature(command).parameters.values()

    @wraps(command)
    def wrapper(**options: Any) -> None:
        filters = MissionFilters(**{name: options.pop(name) for name in shared})
        command(filters, **options)

    wrapper.__signature__ = inspect.Signature([*shared.values(), *own])  # type: ignore[attr-defined]
    return wrapper


def parse_date(option: str, text: str | None) -> "edtf.Span | None":
    """Return the days that an option's date stands for, if one is given."""
    if text is None:
        return None
    from rwpk import edtf
    from rwpk.text import printable

    try:
        return edtf.parse_date(text)
    except ValueError as error:
        raise UsageError(f'{option} "{printable(text)}": {error}') from None


def parse_columns(text: str | None, kind: "type[model.AnyRecord]") -> tuple[str, ...]:
    """Return the columns that --columns names."""
    from rwpk import model

    if text is None:
        return ()
    columns = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    for column in columns:
        _refuse_unknown("--columns", column, model.columns_of(kind))
    return columns


def check_sort(text: str | None, kind: "type[model.AnyRecord]") -> None:
    """Raise UsageError if there is no field to sort by."""
    from rwpk import model

    if text is not None:
        _refuse_unknown("--sort", text.removeprefix("-"), tuple(model.fields(kind)))


def refuse_both(options: dict[str, bool]) -> None:
    """Raise UsageError if all of some options are given that exclude each other."""
    if all(options.values()):
        raise UsageError(f"{' and '.join(options)} exclude each other: give one")


def refuse_empty(**options: str | bool | None) -> None:
    """Raise UsageError for an empty value: an unset variable of a script must not mean everything."""
    for name, value in options.items():
        if isinstance(value, str) and not value.strip():
            raise UsageError(f"--{name} is empty: give it a value, or leave it out")


def given_data(argument: str | None, data: str | None) -> str | None:
    """Return the dataset that an argument or --data names; the argument wins over RWPK_DATA."""
    if argument is not None and not argument.strip():
        raise UsageError("DATASET is empty: name a file, or leave it out")
    if argument is not None and data not in (None, argument, os.environ.get("RWPK_DATA")):
        raise UsageError(f"{argument} and --data {data} are two datasets: give one")
    return argument or data


def _refuse_unknown(option: str, name: str, names: tuple[str, ...]) -> None:
    if name not in names:
        from rwpk.text import printable, suggest

        hint = suggest(name, names)
        raise UsageError(f'{option}: there is no field "{printable(name)}"{hint}; the fields are {", ".join(names)}')
