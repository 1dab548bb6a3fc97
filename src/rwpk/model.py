"""The records: frozen, with no I/O. The types and descriptions here are the codebook's only source.

Shapes: text is `str`; "not stated" is `None`, or an empty tuple; dates are EDTF text (see `rwpk.edtf`).
"""

# msgspec reads the annotations at every start, and would first have to compile each if it were kept as text
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta as Meta  # noqa: PLC0414 (other modules describe records of their own with it)

from rwpk import edtf
from rwpk.text import SAFE_PATTERN

#: A word has a letter or a digit in it. Fewer can be found anywhere; longer quotations belong to the article.
MIN_PHRASE_WORDS = 2
MAX_PHRASE_WORDS = 12
#: The most characters of an id, an acronym, a topic or a unit.
LONGEST = 100

# no letter and no digit, as near as JSON Schema (ECMA-262) can say it
_SIGNS = r"\s!-/:-@\[-`{-~“”‘’–—…"
_PHRASE_PATTERN = (
    rf"^(?=[{_SIGNS}]*([^{_SIGNS}]\S*\s[{_SIGNS}]*){{{MIN_PHRASE_WORDS - 1}}}[^{_SIGNS}])"
    rf"\s*(\S+\s+){{0,{MAX_PHRASE_WORDS - 1}}}\S+\s*$"
)

Role = Literal["contributor", "host"]
Framework = Literal["multilateral", "bilateral"]
Basis = Literal["stated", "inferred"]
Relation = Literal["agrees", "differs", "adds"]
Comparator = Literal["exactly", "more than", "at most"]

Text = Annotated[str, Meta(min_length=1, extra_json_schema={"pattern": SAFE_PATTERN})]
# what a table never breaks
Short = Annotated[Text, Meta(max_length=LONGEST)]
Id = Annotated[
    str, Meta(title="lower-case words joined by hyphens", max_length=LONGEST, pattern="^[a-z0-9]+(-[a-z0-9]+)*$")
]
# what a calendar refuses no pattern can tell: these only guide an editor, and `rwpk.check` parses the dates
Day = Annotated[str, Meta(title="EDTF date", min_length=1, extra_json_schema={"pattern": edtf.DATE_PATTERN})]
Date = Annotated[str, Meta(title="EDTF date or range", min_length=1, extra_json_schema={"pattern": edtf.RANGE_PATTERN})]
Interval = Annotated[
    str, Meta(title="EDTF date or interval", min_length=1, extra_json_schema={"pattern": edtf.INTERVAL_PATTERN})
]
Sha256 = Annotated[str, Meta(title="64 hexadecimal digits", pattern="^[0-9a-f]{64}$")]
CountryCode = Annotated[str, Meta(title="ISO 3166-1 alpha-3", pattern="^[A-Z]{3}$")]
PositiveInt = Annotated[int, Meta(ge=1)]


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """What all records share: they never change, know no field but their own, and hold no cycles."""


class Paragraph(Record, frozen=True):
    """A paragraph of the article. Its text is not kept, only what recognises it."""

    number: Annotated[PositiveInt, Meta(description="its place in the article's body, from 1")]
    heading: Annotated[Text, Meta(description="what it is about, in our words")]
    sha256: Annotated[Sha256, Meta(description="the SHA-256 of its text after NFC, white space folded and trimmed")]


class Author(Record, frozen=True):
    """A person, in CSL-JSON's terms."""

    family: Annotated[Text, Meta(description="family name")]
    given: Annotated[Text | None, Meta(description="given names")] = None


class Source(Record, frozen=True):
    """The article itself, under CSL-JSON's own variable names."""

    id: Annotated[Id, Meta(description="the key to cite it by")]
    type: Annotated[Text, Meta(description="its type in CSL, as article-magazine")]
    title: Annotated[Text, Meta(description="its title")]
    author: Annotated[tuple[Author, ...], Meta(description="who wrote it")]
    issued: Annotated[Day, Meta(description="when it was published")]
    URL: Annotated[Text, Meta(description="its address")]
    paragraphs: Annotated[tuple[Paragraph, ...], Meta(description="the paragraphs of its body, in order")]
    container_title: Annotated[Text | None, Meta(description="what it appeared in")] = msgspec.field(
        name="container-title", default=None
    )
    accessed: Annotated[Day | None, Meta(description="when this copy of it was made")] = None
    language: Annotated[Text | None, Meta(description="its language, as en")] = None
    note: Annotated[Text | None, Meta(description="what a reader should know of it")] = None


