"""Pure functions over records: filter, sort, find by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from rwpk import edtf, model
from rwpk.errors import NoSuchRecord
from rwpk.text import nearest, normalize_name, normalize_text, printable, words

# A name that means many records is answered with this many of their ids.
_MAX_CANDIDATES = 10


class Match(NamedTuple):
    """A record that was asked for.

    `certain` is False if its unknown dates may lie outside those asked for. `disputed` says whether another source
    differs; None for a dataset without notes.
    """

    record: model.AnyRecord
    certain: bool = True
    disputed: bool | None = None


def matched(record: model.AnyRecord, disputed: frozenset[str] | None, certain: bool = True) -> Match:
    """Make a Match; `disputed` are the ids of the records on which other sources differ, or None without notes."""
    return Match(record, certain, None if disputed is None else record.id in disputed)


class MissionFilter(NamedTuple):
    """What missions to keep: all conditions must hold, and of several values of one condition any.

    `since` and `until` ask when a mission began, `during` whether it was under way. `certain` leaves out missions whose
    unknown dates may lie outside. The texts of `role` and `framework` are exact, those of the others are compared.
    """

    since: edtf.Span | None = None
    until: edtf.Span | None = None
    during: edtf.Span | None = None
    certain: bool = False
    role: Sequence[str] = ()
    framework: Sequence[str] = ()
    organisation: Sequence[str] = ()
    country: Sequence[str] = ()
    match: Sequence[str] = ()
    disputed: bool = False


def began_within(mission: model.Mission, since: edtf.Span | None, until: edtf.Span | None) -> bool | None:
    """Say whether a mission began within two dates, both included: True, False, or None if it may have."""
    start = mission.start_span or edtf.ANY_DAY
    first = since.earliest if since else edtf.ANY_DAY.earliest
    last = until.latest if until else edtf.ANY_DAY.latest
    if start.latest < first or start.earliest > last:
        return False
    return True if first <= start.earliest and start.latest <= last else None


def under_way(mission: model.Mission, during: edtf.Span | None) -> bool | None:
    """Say whether a mission was under way on some day of a date: True whatever the unknowns, False, or None."""
    if during is None:
        return True
    start = mission.start_span or edtf.ANY_DAY
    end = edtf.parse(mission.end) if mission.end else None
    if start.earliest > during.latest or (end and end.latest < during.earliest):
        return False
    # It was under way at least on its first day, and until the earliest day on which it may have ended.
    lasted = start.earliest >= during.earliest or (end is not None and end.earliest >= during.earliest)
    last_start = min(start.latest, end.latest) if end else start.latest
    return True if last_start <= during.latest and lasted else None


def select_missions(
    missions: Iterable[model.Mission], wanted: MissionFilter, disputed: frozenset[str] | None = None
) -> Iterator[Match]:
    """Yield the missions that a filter keeps, in their order; `disputed` are the ids on which other sources differ."""
    organisations = [set(words(name)) for name in wanted.organisation]
    countries = set(map(normalize_name, wanted.country))
    wanted_texts = list(map(normalize_text, wanted.match))
    for mission in missions:
        answers = (began_within(mission, wanted.since, wanted.until), under_way(mission, wanted.during))
        if (
            False in answers
            or (wanted.certain and None in answers)
            or (wanted.role and mission.role not in wanted.role)
            or (wanted.framework and mission.framework not in wanted.framework)
            or (wanted.organisation and not any(runs_under(mission, name) for name in organisations))
            or (wanted.country and countries.isdisjoint(map(normalize_name, country_names(mission))))
            or (wanted.match and not any(contains(mission, text) for text in wanted_texts))
            or (wanted.disputed and mission.id not in (disputed or ()))
        ):
            continue
        yield matched(mission, disputed, None not in answers)


def select_facts(
    facts: Iterable[model.Fact],
    *,
    topic: Sequence[str] = (),
    match: Sequence[str] = (),
    only_disputed: bool = False,
    disputed: frozenset[str] | None = None,
) -> Iterator[Match]:
    """Yield the facts that all conditions keep, in their order; `disputed` as for missions."""
    topics, wanted = set(map(normalize_name, topic)), list(map(normalize_text, match))
    for fact in facts:
        if (
            (not topic or normalize_name(fact.topic) in topics)
            and (not match or any(contains(fact, text) for text in wanted))
            and (not only_disputed or fact.id in (disputed or ()))
        ):
            yield matched(fact, disputed)


def disputed_ids(notes: Iterable[model.Note]) -> frozenset[str]:
    """Return the ids of the records on which other sources differ."""
    return frozenset(note.record for note in notes if note.relation == "differs")


def contains(record: model.AnyRecord, text: str) -> bool:
    """Say whether any text of a record, its evidence included, contains a normalized text."""
    return any(text in normalize_text(value) for value in texts(model.plain(record)))


def runs_under(mission: model.Mission, name: set[str]) -> bool:
    """Say whether an organisation or partner of a mission has all words of a name: `UN` is in `United Nations (UN)`."""
    organisations = (*mission.organisations, *mission.partners)
    return bool(name) and any(name <= set(words(organisation)) for organisation in organisations)


def country_names(record: model.AnyRecord) -> list[str]:
    """Return the name and the code of a mission's country."""
    names = (getattr(record, "country", None), getattr(record, "country_code", None))
    return [name for name in names if name]


