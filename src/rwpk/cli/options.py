"""The options that several commands share, and what their values may be."""

# Typer reads the annotations, so they are kept as types and not as text.
import inspect
import os
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import typer

from rwpk.cli import completion
from rwpk.errors import UsageError

if TYPE_CHECKING:
    from rwpk import edtf, model, query

#: The box in the help for the options that shape what comes out.
OUTPUT = "Output"

Data = Annotated[
    str | None,
    typer.Option(
        "--data", "-d", metavar="PATH", envvar="RWPK_DATA", show_envvar=False, rich_help_panel=OUTPUT,
        help="Your own dataset (or RWPK_DATA); - for stdin.",
    ),
]  # fmt: skip
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.", rich_help_panel=OUTPUT)]
Format = Annotated[
    Literal["table", "json", "jsonl", "csv", "markdown"] | None,
    typer.Option(
        "--format", "-f", metavar="FORMAT", case_sensitive=False, rich_help_panel=OUTPUT,
        help="Output: table, json, jsonl, csv or markdown.",
    ),
]  # fmt: skip
Columns = Annotated[
    str | None,
    typer.Option(
        "--columns", "-c", metavar="A,B,C", autocompletion=completion.columns, rich_help_panel=OUTPUT,
        help="Show these fields.",
    ),
]  # fmt: skip
Sort = Annotated[
    str | None,
    typer.Option(
        metavar="FIELD", autocompletion=completion.fields, rich_help_panel=OUTPUT,
        help="Sort by a field; -FIELD sorts descending.",
    ),
]  # fmt: skip
Limit = Annotated[
    int | None,
    typer.Option("--limit", "-n", min=0, metavar="N", rich_help_panel=OUTPUT, help="Show at most N records."),
]
Linear = Annotated[bool, typer.Option("--linear", rich_help_panel=OUTPUT, help="One item a line, for a screen reader.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", rich_help_panel=OUTPUT, help="No counts and hints on stderr.")]
Match = Annotated[
    list[str] | None,
    typer.Option("--match", "-m", metavar="TEXT", help="Has this text in any field or evidence."),
]
Disputed = Annotated[bool, typer.Option("--disputed", help="Other sources differ on it.")]
#: Settings of a command that takes no name: it says which one does.
NO_NAME = {"allow_extra_args": True}


class Role(StrEnum):
    """The choices of --role: Typer repeats an option for an enumeration, not for a Literal."""

    contributor = "contributor"
    host = "host"


class Framework(StrEnum):
    """The choices of --framework."""

    multilateral = "multilateral"
    bilateral = "bilateral"


class MissionFilters(NamedTuple):
    """The options that filter missions. An option that is repeated keeps what any of its values keeps."""

    since: Annotated[
        str | None, typer.Option("--since", "-s", metavar="DATE", help="Began then or later: a year, month or day.")
    ] = None
    until: Annotated[str | None, typer.Option("--until", "-u", metavar="DATE", help="Began then or earlier.")] = None
    during: Annotated[str | None, typer.Option(metavar="DATE", help="Was under way on some day of it.")] = None
    certain: Annotated[bool, typer.Option("--certain", help="Only if no unknown date could change the answer.")] = False
    role: Annotated[
        list[Role] | None,
        typer.Option("--role", metavar="ROLE", case_sensitive=False, help="The role of Rwanda: contributor or host."),
    ] = None
    framework: Annotated[
        list[Framework] | None,
        typer.Option(metavar="KIND", case_sensitive=False, help="Its framework: multilateral or bilateral."),
    ] = None
    organisation: Annotated[
        list[str] | None,
        typer.Option(
            "--organisation",
            metavar="NAME",
            autocompletion=completion.organisations,
            help="Run by or beside this organisation.",
        ),
    ] = None
    country: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", autocompletion=completion.countries, help="Its country: the name or alpha-3 code."
        ),
    ] = None
    match: Match = None
    disputed: Disputed = False
    organization: Annotated[list[str] | None, typer.Option(metavar="NAME", hidden=True)] = None

    def parsed(self) -> "query.MissionFilter":
        """Return the filter for `query.select_missions`. Raises UsageError for an impossible value."""
        from rwpk.query import MissionFilter

        refuse_empty(**self._asdict())
        since, until = parse_date("--since", self.since), parse_date("--until", self.until)
        if since and until and since.earliest > until.latest:
            raise UsageError(f"--since {self.since} is later than --until {self.until}: swap them")
        during = parse_date("--during", self.during)
        if self.certain and not (since or until or during):
            raise UsageError("--certain needs a date to be certain about: add --since, --until or --during")
        lists = {name: tuple(value or ()) for name, value in self._asdict().items() if name in _REPEATED}
        lists["organisation"] += tuple(self.organization or ())
        return MissionFilter(since, until, during, self.certain, disputed=self.disputed, **lists)

    @property
    def is_empty(self) -> bool:
        """Whether no filter is given."""
        return not any(self)