class Evidence(Record, frozen=True):
    """The words that one or more values of a record rest on."""

    supports: Annotated[tuple[Text, ...], Meta(min_length=1, description="the fields that it backs")]
    basis: Annotated[Basis, Meta(description="whether the words say it, or it is concluded from them")]
    paragraph: Annotated[PositiveInt, Meta(description="the number of the paragraph that has the words")]
    phrase: Annotated[
        Text,
        Meta(
            description=f"{MIN_PHRASE_WORDS} to {MAX_PHRASE_WORDS} words, as they stand in the article",
            extra_json_schema={"allOf": [{"pattern": _PHRASE_PATTERN}]},
        ),
    ]
    note: Annotated[Text | None, Meta(description="why, where it is inferred")] = None


class Mission(Record, frozen=True):
    """One deployment, or one mission hosted."""

    id: Annotated[Id, Meta(description="the name to ask for it by")]
    name: Annotated[Text, Meta(description="what the article calls it")]
    acronym: Annotated[Short | None, Meta(description="its acronym, where the article gives one")]
    place: Annotated[Text | None, Meta(description="where it is, in the article's terms")]
    country: Annotated[Text | None, Meta(description="the country's name")]
    country_code: Annotated[CountryCode | None, Meta(description="the country's code")]
    role: Annotated[Role | None, Meta(description="whether it is sent to or hosted")]
    framework: Annotated[Framework | None, Meta(description="whether it runs under an organisation or by agreement")]
    organisations: Annotated[tuple[Text, ...], Meta(description="under whose name it runs")]
    partners: Annotated[tuple[Text, ...], Meta(description="whom the troops work beside")]
    start: Annotated[Date | None, Meta(description="when it began")]
    end: Annotated[Date | None, Meta(description="when it ended")]
    aims: Annotated[tuple[Text, ...], Meta(description="what it is meant to do")]
    outcomes: Annotated[tuple[Text, ...], Meta(description="what came of it")]
    summary: Annotated[Text | None, Meta(description="what the article says of it, in our words")]
    evidence: Annotated[tuple[Evidence, ...], Meta(description="the words that its values rest on")]
    aliases: Annotated[tuple[Text, ...], Meta(description="other names to find it by, from outside the article")] = ()

    @property
    def start_span(self) -> edtf.Span | None:
        """The first and the last day that `start` may mean, or None where it is not stated."""
        return edtf.parse(self.start) if self.start else None

    @property
    def start_basis(self) -> Basis | None:
        """How the start is known, or None where it is not stated."""
        return basis_of(self, "start") if self.start else None


class Bounds(Record, frozen=True):
    """What follows from a mission's start; JSON and CSV carry it beside `start`."""

    start_earliest: Annotated[date | None, Meta(description="the first day that `start` may be: a bound, no claim")]
    start_latest: Annotated[date | None, Meta(description="the last day that `start` may be: a bound, no claim")]
    start_basis: Annotated[Basis | None, Meta(description="whether the article states the start")]


class Fact(Record, frozen=True):
    """One other claim of the article."""

    id: Annotated[Id, Meta(description="the name to ask for it by")]
    topic: Annotated[Short, Meta(description="what kind of claim it is")]
    statement: Annotated[Text, Meta(description="the claim, in our words")]
    evidence: Annotated[tuple[Evidence, ...], Meta(description="the words that it rests on")]
    value: Annotated[int | None, Meta(description="the number in it, if there is one")] = None
    unit: Annotated[Short | None, Meta(description="what the number counts")] = None
    comparator: Annotated[Comparator | None, Meta(description="how the number bounds what it counts")] = None
    as_of: Annotated[Date | None, Meta(description="when it was true")] = None


class Place(Record, frozen=True):
    """What an export's rows of evidence and of notes carry, to be joined by."""

    record: Annotated[Id, Meta(description="the id of the mission or fact that it is on")]
    number: Annotated[PositiveInt, Meta(description="its place among those on the same record, from 1")]
    mission: Annotated[Id | None, Meta(description="the record, where that is a mission")]
    fact: Annotated[Id | None, Meta(description="the record, where that is a fact")]


