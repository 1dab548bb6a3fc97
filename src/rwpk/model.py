"""The records: frozen, without input or output. Their types and descriptions are the only source of the codebook.

Text is `str`; "not stated" is `None`, or an empty tuple for a list; dates are EDTF text (see `rwpk.edtf`).

A type says all that a field may hold. A bound, a pattern or a choice is checked by msgspec; a rule that these cannot
express is a function in `extra`, which returns what is wrong with a text, or None. Messages are made from the same
types (`rwpk.loading.misfits`), so a new rule needs no other change.
"""

# msgspec reads the annotations at every start. As text (`from __future__ import annotations`) each would be compiled.
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, get_args, get_origin

import msgspec
from msgspec import Meta as Meta  # noqa: PLC0414 (other modules describe their own records with it)

from rwpk import edtf
from rwpk.text import SAFE_PATTERN, UNSPACED_CLASS, count_words, printable, unsafe

#: The number of words in a phrase. Shorter ones stand anywhere; longer quotations belong to the publisher.
MIN_PHRASE_WORDS = 2
MAX_PHRASE_WORDS = 12
#: The number of words that a paragraph is found by.
MIN_BEGINNING_WORDS = 4
MAX_BEGINNING_WORDS = 8
#: The most characters of a paragraph in canonical form: a whole article has no more.
MAX_PARAGRAPH_LENGTH = 1_000_000
#: The key under which a file in JSON names the schema that an editor checks it against.
SCHEMA_KEY = "$schema"
#: The command that prints the fields by which a paragraph is found and recognised.
PRINTING_COMMAND = "rwpk new ARTICLE"
#: The most characters of an id, a name, an acronym, a topic or a unit: look-up compares them, tables keep them whole.
MAX_NAME_LENGTH = 100
#: The most other names of a record.
MAX_ALIASES = 50

# Characters that are no part of a word, as far as JSON Schema (ECMA-262) can express them.
_SIGNS = r"\s!-/:-@\[-`{-~“”‘’–—…"

#: Whose a value is.
Origin = Literal["article", "editorial", "derived", "other sources"]
#: A rule on a text: returns what is wrong with it, or None.
Rule = Callable[[str], str | None]


def _edtf(title: str, pattern: str, parse: Callable[[str], object]) -> Meta:
    """Constrain a text to the dates that `parse` accepts. The pattern only guides an editor: it knows no calendar."""

    def rule(value: str) -> str | None:
        try:
            parse(value)
        except ValueError as error:
            return f"is not a date: {error}"
        return None

    extra = {"rule": rule, "date": True, "unbroken": True}
    return Meta(title=title, min_length=1, extra_json_schema={"pattern": pattern}, extra=extra)


def _word_count(least: int, most: int) -> Meta:
    """Constrain a text to a number of words. In scripts without blanks between words two characters count as a word."""

    def rule(text: str) -> str | None:
        words = text.split()
        if text.isascii() and sum(map(str.isalnum, words)) >= least and len(words) <= most:
            return None  # most texts: no need to look within words
        count = max(count_words(text), len(words)) if len(words) > most else count_words(text)
        if count > most:
            return f"has {count} words: quote at most {most}"
        if count >= least:
            return None
        return (
            f"has {'no word' if not count else 'one word' if count == 1 else f'{count} words'}: quote at least {least}"
        )

    pattern = (
        rf"^(?=[{_SIGNS}]*([^{_SIGNS}]\S*\s[{_SIGNS}]*){{{least - 1}}}[^{_SIGNS}])"
        rf"\s*(\S+\s+){{0,{most - 1}}}\S+\s*$"
        rf"|^(?=.*[{UNSPACED_CLASS}])"
        rf"([{_SIGNS}]*[^{_SIGNS}]){{{2 * least - 1},{2 * most}}}[{_SIGNS}]*$"
    )
    return Meta(extra_json_schema={"allOf": [{"pattern": pattern}]}, extra={"rule": rule})


# Single values. `title` is what a message asks for, `examples` what it shows.