def facts_that_mention(dataset: model.Dataset, name: str) -> list[str]:
    """Return the ids of the facts with a text that has the whole words of a name."""
    wanted = f" {' '.join(words(name))} "
    return [fact.id for fact in dataset.facts if _has_words(fact, wanted)]


def _has_words(record: model.AnyRecord, wanted: str) -> bool:
    return any(wanted in f" {' '.join(words(text))} " for text in texts(model.plain(record)))


def sort(matches: Iterable[Match], field: str) -> list[Match]:
    """Sort by a field, or descending by `-field`. What is not stated comes last both ways; equals keep their order."""
    name = field.removeprefix("-")
    keyed = [(_sort_key(match.record, name), match) for match in matches]
    stated = [pair for pair in keyed if pair[0] not in (None, ())]
    stated.sort(key=lambda pair: pair[0], reverse=field.startswith("-"))
    return [match for _, match in stated] + [match for key, match in keyed if key in (None, ())]


def find(dataset: model.Dataset, name: str, notes: Sequence[model.Note] = ()) -> model.AnyRecord:
    """Find the one record that a name means: by its id, else by any other name, else by the beginning of one.

    A name in capitals, such as an acronym or a code, is found whole or not at all. Raises NoSuchRecord if there is no
    record, or more than one; a name of what the article leaves out is answered from the notes.
    """
    wanted = normalize_name(name)
    records = dataset.records
    by_id = [record for record in records if normalize_name(record.id) == wanted]
    if wanted and len(by_id) == 1:
        return by_id[0]
    exact = records_named(dataset, name)
    if wanted and not exact:
        _refuse_other_names(dataset, name, notes)
    beginning = [
        record
        for record in records
        if any(not own.isupper() and normalize_name(own).startswith(wanted) for own in names(record))
    ]
    candidates = (exact or beginning) if wanted else []
    speaking = facts_that_mention(dataset, name) if candidates and not exact else []
    if speaking and not any(is_articles_name(record, name) for record in candidates):
        # the beginning of a name that is not the article's, which the article uses for something else
        raise NoSuchRecord(
            f'no record is called "{printable(name)}"; rwpk show {speaking[0]} says what the article does'
        )
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        ids = [record.id for record in candidates[:_MAX_CANDIDATES]]
        more = ", …" if len(candidates) > _MAX_CANDIDATES else ""
        raise NoSuchRecord(
            f'"{printable(name)}" means more than one record: {", ".join(ids)}{more}; type more of a name'
        )
    # an acronym is near to no words
    spellings = {
        spelling.lower(): record.id
        for record in records
        for spelling in names(record)
        if " " not in name.strip() or not spelling.isupper()
    }
    near = nearest(name, spellings)
    hint = f": did you mean {spellings[near]}?" if near else "; rwpk missions and rwpk facts list the records"
    raise NoSuchRecord(f'no record is called "{printable(name)}"{hint}')


