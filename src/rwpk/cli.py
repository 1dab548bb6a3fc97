"""The command line: options in, one call along the way of the data, exit code out."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer
from typer.core import TyperGroup
from typer.main import get_command_from_info, get_command_name

from rwpk import __version__
from rwpk.errors import RwpkError, UsageError

if TYPE_CHECKING:
    from typer.models import CommandFunctionType, CommandInfo

    from rwpk import edtf, model
    from rwpk.dataset import Stream
    from rwpk.output import Screen
    from rwpk.query import Found

LOOK = "Look"
EXIT_OUTPUT = 4
#: What an option or argument is called where it takes a path.
PATHS = frozenset({"PATH", "FILE", "DIR", "DATASET"})


class Program(TyperGroup):
    """Turns every error that is no bug into one message on stderr and its exit code."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = Late(app.late)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what stands before the command's name; --help and --version write here already."""
        if any(arg.endswith("-completion") for arg in args):
            _install_our_scripts()
        with _reported(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with _reported(ctx):
            return super().invoke(ctx)

    def _main_shell_completion(self, ctx_args: Any, prog_name: str, complete_var: str | None = None) -> None:
        """Answer a shell that asks what may stand at the cursor."""
        verb, _, shell = os.environ.get("_RWPK_COMPLETE", "").partition("_")
        if shell and verb in ("complete", "source"):
            from rwpk import completion

            if shell in completion.SCRIPTS:  # PowerShell is Typer's
                _write([completion.SCRIPTS[shell] if verb == "source" else _complete(self, ctx_args, shell)], "utf-8")
                sys.exit()
        super()._main_shell_completion(ctx_args, prog_name, complete_var)


class Late(MutableMapping[str, Any]):
    """The commands by name, each made of its function when it is asked for: a run needs one, and each takes a while."""

    def __init__(self, infos: dict[str, CommandInfo]) -> None:
        self._infos = infos
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """Make the command, if it is not made yet."""
        if name not in self._made:
            self._made[name] = get_command_from_info(
                self._infos[name],
                pretty_exceptions_short=app.pretty_exceptions_short,
                rich_markup_mode=app.rich_markup_mode,
            )
        return self._made[name]

    def __setitem__(self, name: str, command: Any) -> None:
        """Keep a command that is made already."""
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        """Forget a command that was made."""
        del self._made[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names, in the order of this file."""
        return iter(self._infos)

    def __len__(self) -> int:
        """Count the commands."""
        return len(self._infos)


class Commands(typer.Typer):
    """Keeps what a command is made of, and makes none."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.late: dict[str, CommandInfo] = {}

    def command(self, *arguments: Any, **settings: Any) -> Callable[[CommandFunctionType], CommandFunctionType]:
        """Register a command, as Typer does."""
        register = super().command(*arguments, **settings)

        def keep(function: CommandFunctionType) -> CommandFunctionType:
            register(function)
            info = self.registered_commands.pop()
            self.late[info.name or get_command_name(function.__name__)] = info
            return function

        return keep


app = Commands(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@contextmanager
def _reported(ctx: Any) -> Iterator[None]:
    """Report what goes wrong on purpose, and leave bugs their tracebacks."""
    try:
        yield
    except RwpkError as error:
        _fail(str(error), error.exit_code)
    except typer.TyperException as error:
        command = (getattr(error, "ctx", None) or ctx).command_path
        _fail(error.format_message(), error.exit_code, f"{command} --help shows what there is")
    except KeyboardInterrupt:
        _give_up()
        raise typer.Exit(130) from None
    except OSError as error:  # only writing is left unguarded below: reading a dataset has errors of its own
        # what is still buffered has no reader: without this, Python would complain of it at exit
        _discard()
        if isinstance(error, BrokenPipeError):
            raise typer.Exit(0) from None
        file = f"{error.filename}: " if error.filename else ""
        _fail(f"the output could not be written: {file}{error.strerror}", EXIT_OUTPUT)


def _give_up() -> None:
    """Leave a terminal without a trace of half a line's colours, and wait for nobody who reads a pipe."""
    if sys.stdout is not None and sys.stdout.isatty():
        if _screen().colour:
            sys.stdout.write("\x1b[0m")
    else:
        _discard()


def _discard() -> None:
    """Send what is still buffered for stdout nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _fail(message: str, exit_code: int, hint: str | None = None) -> NoReturn:
    _tell("\n".join([f"rwpk: error: {message}", *([f"  {hint}"] if hint else [])]))
    raise typer.Exit(exit_code)


def _tell(message: str) -> None:
    """Write to stderr, where there is one, with nothing in it that could steer a terminal."""
    if sys.stderr is not None:
        from rwpk.text import printable

        encoding = sys.stderr.encoding or "utf-8"
        for line in message.split("\n"):
            print(printable(line, 2_000).encode(encoding, "backslashreplace").decode(encoding), file=sys.stderr)


def _watched() -> bool:
    """Tell whether a person reads stderr, and not a script's log."""
    return sys.stderr is not None and sys.stderr.isatty()


def _hint(message: str) -> None:
    """Write a line to stderr for a person who watches."""
    if _watched():
        _tell(message)


def _screen(linear: bool = False) -> Screen:
    """What stdout is like: COLUMNS decides the width, then the terminal; a pipe has none.

    Its text is linear where that is asked for, or the terminal can do no more.
    """
    from rwpk.output import Screen

    is_terminal = sys.stdout is not None and sys.stdout.isatty()
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) or None if re.fullmatch("[0-9]{1,6}", columns) else None
    if width is None and is_terminal:
        try:
            width = os.get_terminal_size(sys.stdout.fileno()).columns or 80
        except OSError:
            width = 80
    dumb = os.environ.get("TERM", "dumb" if os.name != "nt" else "") == "dumb"
    colour = is_terminal and not dumb and not os.environ.get("NO_COLOR")
    return Screen(width, colour, getattr(sys.stdout, "encoding", None) or "utf-8", linear or (is_terminal and dumb))


def _write(pieces: Iterable[str], encoding: str | None = None) -> None:
    """Write to stdout and flush, so that a reader who has gone, or a full disk, shows here and not at exit."""
    from rwpk.text import encode

    stream = sys.stdout
    if stream is None:
        return
    for piece in pieces:
        stream.buffer.write(encode(piece, encoding or stream.encoding or "utf-8"))
    stream.flush()


def _date(option: str, text: str | None) -> edtf.Span | None:
    if text is None:
        return None
    from rwpk import edtf
    from rwpk.text import printable

    try:
        return edtf.parse_date(text)
    except ValueError as error:
        raise UsageError(f'{option} "{printable(text)}": {error}') from None


def _one_of(wanted: dict[str, bool]) -> None:
    """Refuse options that cannot both be had."""
    if all(wanted.values()):
        raise UsageError(f"{' and '.join(wanted)} ask for two things: keep one")


def _filled(**filters: str | None) -> None:
    """Refuse an empty filter: an unset variable of a script must not quietly mean everything."""
    for name, text in filters.items():
        if text is not None and not text.strip():
            raise UsageError(f"--{name} is empty: give it a value, or leave it out")


def _columns(kind: type[model.AnyRecord], text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    from rwpk.model import columns_of

    chosen = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    return tuple(_known("--columns", name, columns_of(kind)) for name in chosen)


def _known(option: str, name: str, names: tuple[str, ...]) -> str:
    from rwpk.text import printable, suggest

    if name in names:
        return name
    raise UsageError(f'{option}: no field "{printable(name)}"{suggest(name, names)}; there are {", ".join(names)}')


@contextmanager
def _stream(path: str | None, any_size: bool) -> Iterator[Stream]:
    """A dataset's records; a person who watches is shown how far a long reading is."""
    from rwpk import dataset

    if not _watched():
        yield dataset.Stream(path, any_size=any_size)
        return
    from rwpk.output.progress import Reading

    with Reading(sys.stderr, "reading") as reading:
        yield dataset.Stream(path, any_size=any_size, tick=reading.tick)


def _list(
    kind: type[model.AnyRecord],
    select: Callable[[Stream], Iterator[Found]],
    plural: str,
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
    from rwpk import model as m
    from rwpk import query
    from rwpk.output import FOR_SCRIPTS, FORMATS, Listing

    _one_of({"--json": as_json, f"--format {output_format}": output_format not in (None, "json")})
    name = "json" if as_json else output_format or "table"
    chosen = _columns(kind, columns)
    if sort is not None:
        _known("--sort", sort.removeprefix("-"), m.field_names(kind))
    with _stream(path, any_size) as stream:
        found = select(stream)
        if sort is not None:
            found = iter(query.sort(found, sort))
        rows = list(islice(found, limit))
        matched = len(rows) + sum(1 for _ in found)  # all is read, and so checked, before anything is told
    total = stream.counts[kind]
    for_scripts = name in FOR_SCRIPTS
    marked = frozenset() if for_scripts else disputed() & {row.record.id for row in rows}
    _write(FORMATS[name](Listing(kind, rows, chosen, marked), _screen()), "utf-8" if for_scripts else None)
    if not matched and not for_scripts:
        _tell_none(plural, total)
    else:
        _hint_count(len(rows), total, plural)
    if marked:
        _hint(f"other sources differ on {', '.join(sorted(marked))}: rwpk show ID says how")
    return rows


def _tell_none(plural: str, total: int) -> None:
    _tell(f"rwpk: no {plural} match; without filters there are {total}")


def _hint_count(shown: int, total: int, plural: str) -> None:
    if shown < total:
        _hint(f"{shown} of {total} {plural}")
    else:
        _hint(f"{total} {plural}; rwpk show ID says which words of the article each rests on")


def _hint_left_out() -> None:
    """Tell a person who watches what other sources say of our own dataset as a whole."""
    if _watched():
        from rwpk import dataset

        for note in dataset.load_context(dataset.load()):
            if note.record == "dataset":
                _tell(f"Not from the article but from {note.source}: {note.statement}")


def _filters(
    *,
    since: str | None,
    until: str | None,
    organisation: str | None,
    country: str | None,
    match: str | None,
    **chosen: bool | str | None,
) -> dict[str, Any]:
    """Check the filters of missions, and return them as `query.select_missions` takes them."""
    _filled(organisation=organisation, country=country, match=match)
    first, last = _date("--since", since), _date("--until", until)
    if first and last and first.earliest > last.latest:
        raise UsageError(f"--since {since} is later than --until {until}: swap them")
    return {"since": first, "until": last, "organisation": organisation, "country": country, "match": match, **chosen}


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
    _tell(f"rwpk: note: {shown}{more} may have begun {when}: the article gives no {gap}")


def _saver(file: str, linear: bool) -> Callable[[str, str], None]:
    """Check a file's name, and return what will write a drawing, and its telling, as the name's ending says."""
    from rwpk.output.picture import PICTURES
    from rwpk.text import printable

    ending = os.path.splitext(file)[1].lower()  # noqa: PTH122 (no need for pathlib)
    if ending not in PICTURES:
        raise UsageError(f'--save "{printable(file)}": end its name in {", ".join(PICTURES)}')
    if linear and ending != ".txt":
        raise UsageError(f"--linear gives text, and {ending} is a picture: save it as .txt")

    def save(drawn: str, told: str) -> None:
        from rwpk.saving import write_file

        write_file(file, PICTURES[ending](drawn, "rwpk timeline", told).encode())

    return save


# completion -------------------------------------------------------------------------------------


def _install_our_scripts() -> None:
    """Let --install-completion and --show-completion give our scripts in place of Typer's."""
    from typer import _completion_shared as shared

    from rwpk import completion

    # Typer fills them in by the % operator
    shared._completion_scripts.update({shell: text.replace("%", "%%") for shell, text in completion.SCRIPTS.items()})


def _complete(program: Program, settings: Any, shell: str) -> str:
    """What a shell is to run to offer what may stand at the cursor."""
    from typer._click import shell_completion as typers  # it has no public way to complete a line

    from rwpk import completion

    line = completion.read_line(os.environ.get("_RWPK_LINE", ""))
    words = [os.path.expanduser(word) for word in line.words[1:]]  # noqa: PTH111 (most are no paths)
    lead, begun = "", line.begun
    if begun.startswith("--") and "=" in begun:
        option, _, begun = begun.partition("=")
        words.append(option)
        lead = f"{option}="
    context = typers._resolve_context(program, settings, "rwpk", words)
    takers = [one for one in context.command.params if typers._is_incomplete_option(context, words, one)]
    # an option that waits for its value gets one, even one such as -start
    asked, begun = (takers[0], begun) if takers else typers._resolve_incomplete(context, words, begun)
    if (getattr(asked, "metavar", None) or "").strip("[]") in PATHS:
        return completion.answer_files(shell)
    found = asked.shell_complete(context, begun)
    if not found and not begun and asked is context.command:
        found = asked.shell_complete(context, "--")
    items = [completion.Item(lead + item.value, item.help or "") for item in found]
    return completion.answer(shell, items, line, os.environ.get("_RWPK_WORD", ""))


def _quietly(context: Any) -> model.Dataset | None:
    """The dataset for completion, or None: a broken one must not break the line being typed."""
    from rwpk import dataset

    path = context.params.get("data") or os.environ.get("RWPK_DATA")
    if path == "-":  # standard input is the keyboard here
        return None
    try:
        return dataset.load(path)
    except RwpkError:
        return None


def _complete_names(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from rwpk import completion

    data = _quietly(ctx)
    return list(completion.names(data, ctx.params.get("name") or (), incomplete)) if data else []


def _complete_topics(ctx: typer.Context, _incomplete: str) -> list[str]:
    data = _quietly(ctx)
    return sorted({fact.topic for fact in data.facts}) if data else []


def _complete_countries(ctx: typer.Context, _incomplete: str) -> list[str]:
    data = _quietly(ctx)
    return sorted({mission.country for mission in data.missions if mission.country}) if data else []


def _complete_organisations(ctx: typer.Context, _incomplete: str) -> list[str]:
    data = _quietly(ctx)
    missions = data.missions if data else ()
    return sorted({name for mission in missions for name in (*mission.organisations, *mission.partners)})


def _complete_columns(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from rwpk import completion, model

    before, comma, _ = incomplete.rpartition(",")
    kind = _kind_of(ctx)
    known = completion.meanings(kind)
    taken = before.split(",")
    return [(before + comma + name, known[name]) for name in model.columns_of(kind) if name not in taken]


def _complete_sort(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from rwpk import completion, model

    sign = "-" if incomplete.startswith("-") else ""
    kind = _kind_of(ctx)
    known = completion.meanings(kind)
    return [(sign + name, known[name]) for name in model.field_names(kind)]


def _kind_of(ctx: typer.Context) -> type[model.AnyRecord]:
    from rwpk import model

    return model.Fact if ctx.info_name == "facts" else model.Mission


# options ----------------------------------------------------------------------------------------

Data = Annotated[
    str | None,
    typer.Option(
        "--data", metavar="PATH", envvar="RWPK_DATA", show_envvar=True,
        help="A dataset of your own, YAML, JSON or JSON Lines; - reads standard input.",
    ),
]  # fmt: skip
AnySize = Annotated[
    bool, typer.Option("--any-size", help="Read the dataset even if it is larger than 256 MB.", rich_help_panel=LOOK)
]
AsJson = Annotated[bool, typer.Option("--json", help="The same as --format json.")]
Format = Annotated[
    Literal["table", "json", "jsonl", "csv", "markdown"] | None,
    typer.Option("--format", help="How to write it; a table if nothing is said.", rich_help_panel=LOOK),
]
Columns = Annotated[
    str | None,
    typer.Option(
        "--columns", metavar="A,B,C", autocompletion=_complete_columns, rich_help_panel=LOOK,
        help="The fields to show, in this order.",
    ),
]  # fmt: skip
Sort = Annotated[
    str | None,
    typer.Option(
        "--sort", metavar="FIELD", autocompletion=_complete_sort, rich_help_panel=LOOK,
        help="Sort by a field; -FIELD sorts descending. What is not stated comes last.",
    ),
]  # fmt: skip
Limit = Annotated[
    int | None, typer.Option("--limit", min=0, metavar="N", help="At most so many.", rich_help_panel=LOOK)
]
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
        metavar="NAME",
        autocompletion=_complete_organisations,
        help="An organisation it runs under or works beside, as UN or SADC.",
    ),
]
Country = Annotated[
    str | None,
    typer.Option(metavar="NAME", autocompletion=_complete_countries, help="A country's name or ISO 3166-1 code."),
]
Match = Annotated[
    str | None,
    typer.Option(
        "--match",
        metavar="TEXT",
        help="Keep what holds this text anywhere, its evidence included; case and accents do not matter.",
    ),
]

# commands ---------------------------------------------------------------------------------------


def _version(wanted: bool) -> None:
    if wanted:
        _write([f"rwpk {__version__}\n"])
        raise typer.Exit


@app.callback(invoke_without_command=True)
def rwpk(
    ctx: typer.Context,
    _show_version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Rwanda's peacekeeping missions as one article describes them, with the words that say so.

    rwpk missions                      all missions
    rwpk missions --since 2010         those that began in 2010 or later
    rwpk show darfur                   one mission, and the words it rests on
    rwpk timeline                      the missions on a time axis
    rwpk facts --topic law             what else the article claims
    rwpk missions --json | jq .        the same for scripts
    """
    if ctx.invoked_subcommand is None:
        text = ctx.get_help()
        if text:  # Typer has printed it already, unless it runs without Rich
            _write([text + "\n"])


@app.command(rich_help_panel="List")
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
    filters = _filters(
        since=since, until=until, certain=certain, role=role, framework=framework,
        organisation=organisation, country=country, match=match,
    )  # fmt: skip
    from rwpk import model, query

    def select(stream: Stream) -> Iterator[Found]:
        return query.select_missions(stream.missions(), **filters)

    rows = _list(model.Mission, select, "missions", data, any_size, output_format, as_json, columns, sort, limit)
    _tell_possible(rows, since, until)
    if data is None and not as_json and output_format in (None, "table"):
        _hint_left_out()


@app.command(rich_help_panel="Read one")
def show(
    name: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME", autocompletion=_complete_names, show_default=False,
            help="An id, name, place, acronym, alias, country or ISO code, or how one begins.",
        ),
    ],
    context: Annotated[
        bool, typer.Option("--context/--no-context", help="With what other sources say, apart from the article.")
    ] = True,
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
    _one_of({"--json": as_json, "--linear": linear})
    from rwpk import dataset, model, query
    from rwpk.output import fields

    with _stream(data, any_size) as stream:
        whole = stream.whole()
    record = query.find((*whole.missions, *whole.facts), " ".join(name))
    # the notes that rwpk carries are on its own dataset, and on no other
    known = dataset.load_context(whole) if context and data is None else ()
    notes = tuple(note for note in known if note.record == record.id)
    if as_json:
        apart = {"context": None if data else [model.plain(note) for note in notes]} if context else {}
        _write([model.to_json(fields.values(record) | apart, indent=2) + "\n"], "utf-8")
    else:
        from rwpk.output.show import write_record

        _write(write_record(record, whole.source, notes, _screen(linear)))


@app.command(rich_help_panel="List")
def facts(
    topic: Annotated[
        str | None,
        typer.Option("--topic", metavar="TOPIC", autocompletion=_complete_topics, help="Keep one topic, as law."),
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
    _filled(topic=topic, match=match)
    from rwpk import dataset, model, query

    def select(stream: Stream) -> Iterator[Found]:
        return query.select_facts(stream.facts(), topic=topic, match=match)

    def disputed() -> frozenset[str]:
        notes = dataset.load_context(dataset.load()) if data is None else ()
        return frozenset(note.record for note in notes if note.relation == "differs")

    _list(model.Fact, select, "facts", data, any_size, output_format, as_json, columns, sort, limit, disputed)


@app.command(rich_help_panel="List")
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
    filters = _filters(
        since=since, until=until, certain=certain, role=role, framework=framework,
        organisation=organisation, country=country, match=match,
    )  # fmt: skip
    _one_of({"--json": as_json, "--linear": linear})
    _one_of({"--json": as_json, "--save": save is not None})
    saver = _saver(save, linear) if save is not None else None
    from rwpk import model, query
    from rwpk import timeline as t

    with _stream(data, any_size) as stream:
        rows = list(query.select_missions(stream.missions(), **filters))
    bars, issued = t.bars(rows), stream.source.issued
    if as_json:
        _write([model.to_json(t.whole(bars, issued), indent=2) + "\n"], "utf-8")
    elif not rows:
        _tell_none("missions", stream.counts[model.Mission])
    else:
        from rwpk.output import Screen
        from rwpk.output.timeline import write_timeline

        screen = _screen(linear)
        if saver is None:
            _write(write_timeline(bars, issued, screen))
        else:
            file = Screen(screen.width, colour=True)  # it has colours and signs that this terminal may lack
            drawn, told = (
                "".join(write_timeline(bars, issued, file._replace(linear=by_line))) for by_line in (linear, True)
            )
            saver(drawn, told)
        _hint_count(len(rows), stream.counts[model.Mission], "missions")
    _tell_possible(rows, since, until)
    if data is None and not as_json:
        _hint_left_out()


@app.command(rich_help_panel="Trust")
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
    _filled(article=article, digests=digests)
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
    from rwpk import model, report
    from rwpk.errors import ArticleError
    from rwpk.output.report import write_report

    path = dataset_file or data
    if path == article == "-":
        raise UsageError("the dataset and the article cannot both come from standard input: name one")
    own = files.read(path or dataset.built_in(), any_size=any_size)
    found = report.make(own, files.read(article, ArticleError) if article is not None else None, any_size=any_size)
    _write([model.to_json(found, indent=2) + "\n"] if as_json else write_report(found), "utf-8" if as_json else None)
    if not found.holds:
        raise typer.Exit(3)


def _print_digests(path: str) -> None:
    from rwpk import article, files
    from rwpk.errors import ArticleError
    from rwpk.output.report import write_paragraphs

    file = files.read(path, ArticleError)
    blocks = article.pieces(article.read(*file))
    count = sum(block.is_prose for block in blocks)
    if not count:
        raise ArticleError(f"{file.name}: no paragraph of {article.PROSE_WORDS} words or more is in it")
    _write(write_paragraphs(blocks), "utf-8")
    _hint("take out what is page furniture, number the paragraphs from 1, and head each in your words")


@app.command(rich_help_panel="Trust")
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
    from rwpk import dataset

    source = dataset.load(data, any_size=any_size).source
    reference = c.article(source) if of == "article" else c.dataset(source, __version__)
    _write([c.STYLES[style](reference)], None if style == "text" else "utf-8")


@app.command(rich_help_panel="Trust")
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
        from rwpk import model

        _write([model.to_json(c.schema(what or "dataset"), indent=2) + "\n"], "utf-8")
        return
    from rwpk import dataset
    from rwpk.output.codebook import write_sections

    whole = dataset.load(data, any_size=any_size)
    notes = dataset.load_context(whole) if data is None else ()
    sections = (one for name in ((what,) if what else ("dataset", "context")) for one in c.sections(name, whole, notes))
    _write(write_sections(sections, _screen()))


@app.command(rich_help_panel="Take away")
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
    from rwpk import datapackage, dataset, saving

    if not directory.strip():
        raise UsageError("DIR is empty: name the directory to write")
    whole = dataset.load(data, any_size=any_size)
    # our notes, licence and version are our own dataset's, and no other's
    files = (
        datapackage.package(whole, dataset.load_context(whole), __version__)
        if data is None
        else datapackage.package(whole)
    )
    saving.write_folder(directory, files, force=force)
    _hint(f"wrote {', '.join(files)}; frictionless validate checks datapackage.json")