Role = Literal["contributor", "host"]
Framework = Literal["multilateral", "bilateral"]
Basis = Literal["stated", "inferred"]
Relation = Literal["agrees", "differs", "adds"]
Comparator = Literal["exactly", "more than", "at most"]

# The item types of CSL 1.0.2.
SourceType = Literal[
    "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book", "broadcast", "chapter",
    "classic", "collection", "dataset", "document", "entry", "entry-dictionary", "entry-encyclopedia", "event",
    "figure", "graphic", "hearing", "interview", "legal_case", "legislation", "manuscript", "map", "motion_picture",
    "musical_score", "pamphlet", "paper-conference", "patent", "performance", "periodical", "personal_communication",
    "post", "post-weblog", "regulation", "report", "review", "review-book", "software", "song", "speech", "standard",
    "thesis", "treaty", "webpage",
]  # fmt: skip

Text = Annotated[str, Meta(min_length=1, extra_json_schema={"pattern": SAFE_PATTERN}, extra={"rule": unsafe})]
Name = Annotated[Text, Meta(max_length=MAX_NAME_LENGTH)]
# What tables never break over lines is marked as unbroken.
Short = Annotated[Name, Meta(extra={"unbroken": True})]
Id = Annotated[
    str,
    Meta(
        title="lower-case words joined by hyphens",
        examples=["south-sudan"],
        max_length=MAX_NAME_LENGTH,
        pattern="^[a-z0-9]+(-[a-z0-9]+)*$",
        extra={"unbroken": True},
    ),
]
Day = Annotated[str, _edtf("EDTF date", edtf.DATE_PATTERN, edtf.parse_date)]
Date = Annotated[str, _edtf("EDTF date or range", edtf.RANGE_PATTERN, edtf.parse)]
Interval = Annotated[str, _edtf("EDTF date or interval", edtf.INTERVAL_PATTERN, edtf.parse_interval)]
Phrase = Annotated[Text, _word_count(MIN_PHRASE_WORDS, MAX_PHRASE_WORDS)]
Beginning = Annotated[Text, _word_count(MIN_BEGINNING_WORDS, MAX_BEGINNING_WORDS)]
Sha256 = Annotated[str, Meta(title="64 hexadecimal digits", pattern="^[0-9a-f]{64}$")]
CountryCode = Annotated[
    str, Meta(title="ISO 3166-1 alpha-3", examples=["RWA"], pattern="^[A-Z]{3}$", extra={"unbroken": True})
]
Address = Annotated[
    Text,
    Meta(title="a web address without blanks", examples=["https://example.org/article"], pattern=r"^https?://\S+$"),
]
PositiveInt = Annotated[int, Meta(ge=1)]


def described(description: str, origin: Origin | None = None, **bounds: Any) -> Meta:
    """Describe a field, say whose its value is if not that of its record, and bound it further."""
    return Meta(description=description, extra={"origin": origin} if origin else None, **bounds)


def _printed(description: str, **bounds: Any) -> Meta:
    """Describe a field that a command prints for the author of a dataset."""
    extra = {"origin": "editorial", "remedy": f": {PRINTING_COMMAND} prints it"}
    return Meta(description=description, extra=extra, **bounds)


# Records. The docstrings are assigned, since they are data: `python -OO` drops docstrings.


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """The base of all records: immutable, with known fields only, and without reference cycles."""

    #: Whose the values of this kind of record are, unless a field says otherwise.
    origin: ClassVar[Origin] = "article"


class Paragraph(Record, frozen=True):
    __doc__ = "A paragraph of the article. Its text is not kept, only what recognises it."

    number: Annotated[PositiveInt, described("its place in the article's body, from 1", "editorial")]
    heading: Annotated[Text, described("what it is about, in our words", "editorial")]
    begins: Annotated[
        Beginning, _printed(f"its first {MIN_BEGINNING_WORDS} to {MAX_BEGINNING_WORDS} words, fewer than half of it")
    ]
    length: Annotated[PositiveInt, _printed("the number of characters of its canonical form", le=MAX_PARAGRAPH_LENGTH)]
    sha256: Annotated[Sha256, _printed("the SHA-256 of its canonical form")]


