"""What commands say beside their output, on stderr; and the one way in which they load a dataset and its notes.

Notes are what other sources say; hints are for a person at a terminal, and messages for anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from rwpk.cli import streams
from rwpk.cli.options import MissionFilters, refuse_empty
from rwpk.errors import NoSuchRecord, UsageError

if TYPE_CHECKING:
    from rwpk import model
    from rwpk.query import Match, MissionFilter
    from rwpk.render.passage import Passage

# A note names this many records.
_MAX_NAMED = 3


class Loaded(NamedTuple):
    """A dataset, and the notes of other sources on it: None for any dataset but rwpk's own."""

    dataset: model.Dataset
    notes: tuple[model.Note, ...] | None

    @property
    def disputed(self) -> frozenset[str] | None:
        """The ids of the records on which other sources differ; None for a dataset without notes."""
        from rwpk import query

        return None if self.notes is None else query.disputed_ids(self.notes)

    def count(self, kind: type[model.AnyRecord]) -> int:
        """Return the number of its records of one kind."""
        return sum(isinstance(record, kind) for record in self.dataset.records)


def load_dataset(path: str | None) -> model.Dataset:
    """Load the dataset that --data names, or the one that comes with rwpk."""
    refuse_empty(data=path)
    from rwpk import loading

    return loading.load(path)


def load(path: str | None) -> Loaded:
    """Load a dataset as `load_dataset` does, with its notes if it is the one that comes with rwpk."""
    dataset = load_dataset(path)
    if path is not None:
        return Loaded(dataset, None)
    from rwpk import loading

    return Loaded(dataset, loading.load_context(dataset))


def load_passage(words: Sequence[str], data: str | None) -> Passage:
    """Load a dataset, and return the passage that a name, and perhaps a field after it, mean in it."""
    from rwpk import query
    from rwpk.render import passage

    dataset, notes = load(data)
    name, field = passage.split_field(words)
    try:
        ((record, _), *others) = query.find_all(dataset, name, notes or ())
    except NoSuchRecord:
        if field is not None or len(words) == 1:
            raise
        # Perhaps the last word is a misspelt field.
        ((record, _), *others) = query.find_all(dataset, words[:-1], notes or ())
        field = words[-1]
    if others:
        raise UsageError(f"{len(others) + 1} records are named: name one, and a field of it")
    return passage.find(record, field, dataset.source)


def refuse_unknown_values(dataset: model.Dataset, filters: MissionFilter) -> None:
    """Raise UsageError for an organisation or a country that no mission has, and name those there are."""
    from rwpk import query
    from rwpk.text import normalize_name, words

    missions = dataset.missions
    for name in filters.organisation:
        wanted = set(words(name))
        if not any(query.runs_under(mission, wanted) for mission in missions):
            named = [record.id for record in query.records_named(dataset, name)]
            ids = [*named, *query.facts_that_mention(dataset, name)][:_MAX_NAMED]
            hint = f"; rwpk show {' '.join(ids)} has what the article says of it" if ids else ""
            known = {name for mission in missions for name in (*mission.organisations, *mission.partners)}
            _refuse_value("--organisation", name, "the article places no mission under or beside it", known, hint)
    for name in filters.country:
        place = normalize_name(name)
        if not any(place in map(normalize_name, query.country_names(mission)) for mission in missions):
            known = {" ".join(query.country_names(mission)) for mission in missions if mission.country}
            _refuse_value("--country", name, "no mission has it as its country, by name or alpha-3 code", known, "")


def refuse_unknown_topics(dataset: model.Dataset, topics: Sequence[str]) -> None:
    """Raise UsageError for a topic that no fact has, and name those there are."""
    from rwpk.text import normalize_name

    known = {fact.topic for fact in dataset.facts}
    for topic in topics:
        if normalize_name(topic) not in map(normalize_name, known):
            _refuse_value("--topic", topic, "no fact has it", known, "")


def tell_no_match(kind: type[model.AnyRecord], loaded: Loaded) -> None:
    """Say that the filters kept nothing."""
    streams.tell(f"rwpk: no {_plural(kind)} match; without filters there are {loaded.count(kind)}")


def tell_facts_match(dataset: model.Dataset, texts: Sequence[str]) -> None:
    """Say which facts have a text that no mission has."""
    from rwpk import query

    ids = [match.record.id for match in query.select_facts(dataset.facts, match=texts)] if texts else []
    if ids:
        options = " ".join(f'--match "{text}"' for text in texts)
        count = "1 fact matches" if len(ids) == 1 else f"{len(ids)} facts match"
        streams.tell(f"rwpk: {count}: rwpk facts {options}")


def hint_whole(kind: type[model.AnyRecord], shown: int, loaded: Loaded) -> None:
    """After a list without filters, say how many records it has, whose account it is, and what it leaves out."""
    total = loaded.count(kind)
    if shown < total:
        streams.hint(f"{shown} of {total} {_plural(kind)}")
    else:
        streams.hint(f"{total} {_plural(kind)}; rwpk show ID shows one with the words that it rests on")
    if loaded.dataset.source.note:
        streams.hint(loaded.dataset.source.note)
    from rwpk import model

    if kind is model.Mission:
        for note in loaded.notes or ():
            if note.record == "dataset":
                streams.hint(f"Not in the article, but in {note.source}: {note.statement}")


def hint_dates(rows: Sequence[Match], filters: MissionFilters, source: model.Source) -> None:
    """Explain the answers to a question about dates: what they cannot tell, and which are only possible."""
    from rwpk import edtf

    if filters.until and not (filters.since or filters.during):
        streams.hint("--until asks when missions began; --during asks whether they were under way")
    if filters.during and edtf.parse_date(filters.during).earliest > edtf.parse(source.issued).latest:
        streams.hint(
            f"the article was published {source.issued}: it cannot know what was under way in {filters.during}"
        )
    possible = [row.record for row in rows if not row.certain]
    if possible:
        names = ", ".join(record.id for record in possible[:_MAX_NAMED])
        more = f" and {len(possible) - _MAX_NAMED} more" if len(possible) > _MAX_NAMED else ""
        streams.hint(f"{names}{more} {_doubt(possible, filters)}")


def _doubt(possible: Sequence[Any], filters: MissionFilters) -> str:
    from rwpk import edtf

    if filters.during:
        unknown = "ended" if all(mission.start for mission in possible) else "began or ended"
        return f"may not have been under way in {filters.during}: the article does not date when it {unknown}"
    starts = [mission.start_span or edtf.ANY_DAY for mission in possible]
    sides = []
    if filters.since and any(start.earliest < edtf.parse_date(filters.since).earliest for start in starts):
        sides.append(f"before {filters.since}")
    if filters.until and any(start.latest > edtf.parse_date(filters.until).latest for start in starts):
        sides.append(f"after {filters.until}")
    missing = {edtf.missing_unit(mission.start) if mission.start else "start" for mission in possible}
    unit = missing.pop() if len(missing) == 1 else "exact date"
    return f"may have begun {' or '.join(sides)}: the article gives no {unit}"


def _refuse_value(option: str, value: str, why: str, known: set[str], hint: str) -> None:
    from rwpk.text import printable, suggest

    values = ", ".join(sorted(known)) or "none"
    raise UsageError(f'{option} "{printable(value)}": {why}{suggest(value, known)}{hint}; there are: {values}')


def _plural(kind: type[model.AnyRecord]) -> str:
    return f"{kind.__name__.lower()}s"
