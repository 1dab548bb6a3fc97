"""The commands and their options: each makes one call along the way of the data, and writes what comes of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from rwpk import __version__
from rwpk.cli import command, hint, is_watched, screen, tell, write, write_json
from rwpk.errors import UsageError

if TYPE_CHECKING:
    from rwpk import edtf, model
    from rwpk.dataset import Stream
    from rwpk.query import Found

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
        "--any-size", rich_help_panel=LOOK,
        help="Read more than 256 MB, or than 512 KB where the dataset must be held as a whole.",
    ),
]  # fmt: skip
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


# the commands -----------------------------------------------------------------------------------


@command("List")
def missions(
    since: Since = None,
    until: Until = None,
    certain: Certain = False,
    role: Role = None,
    framework: Framework = None,
    organisation: Organisation = None,
    country: Country = None,
    match: Match = None,
    sort: Sort = None,
    columns: Columns = None,
    limit: Limit = None,
    output_format: Format = None,
    as_json: AsJson = False,
    data: Data = None,
    any_size: AnySize = False,
) -> None:
    """List the missions.

    rwpk missions --since 2010 --framework multilateral
    rwpk missions --sort -start --columns id,start,organisations
    rwpk missions --format csv > missions.csv
    """
    filters = mission_filters(
        since=since, until=until, certain=certain, role=role, framework=framework,
        organisation=organisation, country=country, match=match,
    )  # fmt: skip
    from rwpk import model, query

    def select(stream: Stream) -> Iterator[Found]:
        return query.select_missions(stream.missions(), **filters)

    rows = _list(model.Mission, select, data, any_size, output_format, as_json, columns, sort, limit)
    _tell_possible(rows, since, until)
    if data is None and not as_json and output_format in (None, "table"):
        _hint_left_out()


@command("Read one")
def show(
    name: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME", autocompletion=offered("names"), show_default=False,
            help="An id, name, place, acronym, alias, country or ISO code, or how one begins.",
        ),
    ],
    context: Annotated[bool, typer.Option(help="With what other sources say, apart from the article.")] = True,
    linear: Linear = False,
    as_json: AsJson = False,
    data: Data = None,
    any_size: AnySize = False,
) -> None:  # fmt: skip
    """Show one mission or fact: what is stated, by which words, what is inferred, what is not stated.

    rwpk show darfur
    rwpk show "cabo delgado"
    rwpk show kigali-principles --json
    """
    refuse_both({"--json": as_json, "--linear": linear})
    from rwpk import dataset, model, query
    from rwpk.output import values

    whole = _load(data, any_size)
    record = query.find((*whole.missions, *whole.facts), " ".join(name))
    # the notes that rwpk carries are on its own dataset, and on no other
    known = dataset.load_context(whole) if context and data is None else ()
    notes = tuple(note for note in known if note.record == record.id)
    if as_json:
        apart = {"context": None if data else [model.plain(note) for note in notes]} if context else {}
        write_json(values(record) | apart)
    else:
        from rwpk.output.page import write_record

        write(write_record(record, whole.source, notes, screen(linear)))


@command("List")
def facts(
    topic: Annotated[
        str | None,  # without its name, Typer 0.27.2 makes --TOPIC of it
        typer.Option("--topic", metavar="TOPIC", autocompletion=offered("topics"), help="Keep one topic, as law."),
    ] = None,
    match: Match = None,
    sort: Sort = None,
    columns: Columns = None,
    limit: Limit = None,
    output_format: Format = None,
    as_json: AsJson = False,
    data: Data = None,
    any_size: AnySize = False,
) -> None:
    """List the other claims of the article.

    rwpk facts --topic law
    rwpk facts --match genocide --columns id,statement
    """
    refuse_empty(topic=topic, match=match)
    from rwpk import dataset, model, query

    def select(stream: Stream) -> Iterator[Found]:
        return query.select_facts(stream.facts(), topic=topic, match=match)

    def disputed() -> frozenset[str]:
        notes = dataset.load_context(dataset.load()) if data is None else ()
        return frozenset(note.record for note in notes if note.relation == "differs")

    _list(model.Fact, select, data, any_size, output_format, as_json, columns, sort, limit, disputed)


@command("List")
def timeline(
    since: Since = None,
    until: Until = None,
    certain: Certain = False,
    role: Role = None,
    framework: Framework = None,
    organisation: Organisation = None,
    country: Country = None,
    match: Match = None,
    linear: Linear = False,
    save: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", rich_help_panel=LOOK,
            help="Write the drawing to a file instead, as its ending says: .svg, .html or .txt.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The bars and their axis as data.")] = False,
    data: Data = None,
    any_size: AnySize = False,
) -> None:  # fmt: skip
    """Draw the missions on a time axis: what is known of each start and end, and what is not.

    rwpk timeline --since 2010
    rwpk timeline --linear
    rwpk timeline --json | jq .bars
    """
    filters = mission_filters(
        since=since, until=until, certain=certain, role=role, framework=framework,
        organisation=organisation, country=country, match=match,
    )  # fmt: skip
    refuse_both({"--json": as_json, "--linear": linear})
    refuse_both({"--json": as_json, "--save": save is not None})
    ending = _picture_ending(save, linear) if save is not None else ""
    from rwpk import model, query
    from rwpk import timeline as t

    with _stream(data, any_size) as stream:
        rows = list(query.select_missions(stream.missions(), **filters))
    bars, issued, total = t.bars(rows), stream.source.issued, stream.counts[model.Mission]
    if as_json:
        write_json(t.whole(bars, issued))
    elif not rows:
        _tell_none(model.Mission, total)
    else:
        from rwpk.output.timeline import write_timeline

        seen = screen(linear)
        whose = "Rwanda" if data is None else None
        if save is None:
            write(write_timeline(bars, issued, seen, whose))
        else:
            from textwrap import fill

            from rwpk import cite as c
            from rwpk.files import write_file
            from rwpk.output.picture import PICTURES
            from rwpk.text import printable

            # a picture goes its own way, and must say itself what it is drawn from
            cited = c.short(c.article(stream.source)._replace(URL=None))
            caption = fill(printable(cited, 1_000), max(40, seen.width or 80))
            file = seen._replace(colour=True, encoding="utf-8")  # whatever this terminal lacks
            drawn, told = (
                "".join(write_timeline(bars, issued, file._replace(linear=one), whose)) + f"\n{caption}\n"
                for one in (linear, True)
            )
            write_file(save, PICTURES[ending](drawn, "rwpk timeline", told).encode())
            hint(f"wrote {save}")
        _hint_count(len(rows), total, model.Mission)
    _tell_possible(rows, since, until)
    if data is None and not as_json:
        _hint_left_out()


@command("Trust")
def check(
    dataset_file: Annotated[
        str | None,
        typer.Argument(metavar="[DATASET]", show_default=False, help="The same as --data; rwpk's own if not given."),
    ] = None,
    article: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The article, as text or as HTML saved from a browser: hold its words too."),
    ] = None,
    digests: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Print the paragraphs of an article instead, for a dataset of your own."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="What was found, as data.")] = False,
    data: Data = None,
    any_size: AnySize = False,
) -> None:
    """Check a dataset against its rules, and against the words of its article.

    rwpk check mine.yaml
    rwpk check --article article.txt
    rwpk check --digests article.html
    """
    refuse_empty(article=article, digests=digests)
    if dataset_file is not None and not dataset_file.strip():
        raise UsageError("DATASET is empty: name a file, or leave it out")
    if dataset_file is not None and data not in (None, dataset_file, os.environ.get("RWPK_DATA")):
        raise UsageError(f"{dataset_file} and --data {data} name two datasets: keep one")
    from rwpk import dataset, files

    if digests is not None:
        if article is not None or dataset_file is not None or as_json:
            raise UsageError("--digests prints the paragraphs of an article and nothing else: give it alone")
        _print_digests(digests)
        return
    from rwpk import verify
    from rwpk.errors import ArticleError
    from rwpk.output import write_report

    path = dataset_file or data
    if path == article == "-":
        raise UsageError("the dataset and the article cannot both come from standard input: name one")
    own = files.read(path or dataset.built_in(), any_size=any_size)
    text = files.read(article, ArticleError) if article is not None else None
    found = verify.make(own, text, partial(_load, own.name, any_size, own.data))
    if as_json:
        write_json(found)
    else:
        write(write_report(found))
    if not found.holds:
        raise typer.Exit(3)


@command("Trust")
def cite(
    style: Annotated[Literal["text", "bibtex", "ris", "csl-json"], typer.Option(help="How to write it.")] = "text",
    of: Annotated[Literal["article", "dataset"], typer.Option(help="What to cite.")] = "article",
    data: Data = None,
    any_size: AnySize = False,
) -> None:
    """Cite the article, or the dataset taken from it.

    rwpk cite
    rwpk cite --style bibtex >> references.bib
    rwpk cite --of dataset --style csl-json
    """
    if of == "dataset" and data is not None:
        raise UsageError("--of dataset cites rwpk's own dataset: leave --data and RWPK_DATA out")
    from rwpk import cite as c

    source = _load(data, any_size).source
    reference = c.article(source) if of == "article" else c.dataset(source, __version__)
    write([c.STYLES[style](reference)], None if style == "text" else "utf-8")


@command("Trust")
def codebook(
    what: Annotated[
        Literal["dataset", "line", "context", "missions", "facts", "show", "check", "timeline"] | None,
        typer.Argument(
            metavar="[WHAT]", show_default=False,
            help="A file (dataset, context), a line of JSON Lines (line), or what a command prints with --json"
            " (all others).",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The JSON Schema (2020-12).")] = False,
    data: Data = None,
    any_size: AnySize = False,
) -> None:  # fmt: skip
    """Tell what each field means, whose it is, and what it may hold.

    rwpk codebook
    rwpk codebook missions
    rwpk codebook --json > rwpk.schema.json
    """
    from rwpk import codebook as c

    if as_json:
        write_json(c.schema(what or "dataset"))
        return
    from rwpk import dataset
    from rwpk.output.page import write_codebook

    whole = _load(data, any_size)
    notes = dataset.load_context(whole) if data is None else ()
    sections = (one for name in ((what,) if what else ("dataset", "context")) for one in c.sections(name, whole, notes))
    write(write_codebook(sections, screen()))


@command("Take away")
def export(
    directory: Annotated[
        str, typer.Argument(metavar="DIR", show_default=False, help="A new or empty directory; it is made if need be.")
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Write into a directory that holds files, and replace those of an export.")
    ] = False,
    data: Data = None,
    any_size: AnySize = False,
) -> None:
    """Write the whole dataset as a Data Package: tables with their types, meanings and keys.

    rwpk export rwanda
    rwpk export rwanda --force
    """
    from rwpk import datapackage, dataset, files

    if not directory.strip():
        raise UsageError("DIR is empty: name the directory to write")
    files.refuse_folder(directory, force=force)  # rather than after a long reading
    whole = _load(data, any_size)
    # our notes, licence and version are our own dataset's, and no other's
    own = (dataset.load_context(whole), __version__) if data is None else ()
    tables = datapackage.package(whole, *own)
    files.write_folder(directory, tables, force=force)
    hint(f"wrote {', '.join(tables)}; frictionless validate checks datapackage.json")


# what they share --------------------------------------------------------------------------------


@contextmanager
def _stream(path: str | None, any_size: bool, data: bytes | None = None) -> Iterator[Stream]:
    """A dataset's records; a person who watches is shown how far a long reading is."""
    refuse_empty(data=path)
    from rwpk import dataset

    if not is_watched():
        yield dataset.Stream(path, any_size=any_size, data=data)
        return
    from rwpk.output import reading

    with reading(sys.stderr) as tick:
        yield dataset.Stream(path, any_size=any_size, data=data, tick=tick)