class Author(Record, frozen=True):
    __doc__ = "A person, in CSL-JSON's terms."

    family: Annotated[Text, described("family name")]
    given: Annotated[Text | None, described("given names")] = None


class Source(Record, frozen=True):
    __doc__ = "The article itself, under CSL-JSON's own variable names."

    id: Annotated[Id, described("the key to cite it by", "editorial")]
    type: Annotated[SourceType, described("its type in CSL, such as article-magazine", "editorial")]
    title: Annotated[Text, described("its title")]
    author: Annotated[tuple[Author, ...], described("who wrote it")]
    issued: Annotated[Day, described("when it was published", "editorial")]
    paragraphs: Annotated[tuple[Paragraph, ...], described("the paragraphs of its body, in order", "editorial")]
    container_title: Annotated[Text | None, described("what it appeared in")] = msgspec.field(
        name="container-title", default=None
    )
    URL: Annotated[Address | None, described("its address", "editorial")] = None
    accessed: Annotated[Day | None, described("when this copy of it was made", "editorial")] = None
    language: Annotated[Text | None, described("its language, such as en", "editorial")] = None
    note: Annotated[Text | None, described("what a reader should know of it", "editorial")] = None


class Evidence(Record, frozen=True):
    __doc__ = "The words that one or more values of a record rest on."

    supports: Annotated[tuple[Text, ...], described("the fields that it backs", "editorial", min_length=1)]
    basis: Annotated[Basis, described("whether the words say it, or it is concluded from them", "editorial")]
    paragraph: Annotated[PositiveInt, described("the number of the paragraph that has the words")]
    phrase: Annotated[
        Phrase, described(f"{MIN_PHRASE_WORDS} to {MAX_PHRASE_WORDS} words, as they stand in the article")
    ]
    note: Annotated[Text | None, described("why, if it is inferred", "editorial")] = None


class Link(Record, frozen=True):
    __doc__ = "What follows from evidence and its source's address; JSON and the export carry it with each evidence."
    origin = "derived"

    link: Annotated[
        str | None, described("the address that opens the source at the words; null for a source without an address")
    ]


class Mission(Record, frozen=True):
    __doc__ = "One deployment, or one mission hosted."

    id: Annotated[Id, described("the name to ask for it by", "editorial")]
    name: Annotated[Name, described("what the article calls it, or its place if the article names no mission")]
    acronym: Annotated[Short | None, described("its acronym, if the article gives one")]
    place: Annotated[Name | None, described("where it is, in the article's terms")]
    country: Annotated[Name | None, described("the country's name", "editorial")]
    country_code: Annotated[CountryCode | None, described("the country's code", "editorial")]
    role: Annotated[Role | None, described("whether the country contributes to it or hosts it")]
    framework: Annotated[Framework | None, described("whether it runs under an organisation or by agreement")]
    organisations: Annotated[tuple[Text, ...], described("the organisations that run it")]
    partners: Annotated[tuple[Text, ...], described("the forces that the troops work beside")]
    start: Annotated[Date | None, described("when it began")]
    end: Annotated[Date | None, described("when it ended")]
    aims: Annotated[tuple[Text, ...], described("what it is meant to do")]
    outcomes: Annotated[tuple[Text, ...], described("what the article says came of it")]
    summary: Annotated[Text | None, described("what the article says of it, in our words")]
    evidence: Annotated[tuple[Evidence, ...], described("the words that its values rest on", "editorial")]
    strength: Annotated[Text | None, described("how many serve in it, in the article's terms")] = None
    mandate: Annotated[Text | None, described("what it is mandated to do, in the article's terms")] = None
    aliases: Annotated[
        tuple[Name, ...],
        described("other names to find it by, as the editors chose them", "editorial", max_length=MAX_ALIASES),
    ] = ()

    @property
    def start_span(self) -> edtf.Span | None:
        """The first and the last day that `start` may mean, or None if it is not stated."""
        return edtf.parse(self.start) if self.start else None

    @property
    def start_basis(self) -> Basis | None:
        """How the start is known, or None if it is not stated."""
        return basis_of(self, "start") if self.start else None