def records_named(dataset: model.Dataset, name: str) -> list[model.AnyRecord]:
    """Return the records that have a whole name."""
    wanted = normalize_name(name)
    return [record for record in dataset.records if wanted in map(normalize_name, names(record))]


def find_all(
    dataset: model.Dataset, typed: Sequence[str], notes: Sequence[model.Note] = ()
) -> list[tuple[model.AnyRecord, str]]:
    """Find the record that some words name together, or, if none does, the record of each word; each with its name.

    Raises NoSuchRecord as `find` does.
    """
    together = " ".join(typed)
    if len(typed) == 1:
        return [(find(dataset, together, notes), together)]
    try:
        return [(find(dataset, together, notes), together)]
    except NoSuchRecord:
        _refuse_other_names(dataset, together, notes)
    named: dict[str, tuple[model.AnyRecord, str]] = {}
    for name in typed:
        record = find(dataset, name, notes)
        named.setdefault(record.id, (record, name))
    return list(named.values())


def names(record: model.AnyRecord) -> tuple[str, ...]:
    """All the names that find a record."""
    if isinstance(record, model.Fact):
        return (record.id, *record.aliases)
    single = (record.id, record.name, record.place, record.acronym, record.country, record.country_code)
    return (*(name for name in single if name), *record.aliases)


def is_articles_name(record: model.AnyRecord, name: str) -> bool:
    """Say whether a record's id, name, place, acronym or evidence has a name, so that it may be the article's."""
    if name.upper() in country_names(record):  # a code may stand within the name of a place
        return False
    wanted = normalize_name(name)
    single = (record.id, *(getattr(record, field, None) for field in ("name", "place", "acronym")))
    used = [normalize_name(text) for text in single if text]
    phrases = " ".join(" ".join(words(evidence.phrase)) for evidence in record.evidence)
    return any(wanted in text for text in used) or f" {' '.join(words(name))} " in f" {phrases} "


def _refuse_other_names(dataset: model.Dataset, name: str, notes: Sequence[model.Note]) -> None:
    """Raise NoSuchRecord for a name of what the article leaves out, or of an organisation."""
    wanted = normalize_name(name)
    for note in notes:
        if note.record == "dataset" and wanted in map(normalize_name, note.names):
            raise NoSuchRecord(
                f'the article says nothing of "{printable(name)}". Another source: {note.statement} ({note.source})'
            )
    organisations = {name for mission in dataset.missions for name in (*mission.organisations, *mission.partners)}
    if any(_is_organisation(name, organisation) for organisation in organisations):
        raise NoSuchRecord(
            f'"{printable(name)}" is an organisation, not a record:'
            f' rwpk missions --organisation "{printable(name)}" lists the missions under it or beside it'
        )


def _is_organisation(name: str, organisation: str) -> bool:
    """Say whether a name is an organisation's: `UN`, `United Nations` or both in `United Nations (UN)`."""
    whole, part = words(organisation), words(name)
    acronym = organisation.partition("(")[2]
    if normalize_name(name) in (normalize_name(organisation), normalize_name(acronym)):
        return True
    return len(part) > 1 and f" {' '.join(part)} " in f" {' '.join(whole)} "


def texts(value: object) -> Iterator[str]:
    """Yield the texts within a plain value, but for those that are words of the schema."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in ("supports", "basis"):
                yield from texts(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)


def _sort_key(record: model.AnyRecord, name: str) -> Any:
    value = getattr(record, name, None)
    if isinstance(value, tuple):
        return tuple(normalize_text(item) if isinstance(item, str) else item.paragraph for item in value)
    if isinstance(value, str):
        return edtf.parse(value) if model.fields(type(record))[name].is_date else normalize_text(value)
    return value