_REPEATED = ("role", "framework", "organisation", "country", "match")


class ListOutput(NamedTuple):
    """The options that shape a list, and name its dataset."""

    columns: Columns = None
    limit: Limit = None
    output_format: Format = None
    as_json: AsJson = False
    quiet: Quiet = False
    data: Data = None

    @property
    def format_name(self) -> str:
        """The name of the format. Raises UsageError if --format and --json ask for two."""
        others = self.output_format not in (None, "json")
        refuse_both({"--json": self.as_json, f"--format {self.output_format}": others})
        return "json" if self.as_json else self.output_format or "table"


def shared(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of MissionFilters and ListOutput in place of the parameters of these types."""
    groups: dict[str, tuple[type, list[inspect.Parameter]]] = {}
    parameters = []
    for parameter in inspect.signature(command).parameters.values():
        if parameter.annotation in (MissionFilters, ListOutput):
            options = list(inspect.signature(parameter.annotation).parameters.values())
            groups[parameter.name] = parameter.annotation, options
            parameters += options
        else:
            parameters.append(parameter)

    @wraps(command)
    def wrapper(**given: Any) -> None:
        values = {
            name: kind(**{option.name: given.pop(option.name) for option in options})
            for name, (kind, options) in groups.items()
        }
        command(**values, **given)

    in_order = [parameter.replace(kind=parameter.KEYWORD_ONLY) for parameter in parameters]
    wrapper.__signature__ = inspect.Signature(in_order)  # type: ignore[attr-defined]
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


def parse_columns(text: str | None, kind: "type[model.Record]") -> tuple[str, ...]:
    """Return the columns that --columns names."""
    from rwpk.render.fields import columns_of

    if text is None:
        return ()
    columns = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    for column in columns:
        _refuse_unknown("--columns", column, columns_of(kind))
    return columns


def check_sort(text: str | None, kind: "type[model.AnyRecord]") -> None:
    """Raise UsageError if there is no field to sort by."""
    from rwpk import model

    if text is not None:
        _refuse_unknown("--sort", text.removeprefix("-"), tuple(model.fields(kind)))


def refuse_both(options: dict[str, bool]) -> None:
    """Raise UsageError if more than one is given of some options that exclude each other."""
    given = [name for name, is_given in options.items() if is_given]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given)} exclude each other: give one")


def refuse_empty(**options: str | bool | list[Any] | None) -> None:
    """Raise UsageError for an empty value: an unset variable of a script must not mean everything."""
    for name, value in options.items():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and not text.strip():
                raise UsageError(f"--{name} is empty: give it a value, or leave it out")


def refuse_names(command: str, names: list[str] | None) -> None:
    """Raise UsageError if a command that lists records is given the name of one."""
    if names:
        from rwpk.text import printable

        name = printable(" ".join(names))
        raise UsageError(f'rwpk {command} takes no name: rwpk show {name} shows one record, --match "{name}" searches')


def given_data(argument: str | None, data: str | None) -> str | None:
    """Return the dataset that an argument or --data names; the argument wins over RWPK_DATA."""
    if argument is not None and not argument.strip():
        raise UsageError("DATASET is empty: name a file, or leave it out")
    if argument is not None and data not in (None, argument, os.environ.get("RWPK_DATA")):
        raise UsageError(f"{argument} and --data {data} are two datasets: give one")
    return argument or data


def refuse_unknown(option: str, given: Iterable[str], names: tuple[str, ...]) -> None:
    """Raise UsageError if an option names a field that is not one of some names."""
    for name in given:
        _refuse_unknown(option, name, names)


def _refuse_unknown(option: str, name: str, names: tuple[str, ...]) -> None:
    if name not in names:
        from rwpk.text import printable, suggest

        hint = suggest(name, names)
        raise UsageError(f'{option}: there is no field "{printable(name)}"{hint}; the fields are {", ".join(names)}')