class Bounds(Record, frozen=True):
    __doc__ = "What follows from a mission's start; JSON and CSV carry it beside `start`."
    origin = "derived"

    start_earliest: Annotated[date | None, described("the first day that `start` may be: a bound, not a claim")]
    start_latest: Annotated[date | None, described("the last day that `start` may be: a bound, not a claim")]
    start_basis: Annotated[Basis | None, described("whether the article states the start")]


class Marks(Record, frozen=True):
    __doc__ = "What follows from a record's evidence and from the notes of other sources; JSON and CSV carry it last."
    origin = "derived"

    inferred: Annotated[tuple[Text, ...], described("the fields that are inferred from the article's words")]
    disputed: Annotated[
        bool | None, described("whether another source differs; null for a dataset of your own, which has no notes")
    ]


class Answer(Record, frozen=True):
    __doc__ = "How a mission answers a question about dates; a list of missions carries it last."
    origin = "derived"

    certain: Annotated[
        bool, described("false if its dates may lie outside those asked for; true if none are asked for")
    ]


class Fact(Record, frozen=True):
    __doc__ = "One other claim of the article."

    id: Annotated[Id, described("the name to ask for it by", "editorial")]
    topic: Annotated[Short, described("what kind of claim it is", "editorial")]
    statement: Annotated[Text, described("the claim, in our words")]
    evidence: Annotated[tuple[Evidence, ...], described("the words that it rests on", "editorial")]
    value: Annotated[int | None, described("the number in it, if there is one")] = None
    unit: Annotated[Short | None, described("what the number counts")] = None
    comparator: Annotated[Comparator | None, described("how the number bounds what it counts")] = None
    as_of: Annotated[Date | None, described("the date that the article gives it for")] = None
    about: Annotated[
        tuple[Id, ...], described("the ids of the missions that it bears on, as the editors judge", "editorial")
    ] = ()
    aliases: Annotated[
        tuple[Name, ...],
        described("other names to find it by, as the editors chose them", "editorial", max_length=MAX_ALIASES),
    ] = ()


class Place(Record, frozen=True):
    __doc__ = "What an export's rows of evidence and of notes carry, to be joined by."
    origin = "derived"

    record: Annotated[Id, described("the id of the mission or fact that it is on")]
    number: Annotated[PositiveInt, described("its place among those on the same record, from 1")]
    mission: Annotated[Id | None, described("the record, if it is a mission")]
    fact: Annotated[Id | None, described("the record, if it is a fact")]


class Dataset(Record, frozen=True):
    __doc__ = "What an article says: its missions, its other claims, and the words that say so."

    schema: Annotated[Literal[1], described("the version of this layout", "editorial")]
    source: Annotated[Source, described("the article")]
    missions: Annotated[tuple[Mission, ...], described("the missions that it names")]
    facts: Annotated[tuple[Fact, ...], described("its other claims")] = ()

    @property
    def records(self) -> tuple[Mission | Fact, ...]:
        """All missions, then all facts."""
        return (*self.missions, *self.facts)


class Note(Record, frozen=True):
    __doc__ = "What another source says about a record, or about the whole; it changes no value."
    origin = "other sources"

    record: Annotated[Id, described("a record's id, or `dataset` for the whole", "editorial")]
    relation: Annotated[Relation, described("how it stands to what the article says", "editorial")]
    statement: Annotated[Text, described("what the other source says, and how it compares, in our words")]
    date: Annotated[Interval | None, described("when what it says took place, or was counted")]
    source: Annotated[Text, described("the other source: an address, or its name")]
    field: Annotated[Short | None, described("the field that it speaks of, if it is one", "editorial")] = None
    names: Annotated[
        tuple[Name, ...],
        described(
            "names of what it speaks of, such as a mission that the article leaves out",
            "editorial",
            max_length=MAX_ALIASES,
        ),
    ] = ()


