"""What a shell may offer at the cursor, through Typer's own completion.

A shell evaluates what it is given, and a dataset may hold anything: only plain words are offered, and descriptions are
reduced to such words.
"""

import os
import re
from collections.abc import Iterable, Iterator
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import typer

from rwpk.errors import RwpkError, UsageError

if TYPE_CHECKING:
    from rwpk import model

#: The variable by which a shell asks, and the shells that Typer knows.
REQUEST = "_RWPK_COMPLETE"
SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
#: The most characters of a description beside a value.
MAX_DESCRIPTION = 60

_WORD = re.compile(r"[\w.-]+")
# Blanks and what a shell cannot expand.
_DESCRIPTION = re.compile(r"[^\w.-]+")


def is_requested() -> bool:
    """Whether a shell asks for completions, or for the script that asks for them.

    Raises UsageError for a request that Typer cannot answer.
    """
    request = os.environ.get(REQUEST, "")
    if not request:
        return False
    kind, _, shell = request.partition("_")
    if kind not in ("source", "complete") or shell not in SHELLS:
        from rwpk.text import printable

        raise UsageError(
            f'{REQUEST} is "{printable(request)}": let it be source_ or complete_ with one of {", ".join(SHELLS)}'
        )
    place = os.environ.get("COMP_CWORD", "")
    if request == "complete_bash" and not ("COMP_WORDS" in os.environ and re.fullmatch("[0-9]{1,9}", place)):
        raise UsageError(f"{REQUEST} is {request}, which needs COMP_WORDS and COMP_CWORD: bash sets them at a Tab")
    return True


def names(ctx: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Offer the ids of all records; once something is typed, also their other names."""
    from rwpk import query

    records = _records(ctx, "records")
    ids = {record.id: getattr(record, "name", "") or getattr(record, "statement", "") for record in records}
    others = {name: f"finds {record.id}" for record in records for name in query.names(record) if incomplete}
    return _offer(incomplete, [*ids.items(), *others.items()])


def topics(ctx: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Offer the topics of the facts."""
    return _offer(incomplete, ((topic, "") for topic in sorted({fact.topic for fact in _records(ctx, "facts")})))


def countries(ctx: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Offer the codes of the missions' countries, with their names."""
    missions = _records(ctx, "missions")
    codes = {mission.country_code: mission.country or "" for mission in missions if mission.country_code}
    return _offer(incomplete, sorted(codes.items()))


def organisations(ctx: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Offer a word of each organisation: its acronym, or any of its words once something is typed."""
    missions = _records(ctx, "missions")
    offers = {}
    for name in sorted({name for mission in missions for name in (*mission.organisations, *mission.partners)}):
        words = [word for word in _WORD.findall(name) if len(word) > 1]
        acronyms = [word for word in words if word.isupper()]
        offers.update(dict.fromkeys(words if incomplete else acronyms or words[:1], name))
    return _offer(incomplete, offers.items())


def columns(ctx: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Offer the columns that are not yet in the list."""
    from rwpk import model
    from rwpk.render.fields import columns_of

    before, comma, begun = incomplete.rpartition(",")
    kind = _kind(ctx)
    meanings = {name: field.description for name, field in model.fields_of_columns(kind).items()}
    chosen = before.split(",") if comma else []
    if not meanings.keys() >= set(chosen):  # what is no column may be anything, and would be offered again
        return iter(())
    rest = [(name, meanings[name]) for name in columns_of(kind) if name not in chosen]
    return ((before + comma + name, meaning) for name, meaning in _offer(begun, rest))


def fields(ctx: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Offer the fields to sort by."""
    return _offer(incomplete, _meanings(_kind(ctx)).items())


def compared(ctx: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:  # noqa: ARG001 (Typer gives it)
    """Offer the fields that `rwpk compare` compares."""
    from rwpk import model
    from rwpk.comparison import FIELDS

    meanings = {**_meanings(model.Fact), **_meanings(model.Mission)}
    return _offer(incomplete, [(name, meanings[name]) for name in FIELDS])


def _offer(incomplete: str, values: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the plain words that begin as typed, in any case, and their descriptions."""
    offered = set()  # a name may differ from an id in case only
    for value, description in values:
        if _WORD.fullmatch(value) and value.lower().startswith(incomplete.lower()) and value.lower() not in offered:
            offered.add(value.lower())
            # Shells drop what does not begin exactly as typed.
            plain = shorten(_DESCRIPTION.sub(" ", description), MAX_DESCRIPTION, placeholder="")
            yield incomplete + value[len(incomplete) :], plain


def _records(ctx: typer.Context, group: str) -> tuple[Any, ...]:
    """Return the missions, facts or all records of the dataset that the line names; none if it cannot be loaded."""
    from rwpk.loading import load

    path = ctx.params.get("data") or os.environ.get("RWPK_DATA")
    if path == "-":  # standard input is the keyboard here
        return ()
    try:
        records: tuple[Any, ...] = getattr(load(path and os.path.expanduser(path)), group)  # noqa: PTH111 (may be bytes)
    except RwpkError:  # a message would break the line that is being typed
        return ()
    return records


def _kind(ctx: typer.Context) -> "type[model.Record]":
    from rwpk import model
    from rwpk.search import Hit

    kinds: dict[str | None, type[model.Record]] = {"facts": model.Fact, "search": Hit}
    return kinds.get(ctx.info_name, model.Mission)


def _meanings(kind: "type[model.Record]") -> dict[str, str]:
    from rwpk import model

    return {name: field.description for name, field in model.fields(kind).items()}