def _load(path: str | None, any_size: bool, data: bytes | None = None) -> model.Dataset:
    with _stream(path, any_size, data) as stream:
        return stream.whole()


def _list(
    kind: type[model.AnyRecord],
    select: Callable[[Stream], Iterator[Found]],
    path: str | None,
    any_size: bool,
    output_format: str | None,
    as_json: bool,
    columns: str | None,
    sort: str | None,
    limit: int | None,
    disputed: Callable[[], frozenset[str]] = frozenset,
) -> list[Found]:
    """Read all, and keep what was found; then sort, cut and write it. Return what was written."""
    from rwpk import query
    from rwpk.model import columns_of, field_names
    from rwpk.output import FOR_SCRIPTS, FORMATS, Listing

    refuse_both({"--json": as_json, f"--format {output_format}": output_format not in (None, "json")})
    name = "json" if as_json else output_format or "table"
    chosen = tuple(dict.fromkeys(name.strip() for name in columns.split(","))) if columns is not None else ()
    for column in chosen:
        refuse_unknown("--columns", column, columns_of(kind))
    if sort is not None:
        refuse_unknown("--sort", sort.removeprefix("-"), field_names(kind))
    with _stream(path, any_size) as stream:
        found = select(stream)
        if sort is not None:
            found = iter(query.sort(found, sort))
        rows = list(islice(found, limit and min(limit, sys.maxsize)))
        matched = len(rows) + sum(1 for _ in found)  # all is read, and so checked, before anything is told
    for_scripts = name in FOR_SCRIPTS
    marked = frozenset() if for_scripts else disputed() & {row.record.id for row in rows}
    write(FORMATS[name](Listing(kind, rows, chosen, marked), screen()), "utf-8" if for_scripts else None)
    if not matched and not for_scripts:
        _tell_none(kind, stream.counts[kind])
    else:
        _hint_count(len(rows), stream.counts[kind], kind)
    if marked:
        hint(f"other sources differ on {', '.join(sorted(marked))}: rwpk show ID says how")
    return rows