class Context(Record, frozen=True):
    __doc__ = "What other sources say on a dataset's records."
    origin = "other sources"

    schema: Annotated[Literal[1], described("the version of this layout", "editorial")]
    notes: Annotated[tuple[Note, ...], described("the notes")]


class Contribution(Record, frozen=True):
    __doc__ = "What a row of the United Nations' contributor ranking says of one country, on one day."
    origin = "other sources"

    country_code: Annotated[CountryCode, described("the country's code")]
    country: Annotated[Text, described("the country's name")]
    rank: Annotated[PositiveInt, described("its place among the contributors; several may share one")]
    women: Annotated[int, described("the women among its uniformed personnel", ge=0)]
    men: Annotated[int, described("the men among its uniformed personnel", ge=0)]
    personnel: Annotated[
        int, described("its uniformed personnel: troops, staff officers, police and experts on mission", ge=0)
    ]
    day: Annotated[Day, described("the day that it was counted for")]
    line: Annotated[PositiveInt, described("the line of the file that it stands on", "editorial")]


class Problem(Record, frozen=True):
    __doc__ = "One thing that is wrong with a dataset or an article, and how to mend it."
    origin = "derived"

    kind: Annotated[
        Literal[
            "dataset",
            "another-article",
            "paragraph-changed",
            "paragraph-missing",
            "phrase-missing",
            "phrase-elsewhere",
            "phrase-twice",
        ],
        described("what is wrong: the dataset's own rules (dataset), or a paragraph or phrase"),
    ]
    file: Annotated[str, described("the file to mend")]
    line: Annotated[int | None, described("the line in it, from 1; null for the whole file")]
    column: Annotated[int | None, described("the column in it, from 1")]
    record: Annotated[str | None, described("the id of the record, if it is in one")]
    field: Annotated[str | None, described("the field, as a path with dots; within the record, if there is one")]
    message: Annotated[str, described("what is wrong, and what would be right")]

    def __str__(self) -> str:
        """Return one line: `file:line:column: record: field: message`."""
        place = "".join(f":{number}" for number in (self.line, self.column) if number)
        within = "".join(f"{printable(part, 120)}: " for part in (self.record, self.field) if part)
        return f"{printable(self.file, 200)}{place}: {within}{printable(self.message, 600)}"


AnyRecord = Mission | Fact

#: The types of single values that have a name of their own in the JSON Schema; a type stands before those it extends.
NAMED_TYPES: dict[str, Any] = {
    "Id": Id,
    "Interval": Interval,
    "Date": Date,
    "Day": Day,
    "Sha256": Sha256,
    "CountryCode": CountryCode,
    "Name": Name,
    "Text": Text,
}

ValidationError = msgspec.ValidationError


# What the types say of themselves.


class Type(NamedTuple):
    """A field's type in parts.

    `base` is the type without its wrapping: `str`, `int`, a Literal, a record, or `tuple`; then `item` is the type of
    its items. `metas` are its constraints.
    """

    base: Any
    metas: tuple[Meta, ...]
    nullable: bool
    item: Any = None

    def marks(self, key: str) -> list[Any]:
        """The values that the constraints have under a key of `extra`, the innermost constraint first."""
        return [meta.extra[key] for meta in self.metas if meta.extra and key in meta.extra]

    @property
    def choices(self) -> tuple[Any, ...]:
        """The values of a Literal; empty for any other type."""
        return get_args(self.base) if get_origin(self.base) is Literal else ()


class Field(NamedTuple):
    """A field of a record: its attribute in Python, its annotation, the same in parts, and whose its value is."""

    attribute: str
    annotation: Any
    type: Type
    required: bool
    origin: Origin

    @property
    def description(self) -> str:
        """What the field means."""
        return next((meta.description for meta in self.type.metas if meta.description), "")

    @property
    def is_date(self) -> bool:
        """Whether it holds an EDTF date or range."""
        return bool(self.type.marks("date"))

    @property
    def is_unbroken(self) -> bool:
        """Whether tables never break it over lines: an id, a date, a code, a number, a choice."""
        return bool(self.type.marks("unbroken")) or self.type.base in (int, date) or bool(self.type.choices)


