"""The records: frozen, with no I/O. The types and descriptions here are the codebook's only source.

Shapes: text is `str`; "not stated" is `None`, or an empty tuple; dates are EDTF text (see `rwpk.edtf`).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from rwpk import edtf

Role = Literal["contributor", "host"]
Framework = Literal["multilateral", "bilateral"]
Basis = Literal["stated", "inferred"]
Relation = Literal["agrees", "differs", "adds"]
Comparator = Literal["exactly", "more than", "at most"]

Id = Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", description="lower-case words joined by hyphens")]
Text = Annotated[str, Meta(min_length=1)]
Date = Annotated[str, Meta(description="EDTF")]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
CountryCode = Annotated[str, Meta(pattern="^[A-Z]{3}$", description="ISO 3166-1 alpha-3")]
PositiveInt = Annotated[int, Meta(ge=1)]


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What all records share: they never change, and know no field but their own."""


class Paragraph(Record, frozen=True):
    """One paragraph of the article: its number, a heading in our words, its text's digest."""

    number: PositiveInt
    heading: Text
    sha256: Annotated[Sha256, Meta(description="SHA-256 of the normalised text, see rwpk.article.digest")]


class Author(Record, frozen=True):
    """A person, in CSL-JSON's terms."""

    family: Text
    given: Text | None = None


class Source(Record, frozen=True):
    """The article itself, under CSL-JSON's own variable names."""

    id: Id
    type: Text
    title: Text
    author: tuple[Author, ...]
    issued: Date
    URL: Text
    paragraphs: tuple[Paragraph, ...]
    container_title: Text | None = msgspec.field(name="container-title", default=None)
    accessed: Date | None = None
    language: Text | None = None
    note: Text | None = None


class Evidence(Record, frozen=True):
    """The words that one or more values of a record rest on."""

    supports: Annotated[tuple[Text, ...], Meta(min_length=1, description="the fields it backs")]
    basis: Annotated[Basis, Meta(description="said in so many words, or concluded from them")]
    paragraph: Annotated[PositiveInt, Meta(description="the number of the article's paragraph")]
    phrase: Annotated[Text, Meta(description="a few words of the paragraph, word for word")]
    note: Annotated[Text | None, Meta(description="why, where it is inferred")] = None


class Mission(Record, frozen=True):
    """One deployment, or one mission hosted. `country`, `country_code`, `id` and `aliases` are editorial."""

    id: Id
    name: Annotated[Text, Meta(description="as the article calls it")]
    acronym: Text | None
    place: Annotated[Text | None, Meta(description="where, in the article's terms")]
    country: Annotated[Text | None, Meta(description="the country's name (editorial)")]
    country_code: Annotated[CountryCode | None, Meta(description="the country's code (editorial)")]
    role: Annotated[Role | None, Meta(description="what Rwanda is to the mission")]
    framework: Framework | None
    organisations: Annotated[tuple[Text, ...], Meta(description="under whose name it runs")]
    partners: Annotated[tuple[Text, ...], Meta(description="whom the troops work beside")]
    start: Annotated[Date | None, Meta(description="when it began")]
    end: Annotated[Date | None, Meta(description="when it ended")]
    aims: tuple[Text, ...]
    outcomes: tuple[Text, ...]
    summary: Annotated[Text | None, Meta(description="the claim in our own words")]
    evidence: tuple[Evidence, ...]
    aliases: Annotated[tuple[Text, ...], Meta(description="other names to find it by (editorial)")] = ()

    @property
    def start_span(self) -> edtf.Span | None:
        """The first and the last day that `start` may mean, or None where it is not stated."""
        return edtf.parse(self.start) if self.start else None

    @property
    def start_basis(self) -> Basis | None:
        """How the start is known, or None where it is not stated."""
        return basis_of(self, "start") if self.start else None


class Fact(Record, frozen=True):
    """One other claim of the article. `id` and `topic` are editorial."""

    id: Id
    topic: Text
    statement: Annotated[Text, Meta(description="the claim in our own words")]
    evidence: tuple[Evidence, ...]
    value: Annotated[int | None, Meta(description="the number in it, if there is one")] = None
    unit: Annotated[Text | None, Meta(description="what the number counts")] = None
    comparator: Comparator | None = None
    as_of: Annotated[Date | None, Meta(description="when it was true")] = None


class Dataset(Record, frozen=True):
    """A whole dataset."""

    schema: Annotated[Literal[1], Meta(description="the version of this layout")]
    source: Source
    missions: tuple[Mission, ...]
    facts: tuple[Fact, ...] = ()


class Note(Record, frozen=True):
    """What another source says about a record, or about the whole; it changes no value."""

    record: Annotated[Id, Meta(description="a record's id, or `dataset` for the whole")]
    relation: Annotated[Relation, Meta(description="how it stands to what the article says")]
    statement: Annotated[Text, Meta(description="what the other source says, in our own words")]
    date: Annotated[Date | None, Meta(description="of what is said; an interval will do")]
    source: Annotated[Text, Meta(description="an address, or the source's name")]


class Context(Record, frozen=True):
    """All notes on a dataset."""

    schema: Literal[1]
    notes: tuple[Note, ...]


AnyRecord = Mission | Fact

#: The fields that are ours; every other value is the article's and needs evidence.
EDITORIAL: dict[type[AnyRecord], frozenset[str]] = {
    Mission: frozenset({"id", "country", "country_code", "aliases", "evidence"}),
    Fact: frozenset({"id", "topic", "evidence"}),
}

ValidationError = msgspec.ValidationError


def field_names(kind: type[Record]) -> tuple[str, ...]:
    """The names of a record's fields, in order, as they stand in a dataset."""
    return kind.__struct_encode_fields__


def article_fields(kind: type[AnyRecord]) -> tuple[str, ...]:
    """The fields of a record that the article fills, and that evidence must back."""
    return tuple(name for name in field_names(kind) if name not in EDITORIAL[kind])


def field_types(kind: type[Record]) -> dict[str, tuple[Any, bool]]:
    """Each field of a record: its type with its bounds, and whether it must be there."""
    return {field.encode_name: (field.type, field.required) for field in msgspec.structs.fields(kind)}


def is_record(kind: Any) -> bool:
    """Tell whether a type is one of the records above."""
    return isinstance(kind, type) and issubclass(kind, Record)


def convert(value: object, kind: Any) -> Any:
    """Make plain values into a record, or raise ValidationError at the first that does not fit."""
    return msgspec.convert(value, kind)


def plain(record: Record) -> dict[str, Any]:
    """Make a record into plain values: dicts, tuples, text, integers and None."""
    result: dict[str, Any] = msgspec.to_builtins(record)
    return result


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
