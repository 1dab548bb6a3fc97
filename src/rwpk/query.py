"""Pure functions over records: select, sort, find by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from rwpk import edtf, model
from rwpk.errors import NoSuchRecord
from rwpk.text import fold, nearest, printable, squeeze


class Found(NamedTuple):
    """A record that was asked for; `certain` is False where its uncertain start may lie outside the dates given."""

    record: model.AnyRecord
    certain: bool = True


def began(mission: model.Mission, since: edtf.Span | None, until: edtf.Span | None) -> bool | None:
    """Tell whether a mission began within two dates, ends included: True, False, or None where it may have."""
    span = mission.start_span or edtf.ANY_DAY
    first = since.earliest if since else edtf.ANY_DAY.earliest
    last = until.latest if until else edtf.ANY_DAY.latest
    if span.latest < first or span.earliest > last:
        return False
    return True if first <= span.earliest and span.latest <= last else None


def select_missions(
    missions: Iterable[model.Mission],
    *,
    since: edtf.Span | None = None,
    until: edtf.Span | None = None,
    certain: bool = False,
    role: str | None = None,
    framework: str | None = None,
    organisation: str | None = None,
    country: str | None = None,
    match: str | None = None,
) -> Iterator[Found]:
    """Yield the missions that all filters let through, in their order.

    A start that may lie within `since` and `until` lets its mission through as not certain, unless `certain` is set.
    """
    words, place, text = set(_words(organisation or "")), squeeze(country or ""), fold(match or "")
    for mission in missions:
        within = began(mission, since, until)
        if (
            within is False
            or (certain and within is None)
            or (role and mission.role != role)
            or (framework and mission.framework != framework)
            or (organisation and not _names(words, (*mission.organisations, *mission.partners)))
            or (country and not _is_in(place, mission))
            or (match and not matches(mission, text))
        ):
            continue
        yield Found(mission, within is True)


def select_facts(facts: Iterable[model.Fact], *, topic: str | None = None, match: str | None = None) -> Iterator[Found]:
    """Yield the facts that all filters let through, in their order."""
    wanted, text = squeeze(topic or ""), fold(match or "")
    for fact in facts:
        if (not topic or wanted == squeeze(fact.topic)) and (not match or matches(fact, text)):
            yield Found(fact)


def matches(record: model.AnyRecord, wanted: str) -> bool:
    """Tell whether any text of a record holds a folded one, without regard to case and accents."""
    return any(wanted in fold(value) for value in _all_texts(model.plain(record)))


def sort(found: Iterable[Found], field: str) -> list[Found]:
    """Sort by a field (`-field`: descending); what is not stated comes last both ways, equals keep their order."""
    name = field.removeprefix("-")
    keyed: list[tuple[Any, Found]] = [(_sort_key(item.record, name), item) for item in found]
    stated = [pair for pair in keyed if pair[0] not in (None, ())]
    stated.sort(key=lambda pair: pair[0], reverse=field.startswith("-"))
    return [item for _, item in stated] + [item for key, item in keyed if key in (None, ())]


def find(records: Sequence[model.AnyRecord], name: str) -> model.AnyRecord:
    """Find the one record that a name means: an id first, then any other name, then the beginning of one.

    Raises NoSuchRecord where there is none, or more than one.
    """
    wanted = squeeze(name)
    by_id = [record for record in records if squeeze(record.id) == wanted]
    if wanted and len(by_id) == 1:
        return by_id[0]
    named = [(record, {squeeze(text) for text in names(record)}) for record in records]
    exact = [record for record, own in named if wanted in own]
    begun = [record for record, own in named if any(text.startswith(wanted) for text in own)]
    found = (exact or begun) if wanted else []
    if len(found) == 1:
        return found[0]
    if found:
        candidates = ", ".join(record.id for record in found[:10]) + (", …" if len(found) > 10 else "")
        raise NoSuchRecord(f'"{printable(name)}" means more than one record: {candidates}')
    spellings = {spelling.lower(): record.id for record in records for spelling in names(record)}
    near = nearest(name, spellings)
    hint = f": did you mean {spellings[near]}?" if near else "; rwpk missions and rwpk facts list what there is"
    raise NoSuchRecord(f'no record is called "{printable(name)}"{hint}')


def names(record: model.AnyRecord) -> tuple[str, ...]:
    """All the names that a record answers to."""
    if isinstance(record, model.Fact):
        return (record.id,)
    single = (record.id, record.name, record.place, record.acronym, record.country, record.country_code)
    return (*(name for name in single if name), *record.aliases)


def _names(words: set[str], organisations: Iterable[str]) -> bool:
    """Tell whether all words of a name stand in one organisation's name: `UN` in `United Nations (UN)`."""
    return bool(words) and any(words <= set(_words(organisation)) for organisation in organisations)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def _is_in(place: str, mission: model.Mission) -> bool:
    return place in {squeeze(name) for name in (mission.country, mission.country_code, *mission.aliases) if name}


def _all_texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in ("supports", "basis"):  # words of the schema, not of the record
                yield from _all_texts(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _all_texts(item)


def _sort_key(record: model.AnyRecord, name: str) -> object:
    if name in ("start", "end", "as_of"):
        text = getattr(record, name)
        return edtf.parse(text) if text else None
    value = getattr(record, name, None)
    if isinstance(value, tuple):
        return tuple(fold(item) if isinstance(item, str) else item.paragraph for item in value)
    return fold(value) if isinstance(value, str) else value