@cache
def type_of(annotation: Any) -> Type:
    """Take an annotation apart."""
    metas: tuple[Meta, ...] = ()
    nullable = False
    while True:
        if hasattr(annotation, "__metadata__"):
            metas = (*(meta for meta in annotation.__metadata__ if isinstance(meta, Meta)), *metas)
            annotation = annotation.__origin__
        elif type(None) in (arguments := get_args(annotation)):
            nullable = True
            annotation = next(argument for argument in arguments if argument is not type(None))
        else:
            break
    if get_origin(annotation) is tuple:
        return Type(tuple, metas, nullable, get_args(annotation)[0])
    return Type(annotation, metas, nullable)


@cache
def fields(kind: type[Record]) -> dict[str, Field]:
    """Return each field of a kind of record by its name in a dataset, in order."""
    result = {}
    for field in msgspec.structs.fields(kind):
        parts = type_of(field.type)
        origin = (*parts.marks("origin"), kind.origin)[0]
        result[field.encode_name] = Field(field.name, field.type, parts, field.required, origin)
    return result


@cache
def article_fields(kind: type[AnyRecord]) -> tuple[str, ...]:
    """The fields of a record that the article fills, and that evidence must back."""
    return tuple(name for name, field in fields(kind).items() if field.origin == "article")


def columns_of(kind: type[AnyRecord]) -> tuple[str, ...]:
    """All that JSON and CSV give of a record, in order: its fields, with what follows from them."""
    names = tuple(fields(kind))
    if kind is Mission:
        after = names.index("start") + 1
        names = (*names[:after], *fields(Bounds), *names[after:])
    return (*names, *fields(Marks))


def listed_columns_of(kind: type[AnyRecord]) -> tuple[str, ...]:
    """All that JSON and CSV give of a record in a list, in order."""
    return (*columns_of(kind), *fields(Answer)) if kind is Mission else columns_of(kind)


def fields_of_columns(kind: type[Record]) -> dict[str, Field]:
    """Return the fields that the columns of a list may be, by name: the record's own, and those that follow from it."""
    return {name: field for part in (kind, Bounds, Marks, Answer) for name, field in fields(part).items()}


def is_record(base: Any) -> bool:
    """Whether a type is one of the records above."""
    return isinstance(base, type) and issubclass(base, Record)


# From plain values and back.


def convert(value: object, kind: Any) -> Any:
    """Make plain values into a record. Raises ValidationError at the first value that does not fit its type."""
    return msgspec.convert(value, kind)


def json_schemas(kinds: Sequence[Any]) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """The JSON Schemas (2020-12) of some types, and of the records in them by name, for `$defs`."""
    schemas, components = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    return list(schemas), components


def plain(record: Record) -> dict[str, Any]:
    """Make a record into plain values: dicts, tuples, text, integers and None."""
    result: dict[str, Any] = msgspec.to_builtins(record)
    return result


def encode(record: Record) -> bytes:
    """Write a record as one line of JSON in UTF-8."""
    return msgspec.json.encode(record)


def to_json(value: object, *, indent: int = 0) -> str:
    """Write plain values or records as JSON text: one line, or indented by `indent` blanks."""
    encoded = msgspec.json.encode(value)
    return (msgspec.json.format(encoded, indent=indent) if indent else encoded).decode()


def basis_of(record: AnyRecord, field: str) -> Basis | None:
    """How a field is known: inferred if any of its evidence is, else stated, or None without evidence."""
    bases = {evidence.basis for evidence in record.evidence if field in evidence.supports}
    if "inferred" in bases:
        return "inferred"
    return "stated" if bases else None


def inferred_fields(record: AnyRecord) -> tuple[str, ...]:
    """The fields of a record that are inferred, in order."""
    inferred = {name for evidence in record.evidence if evidence.basis == "inferred" for name in evidence.supports}
    return tuple(name for name in article_fields(type(record)) if name in inferred)
