"""The command that sets several sources side by side: `compare`."""

import os.path
from contextlib import suppress
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from rwpk.cli import completion, options, streams
from rwpk.cli.app import app, help_text
from rwpk.errors import NoSuchRecord, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rwpk.comparison import Row
    from rwpk.sources import Sources

# A word that ends so is a file, even if there is none: a slip in its name must not make it the name of a record.
_ENDINGS = frozenset({".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".csv"})
# More than this many likely matches, clashes or differences are counted only.
_MAX_TOLD = 10


@app.command(
    short_help="Set what several sources say side by side.",
    help=help_text(
        "Set what several sources say of the same things side by side.",
        "rwpk compare other.yaml",
        "rwpk compare other.yaml darfur --field start",
        "rwpk compare odp_contributionranks.csv",
    ),
)
def compare(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            show_default=False,
            help="Datasets, and contributor rankings of the UN (CSV); then names of records, for these alone. A word is"
            " a file if there is one, or if it ends as one does, such as .yaml.",
        ),
    ],
    field: Annotated[
        list[str] | None,
        typer.Option("--field", metavar="FIELD", autocompletion=completion.compared, help="Only this field."),
    ] = None,
    apart: Annotated[bool, typer.Option("--apart", help="Only where two sources are apart.")] = False,
    only: Annotated[bool, typer.Option("--only", help="Add what one source alone says.")] = False,
    country: Annotated[
        str | None,
        typer.Option(
            "--country", metavar="CODE", help="The country whose row to take from a ranking; RWA without --data."
        ),
    ] = None,
    linear: options.Linear = False,
    limit: options.Limit = None,
    output_format: options.Format = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
    data: options.Data = None,
) -> None:
    """Compare sources."""
    options.refuse_empty(field=field, country=country, data=data)
    options.refuse_both({"--apart": apart, "--only": only})
    name = options.ListOutput(output_format=output_format, as_json=as_json).format_name
    options.refuse_both({f"--format {name}": name != "table", "--linear": linear})
    files = [word for word in words if _is_file(word)]
    names = [word for word in words if not _is_file(word)]
    if not files:
        raise UsageError(f"{_why_no_file(words[0])}: name a dataset or a ranking to compare with")
    from rwpk import comparison
    from rwpk.sources import load_sources

    options.refuse_unknown("--field", field or (), comparison.FIELDS)
    with streams.working("comparing"):
        sources = load_sources(files, data=data, country=country)
        records = _records(names, sources) if names else None
        rows = list(comparison.compare(sources.accounts, records=records, fields=field or comparison.FIELDS, only=only))
        if apart:
            rows = [row for row in rows if row.verdict == "apart"]
    shown = rows[:limit]
    _write(name, shown, sources, linear)
    _tell_sources(sources, records)
    if not rows and name == "table":
        streams.tell(f"rwpk: {_nothing(apart, only)}")
    elif not quiet:
        _hint(shown, rows)


def _is_file(word: str) -> bool:
    if word == "-" or PurePath(word).suffix.lower() in _ENDINGS:
        return True
    return os.path.exists(word) and not os.path.isdir(word)  # noqa: PTH110, PTH112 (pathlib raises if it is too long)


def _why_no_file(word: str) -> str:
    from rwpk.text import printable

    is_folder = os.path.isdir(word)  # noqa: PTH112 (pathlib raises if it is too long)
    return f"{printable(word)} is a directory" if is_folder else f"there is no file {printable(word)}"


def _records(names: list[str], sources: "Sources") -> set[str]:
    """Return the ids of the records that some words name together, or, if none does, of those that each names.

    Raises NoSuchRecord if no source has a record of a name.
    """
    from rwpk import query
    from rwpk.text import printable

    if together := _ids_named(" ".join(names), sources):
        return together
    records: set[str] = set()
    for name in names:
        ids = _ids_named(name, sources)
        if not ids:
            for one in sources.given:
                if one.dataset:
                    query.find(one.dataset, name)  # says why it has none
            raise NoSuchRecord(f'no record is called "{printable(name)}"')
        records |= ids
    return records


