"""Pure functions over records: filter, sort, find by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from rwpk import edtf, model
from rwpk.errors import NoSuchRecord
from rwpk.text import nearest, normalize_name, normalize_text, printable

# A name that means many records is answered with this many of their ids.
_MAX_CANDIDATES = 10


class Match(NamedTuple):
    """A record that was asked for; `certain` is False if its uncertain start may lie outside the dates given."""

    record: model.AnyRecord
    certain: bool = True


def began_within(mission: model.Mission, since: edtf.Span | None, until: edtf.Span | None) -> bool | None:
    """Say whether a mission began within two dates, both included: True, False, or None if it may have."""
    start = mission.start_span or edtf.ANY_DAY
    first = since.earliest if since else edtf.ANY_DAY.earliest
    last = until.latest if until else edtf.ANY_DAY.latest
    if start.latest < first or start.earliest > last:
        return False
    return True if first <= start.earliest and start.latest <= last else None


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
) -> Iterator[Match]:
    """Yield the missions that all filters keep, in their order.

    A mission that may have begun within `since` and `until` is kept as not certain; `certain` leaves it out.
    """
    words, place, text = set(_words(organisation or "")), normalize_name(country or ""), normalize_text(match or "")
    for mission in missions:
        within = began_within(mission, since, until)
        if (
            within is False
            or (certain and within is None)
            or (role and mission.role != role)
            or (framework and mission.framework != framework)
            or (organisation and not _is_named(words, (*mission.organisations, *mission.partners)))
            or (country and not _is_in(place, mission))
            or (match and not contains(mission, text))
        ):
            continue
        yield Match(mission, within is True)


def select_facts(facts: Iterable[model.Fact], *, topic: str | None = None, match: str | None = None) -> Iterator[Match]:
    """Yield the facts that all filters keep, in their order."""
    wanted, text = normalize_name(topic or ""), normalize_text(match or "")
    for fact in facts:
        if (not topic or wanted == normalize_name(fact.topic)) and (not match or contains(fact, text)):
            yield Match(fact)


def contains(record: model.AnyRecord, text: str) -> bool:
    """Say whether any text of a record, its evidence included, contains a normalized text."""
    return any(text in normalize_text(value) for value in _texts(model.plain(record)))


def sort(matches: Iterable[Match], field: str) -> list[Match]:
    """Sort by a field, or descending by `-field`. What is not stated comes last both ways; equals keep their order."""
    name = field.removeprefix("-")
    keyed = [(_sort_key(match.record, name), match) for match in matches]
    stated = [pair for pair in keyed if pair[0] not in (None, ())]
    stated.sort(key=lambda pair: pair[0], reverse=field.startswith("-"))
    return [match for _, match in stated] + [match for key, match in keyed if key in (None, ())]


def find(records: Sequence[model.AnyRecord], name: str) -> model.AnyRecord:
    """Find the one record that a name means: by its id, else by any other name, else by the beginning of one.

    Raises NoSuchRecord if there is none, or more than one.
    """
    wanted = normalize_name(name)
    by_id = [record for record in records if normalize_name(record.id) == wanted]
    if wanted and len(by_id) == 1:
        return by_id[0]
    named = [(record, {normalize_name(own) for own in names(record)}) for record in records]
    exact = [record for record, own in named if wanted in own]
    beginning = [record for record, own in named if any(one.startswith(wanted) for one in own)]
    candidates = (exact or beginning) if wanted else []
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        ids = [record.id for record in candidates[:_MAX_CANDIDATES]]
        more = ", …" if len(candidates) > _MAX_CANDIDATES else ""
        raise NoSuchRecord(f'"{printable(name)}" means more than one record: {", ".join(ids)}{more}')
    spellings = {spelling.lower(): record.id for record in records for spelling in names(record)}
    near = nearest(name, spellings)
    hint = f": did you mean {spellings[near]}?" if near else "; rwpk missions and rwpk facts list the records"
    raise NoSuchRecord(f'no record is called "{printable(name)}"{hint}')


def names(record: model.AnyRecord) -> tuple[str, ...]:
    """All the names that find a record."""
    if isinstance(record, model.Fact):
        return (record.id,)
    single = (record.id, record.name, record.place, record.acronym, record.country, record.country_code)
    return (*(name for name in single if name), *record.aliases)


def _is_named(words: set[str], organisations: Iterable[str]) -> bool:
    """Say whether one organisation's name has all words of a name: `UN` is in `United Nations (UN)`."""
    return bool(words) and any(words <= set(_words(organisation)) for organisation in organisations)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", normalize_text(text))


def _is_in(place: str, mission: model.Mission) -> bool:
    return place in {normalize_name(name) for name in (mission.country, mission.country_code, *mission.aliases) if name}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in ("supports", "basis"):  # words of the schema, not of the record
                yield from _texts(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)


def _sort_key(record: model.AnyRecord, name: str) -> Any:
    value = getattr(record, name, None)
    if isinstance(value, tuple):
        return tuple(normalize_text(item) if isinstance(item, str) else item.paragraph for item in value)
    if isinstance(value, str):
        return edtf.parse(value) if model.fields(type(record))[name].is_date else normalize_text(value)
    return value
