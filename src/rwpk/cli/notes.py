"""What commands say beside their output, on stderr; and the one way in which they load a dataset."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rwpk.cli import streams
from rwpk.cli.options import MissionFilters, refuse_empty

if TYPE_CHECKING:
    from rwpk import model
    from rwpk.query import Match

# A note names this many missions.
_MAX_NAMED = 3


def load(path: str | None) -> model.Dataset:
    """Load the dataset that --data names, or the one that comes with rwpk."""
    refuse_empty(data=path)
    from rwpk import loading

    return loading.load(path)


def tell_no_match(kind: type[model.AnyRecord], total: int) -> None:
    """Say that the filters kept nothing."""
    streams.tell(f"rwpk: no {_plural(kind)} match; without filters there are {total}")


def hint_count(kind: type[model.AnyRecord], shown: int, total: int) -> None:
    """Say how many records are shown, and how to read one."""
    if shown < total:
        streams.hint(f"{shown} of {total} {_plural(kind)}")
    else:
        streams.hint(f"{total} {_plural(kind)}; rwpk show ID shows one with the words that it rests on")


def hint_left_out() -> None:
    """Say which missions the article leaves out, according to another source."""
    if streams.is_watched():
        from rwpk.loading import load_context

        for note in load_context(load(None)):
            if note.record == "dataset":
                streams.tell(f"Not from the article but from {note.source}: {note.statement}")


def tell_possible(rows: Sequence[Match], filters: MissionFilters) -> None:
    """Name the missions that are listed although they may have begun outside the dates asked for."""
    from rwpk import edtf, model

    possible = [row.record for row in rows if not row.certain and isinstance(row.record, model.Mission)]
    if not possible:
        return
    names = ", ".join(mission.id for mission in possible[:_MAX_NAMED])
    more = f" and {len(possible) - _MAX_NAMED} more" if len(possible) > _MAX_NAMED else ""
    dates = (("before", filters.since), ("after", filters.until))
    when = " or ".join(f"{word} {date}" for word, date in dates if date is not None)
    missing = {edtf.missing_unit(mission.start) if mission.start else "start" for mission in possible}
    unit = missing.pop() if len(missing) == 1 else "exact date"
    streams.tell(f"rwpk: note: {names}{more} may have begun {when}: the article gives no {unit}")


def _plural(kind: type[model.AnyRecord]) -> str:
    return f"{kind.__name__.lower()}s"