class Dataset(Record, frozen=True):
    """What an article says: its missions, its other claims, and the words that say so."""

    schema: Annotated[Literal[1], Meta(description="the version of this layout")]
    source: Annotated[Source, Meta(description="the article")]
    missions: Annotated[tuple[Mission, ...], Meta(description="the missions that it names")]
    facts: Annotated[tuple[Fact, ...], Meta(description="its other claims")] = ()


class Note(Record, frozen=True):
    """What another source says about a record, or about the whole; it changes no value."""

    record: Annotated[Id, Meta(description="a record's id, or `dataset` for the whole")]
    relation: Annotated[Relation, Meta(description="how it stands to what the article says")]
    statement: Annotated[Text, Meta(description="what the other source says, in our words")]
    date: Annotated[Interval | None, Meta(description="when what it says took place, or was counted")]
    source: Annotated[Text, Meta(description="the other source: an address, or its name")]


class Context(Record, frozen=True):
    """What other sources say on a dataset's records."""

    schema: Annotated[Literal[1], Meta(description="the version of this layout")]
    notes: Annotated[tuple[Note, ...], Meta(description="the notes")]


AnyRecord = Mission | Fact

#: The fields that are ours. A mission's and a fact's other values are the article's, and need evidence.
EDITORIAL: dict[type[Record], frozenset[str]] = {
    Dataset: frozenset({"schema"}),
    Context: frozenset({"schema"}),
    Source: frozenset({"id", "type", "issued", "accessed", "language", "note", "paragraphs"}),
    Paragraph: frozenset({"number", "heading", "sha256"}),
    Mission: frozenset({"id", "country", "country_code", "aliases", "evidence"}),
    Fact: frozenset({"id", "topic", "evidence"}),
    Evidence: frozenset({"supports", "basis", "note"}),
    Note: frozenset({"record", "relation"}),
}

#: The types of single values that have a name of their own in the JSON Schema.
NAMED_TYPES: dict[str, Any] = {
    "Id": Id,
    "Interval": Interval,
    "Date": Date,
    "Day": Day,
    "Sha256": Sha256,
    "CountryCode": CountryCode,
    "Short": Short,  # before Text, whose bounds it has too
    "Text": Text,
}

ValidationError = msgspec.ValidationError


def field_names(kind: type[Record]) -> tuple[str, ...]:
    """The names of a record's fields, in order, as they stand in a dataset."""
    return kind.__struct_encode_fields__


@cache
def article_fields(kind: type[AnyRecord]) -> tuple[str, ...]:
    """The fields of a record that the article fills, and that evidence must back."""
    return tuple(name for name in field_names(kind) if name not in EDITORIAL[kind])


def columns_of(kind: type[AnyRecord]) -> tuple[str, ...]:
    """All that JSON and CSV give of a record, in order: its fields, and beside `start` what follows from it."""
    names = field_names(kind)
    if kind is not Mission:
        return names
    after = names.index("start") + 1
    return (*names[:after], *field_names(Bounds), *names[after:])


def field_types(kind: type[Record]) -> dict[str, tuple[Any, bool]]:
    """Each field of a record: its type with its bounds, and whether it must be there."""
    return {field.encode_name: (field.type, field.required) for field in msgspec.structs.fields(kind)}


def is_record(kind: Any) -> bool:
    """Tell whether a type is one of the records above."""
    return isinstance(kind, type) and issubclass(kind, Record)


def convert(value: object, kind: Any) -> Any:
    """Make plain values into a record, or raise ValidationError at the first that does not fit."""
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
    """Write plain values or records as JSON text: one line, or indented by so many spaces."""
    encoded = msgspec.json.encode(value)
    return (msgspec.json.format(encoded, indent=indent) if indent else encoded).decode()


def basis_of(record: AnyRecord, field: str) -> Basis | None:
    """How a field is known: stated where any evidence states it, else inferred, else None."""
    bases = {evidence.basis for evidence in record.evidence if field in evidence.supports}
    if "stated" in bases:
        return "stated"
    return "inferred" if bases else None