def _ids_named(name: str, sources: "Sources") -> set[str]:
    """Return the id of the record that each source has by a name; it may be another one in each."""
    from rwpk import query
    from rwpk.text import normalize_name

    ids: set[str] = set()
    for one in sources.given:
        if one.dataset is None:
            ids.update(record for record in one.account.claims if normalize_name(record) == normalize_name(name))
        else:
            with suppress(NoSuchRecord):
                ids.add(query.find(one.dataset, name).id)
    return ids


def _write(name: str, rows: "list[Row]", sources: "Sources", linear: bool) -> None:
    from rwpk.comparison import Row, named
    from rwpk.render import comparison as drawing
    from rwpk.render.fields import Listing
    from rwpk.render.formats import FORMATS

    screen = streams.screen(linear)
    if name in ("json", "jsonl"):
        streams.write(FORMATS[name](Listing(Row, rows), screen), "utf-8")
    elif name == "csv":
        streams.write(drawing.write_csv(rows), "utf-8")
    elif name == "markdown":
        streams.write(drawing.write_markdown(rows, named(sources.accounts)), "utf-8")
    else:
        streams.write(drawing.write_table(rows, screen))


def _tell_sources(sources: "Sources", records: set[str] | None) -> None:
    """Say which files hold a source that was given before, and what may have been given a wrong id.

    Only ids among `records` are named; None means all.
    """
    for repeat in sources.repeats:
        streams.tell(
            f"rwpk: {repeat.file} is the same source as {repeat.first} ({repeat.shared}): it is counted once, and"
            f" {repeat.file} is left out{_though_different(repeat.differences)}"
        )
    if missing := sources.unmatched_ranking():
        streams.tell(
            f"rwpk: a contributor ranking speaks of the records {missing}, and no dataset here has one of these ids"
        )
    clashes = [one for one in sources.clashes() if records is None or one.clash.record in records]
    for clashing in clashes[:_MAX_TOLD]:
        record, kind, other_kind = clashing.clash
        streams.tell(
            f"rwpk: {record} is a {kind} in {clashing.first} and a {other_kind} in {clashing.file}: they are not"
            " compared; give one of them another id"
        )
    if len(clashes) > _MAX_TOLD:
        streams.tell(f"rwpk: {len(clashes) - _MAX_TOLD} more ids are a mission in one source and a fact in another")
    likely = [
        one
        for one in sources.likely_same()
        if records is None or not records.isdisjoint((one.likeness.record, one.likeness.other))
    ]
    for one in likely[:_MAX_TOLD]:
        record, other, name = one.likeness
        streams.tell(
            f'rwpk: {one.file}:{one.line}: {other} may be {record} of {one.first}: both are called "{name}". They are'
            f' compared only under one id: if they are the same thing, write "id: {record}" on this line'
        )
    if len(likely) > _MAX_TOLD:
        streams.tell(f"rwpk: {len(likely) - _MAX_TOLD} more records may be the same thing under other ids")


def _though_different(differences: "Sequence[str]") -> str:
    """Name what a file that is left out says otherwise."""
    if not differences:
        return ""
    more = f"; and {len(differences) - _MAX_TOLD} more" if len(differences) > _MAX_TOLD else ""
    return f", though it has otherwise: {'; '.join(differences[:_MAX_TOLD])}{more}"


def _nothing(apart: bool, only: bool) -> str:
    if apart:
        return "no two sources are apart; without --apart all that two of them speak of is shown"
    if only:
        return "no source says anything of it"
    return "there is no value that two sources speak of; --only shows what one alone says"


def _hint(shown: "list[Row]", rows: "list[Row]") -> None:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.verdict] = counts.get(row.verdict, 0) + 1
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    streams.hint(f"{len(shown)} of {len(rows)} values; {verdicts}")