def _tell_none(kind: type[model.AnyRecord], total: int) -> None:
    tell(f"rwpk: no {_plural(kind)} match; without filters there are {total}")


def _hint_count(shown: int, total: int, kind: type[model.AnyRecord]) -> None:
    if shown < total:
        hint(f"{shown} of {total} {_plural(kind)}")
    else:
        hint(f"{total} {_plural(kind)}; rwpk show ID says which words of the article each rests on")


def _plural(kind: type[model.AnyRecord]) -> str:
    return f"{kind.__name__.lower()}s"


def _hint_left_out() -> None:
    """Tell a person who watches what other sources say of our own dataset as a whole."""
    if is_watched():
        from rwpk import dataset

        for note in dataset.load_context(dataset.load()):
            if note.record == "dataset":
                tell(f"Not from the article but from {note.source}: {note.statement}")


def _tell_possible(rows: list[Found], since: str | None, until: str | None) -> None:
    """Name the missions that are listed though they may have begun outside the dates asked for."""
    from rwpk import edtf, model

    doubtful = [row.record for row in rows if not row.certain and isinstance(row.record, model.Mission)]
    if not doubtful:
        return
    shown = ", ".join(mission.id for mission in doubtful[:3])
    more = f" and {len(doubtful) - 3} more" if len(doubtful) > 3 else ""
    when = " or ".join(f"{word} {date}" for word, date in (("before", since), ("after", until)) if date is not None)
    gaps = {edtf.missing_unit(mission.start) if mission.start else "start" for mission in doubtful}
    gap = gaps.pop() if len(gaps) == 1 else "exact date"
    tell(f"rwpk: note: {shown}{more} may have begun {when}: the article gives no {gap}")


def _picture_ending(file: str, linear: bool) -> str:
    """How a file's name ends, which says what is to be written to it."""
    from rwpk.output.picture import PICTURES
    from rwpk.text import printable

    ending = os.path.splitext(file)[1].lower()  # noqa: PTH122 (no need for pathlib)
    if ending not in PICTURES:
        raise UsageError(f'--save "{printable(file)}": end its name in {", ".join(PICTURES)}')
    if linear and ending != ".txt":
        raise UsageError(f"--linear gives text, and {ending} is a picture: save it as .txt")
    return ending


def _print_digests(path: str) -> None:
    from rwpk import article, files
    from rwpk.errors import ArticleError
    from rwpk.output import write_paragraphs

    file = files.read(path, ArticleError)
    blocks = article.pieces(article.read(*file))
    if not any(block.is_prose for block in blocks):
        raise ArticleError(f"{file.name}: no paragraph of {article.PROSE_WORDS} words or more is in it")
    write(write_paragraphs(blocks), "utf-8")
    hint("take out what is page furniture, number the paragraphs from 1, and head each in your words")


# what options may say -----------------------------------------------------------------------------


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
