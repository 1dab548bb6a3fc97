"""What several sources say of the same things, side by side: who says what, and whether they agree. Pure functions.

An account is what one source says, as claims: one for each value of each record. `judge` compares two claims, and
nothing else gives a verdict. It looks at the two claims alone, so another source never changes what it says of them.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Literal, NamedTuple, get_args

from rwpk import edtf, model
from rwpk.model import Record, described
from rwpk.text import normalize_name

#: The verdicts on two claims, the most serious first; and those on a row, which one source alone may fill.
Judged = Literal["apart", "another thing", "another time", "compatible", "same", "not judged"]
Verdict = Literal[Judged, "alone"]
_SERIOUSNESS: dict[str, int] = {name: index for index, name in enumerate(get_args(Judged))}

#: Whose words rankings of the United Nations are, and the ids and units of the two claims that each of them makes.
UNITED_NATIONS = "UN"
RANK_ID, TROOPS_ID = "contributor-rank", "troops-deployed"
RANK_UNIT, PERSONNEL_UNIT = "rank", "uniformed personnel"

Kind = Literal["date", "number", "names", "text"]
# How a field is compared; any other field is text in our own words, which is shown and not judged.
_KINDS: dict[str, Kind] = {
    "start": "date",
    "end": "date",
    "value": "number",
    **dict.fromkeys(("country_code", "role", "framework", "organisations", "partners"), "names"),
}
# The parts of a fact that its number consists of; a number is one claim.
_NUMBER_FIELDS = ("value", "comparator", "unit", "as_of")
#: The fields that are compared of a mission and of a fact, in order.
MISSION_FIELDS = tuple(
    name
    for name, field in model.fields(model.Mission).items()
    if name == "country_code" or field.origin == "article"
)  # fmt: skip
FACT_FIELDS = ("statement", "value")
FIELDS = (*MISSION_FIELDS, *FACT_FIELDS)

# A name with its acronym, one word in capitals: any other bracket belongs to the name, as in "Army (Highmere)".
_WITH_ACRONYM = re.compile(r"(.*\S)\s*\(([^\s()]+)\)")

# A time is told in days up to so many days, in months up to so many months, and else in years.
_MAX_DAYS = 27
_MAX_MONTHS = 24
_DAYS_OF_MONTH = 30.44


# What a row holds.


class Words(Record, frozen=True):
    __doc__ = "The words of a source that a value rests on."

    paragraph: Annotated[int | None, described("the paragraph of the article; null for a table", "editorial")]
    line: Annotated[int | None, described("the line of the table; null for an article", "editorial")]
    phrase: Annotated[str, described("the words as they stand there; of a table, the column")]
    basis: Annotated[model.Basis, described("whether the words say it, or it is concluded from them", "editorial")]
    note: Annotated[str | None, described("why, if it is inferred", "editorial")] = None


class Against(Record, frozen=True):
    __doc__ = "How a voice stands to one before it in the row."
    origin = "derived"

    source: Annotated[str, described("the id of the other source")]
    verdict: Annotated[Judged, described("how the two values stand to each other")]
    gap: Annotated[
        int | None,
        described("of numbers: by how many days its latest day is after that of the other; negative if it is before"),
    ]
    note: Annotated[str, described("the same in words")]


class Voice(Record, frozen=True):
    __doc__ = "What one source says."

    source: Annotated[str, described("the id of the source", "editorial")]
    name: Annotated[str, described("its short name", "derived")]
    date: Annotated[model.Day, described("the date of the source", "editorial")]
    value: Annotated[int | str | tuple[str, ...], described("the value; a date in EDTF")]
    comparator: Annotated[model.Comparator | None, described("how the number bounds what it counts")]
    unit: Annotated[str | None, described("what the number counts")]
    as_of: Annotated[model.Date | None, described("the date that the source gives the number for")]
    inferred: Annotated[tuple[str, ...], described("which of these four are inferred from the words", "derived")]
    words: Annotated[tuple[Words, ...], described("the words that the value rests on")]
    against: Annotated[
        tuple[Against, ...], described("how it stands to each voice before it that is another's", "derived")
    ]


class Row(Record, frozen=True):
    __doc__ = "One value, and what each source that speaks of it says."
    origin = "derived"

    record: Annotated[model.Id, described("the id of the record")]
    field: Annotated[str, described("the field of the record")]
    verdict: Annotated[
        Verdict, described("the most serious verdict on two of the voices; alone if only one source speaks")
    ]
    voices: Annotated[tuple[Voice, ...], described("what each source says, the earliest source first")]


class Claim(NamedTuple):
    """One value of one record, as one source has it.

    `latest` is the latest day that a number is for. `inferred` names the parts of the claim that are inferred.
    """

    value: int | str | tuple[str, ...]
    comparator: model.Comparator | None = None
    unit: str | None = None
    as_of: str | None = None
    latest: date = date.max
    inferred: tuple[str, ...] = ()
    words: tuple[Words, ...] = ()


class Account(NamedTuple):
    """What one source says: its claims by record and field.

    `name` is a short one. `speaker` is whose words it has: tables of several days by one speaker are not held against
    each other. `names` has the other names of each record. `label` is its name in a sentence, if it is another one.
    """

    id: str
    name: str
    date: str
    url: str | None
    speaker: str
    reference: str
    claims: Mapping[str, Mapping[str, Claim]]
    names: Mapping[str, Sequence[str]]
    label: str


# From sources to accounts.


def account_of(dataset: model.Dataset) -> Account:
    """Return what the source of a dataset says."""
    from rwpk import cite

    source = dataset.source
    name = " and ".join(author.family for author in source.author[:2]) if len(source.author) < 3 else ""
    issued = edtf.parse(source.issued).latest
    if not name:
        name = f"{source.author[0].family} and others" if source.author else source.container_title or source.id
    return Account(
        id=source.id,
        name=name,
        date=source.issued,
        url=source.URL,
        speaker=source.id,
        reference=cite.with_speaker(source),
        claims={record.id: _claims(record, issued) for record in dataset.records},
        names={record.id: _names(record) for record in dataset.records},
        label="",
    )


def account_of_ranking(ranking: model.Contribution) -> Account:
    """Return what one row of the United Nations' contributor ranking says: two claims on one country and day."""

    def claim(number: int, unit: str, column: str) -> Claim:
        words = Words(None, ranking.line, column, "stated")
        return Claim(number, None, unit, ranking.day, edtf.parse_date(ranking.day).latest, (), (words,))

    country = ranking.country_code
    return Account(
        id=f"un-ranking-{country.lower()}-{ranking.day}",
        name=UNITED_NATIONS,
        date=ranking.day,
        url=None,
        speaker=UNITED_NATIONS,
        reference=f"United Nations, contributor ranking, row {country}, {ranking.day}",
        claims={
            RANK_ID: {"value": claim(ranking.rank, RANK_UNIT, "Personnel_Contribution_Rank")},
            TROOPS_ID: {"value": claim(ranking.personnel, PERSONNEL_UNIT, "Total_Uniformed_Personnel")},
        },
        names={},
        label=f"the {UNITED_NATIONS}",
    )


def _claims(record: model.AnyRecord, issued: date) -> dict[str, Claim]:
    """Return what a record states, by field; what it does not state is no claim."""
    if isinstance(record, model.Mission):
        return {field: _claim(record, field) for field in MISSION_FIELDS if getattr(record, field) not in (None, ())}
    claims = {"statement": _claim(record, "statement")}
    if record.value is not None:
        claims["value"] = _number(record, issued)
    return claims


def _claim(record: model.AnyRecord, field: str) -> Claim:
    inferred = ("value",) if model.basis_of(record, field) == "inferred" else ()
    return Claim(getattr(record, field), inferred=inferred, words=_words(record, {field}))


def _number(fact: model.Fact, issued: date) -> Claim:
    """A source without a date for its number, or with an open one, cannot count later than its own date."""
    return Claim(
        fact.value or 0,
        fact.comparator,
        fact.unit,
        fact.as_of,
        edtf.bounds(fact.as_of)[1] or issued,
        tuple(part for part in _NUMBER_FIELDS if model.basis_of(fact, part) == "inferred"),
        _words(fact, set(_NUMBER_FIELDS)),
    )


def _words(record: model.AnyRecord, fields: set[str]) -> tuple[Words, ...]:
    return tuple(
        Words(evidence.paragraph, None, evidence.phrase, evidence.basis, evidence.note)
        for evidence in record.evidence
        if not fields.isdisjoint(evidence.supports)
    )


def _names(record: model.AnyRecord) -> tuple[str, ...]:
    if isinstance(record, model.Fact):
        return record.aliases
    return tuple(name for name in (record.name, record.place, record.acronym, *record.aliases) if name)


# The verdict.


def judge(field: str, one: Claim, other: Claim) -> Judged:
    """Say how two claims on one field of one record stand to each other; the order of the two makes no difference."""
    kind = kind_of(field)
    if kind == "date":
        return _judge_dates(str(one.value), str(other.value))
    if kind == "number":
        return _judge_numbers(one, other)
    if kind == "names":
        holds = _holds(one, other), _holds(other, one)
        return "same" if all(holds) else "compatible" if any(holds) else "apart"
    return "not judged"


def kind_of(field: str) -> Kind:
    """Say how a field is compared."""
    return _KINDS.get(field, "text")


def _judge_dates(one: str, other: str) -> Judged:
    """Days in common are no conflict, be it a single one. A stretch is not the same as one unknown day within it."""
    # No mission's date may be an interval, but a note's may: the rule covers every date that the model has.
    first, second = edtf.parse_interval(one), edtf.parse_interval(other)
    if first == second and ("/" in one) == ("/" in other):
        return "same"
    return "compatible" if first.earliest <= second.latest and second.earliest <= first.latest else "apart"


def _judge_numbers(one: Claim, other: Claim) -> Judged:
    if _unit(one) != _unit(other):
        return "another thing"
    first, second = _bounds(one), _bounds(other)
    if first == second:
        return "same"
    if max(first[0], second[0]) <= min(first[1], second[1]):
        return "compatible"
    return "apart" if one.latest == other.latest else "another time"


def _unit(claim: Claim) -> str:
    return normalize_name(claim.unit or "") or claim.unit or ""  # a sign such as % has no letters to normalize


def _bounds(claim: Claim) -> tuple[float, float]:
    """The least and the greatest whole number that a claim allows."""
    number = int(claim.value)  # type: ignore[arg-type]  # the value of a number is one
    if claim.comparator == "more than":
        return number + 1, float("inf")
    return (float("-inf") if claim.comparator == "at most" else number), number


def _holds(one: Claim, other: Claim) -> bool:
    """Whether a claim names all that another names."""
    known = {spelling for name in _listed(one) for spelling in _spellings(name)}
    return all(not known.isdisjoint(_spellings(name)) for name in _listed(other))


def _listed(claim: Claim) -> tuple[str, ...]:
    return claim.value if isinstance(claim.value, tuple) else (str(claim.value),)


def _spellings(name: str) -> set[str]:
    """The names of one body: `United Nations (UN)` is also `United Nations` and `UN`."""
    match = _WITH_ACRONYM.fullmatch(name)
    spellings = (name, *match.groups()) if match and match[2].isupper() else (name,)
    return {normalize_name(spelling) or spelling for spelling in spellings}


# The rows.


def compare(
    accounts: Sequence[Account],
    *,
    records: Container[str] | None = None,
    fields: Container[str] = FIELDS,
    only: bool = False,
) -> Iterator[Row]:
    """Yield a row for each value that at least two sources speak of, by record and field, whatever their order.

    `records` and `fields` keep the rows of some. `only` adds what one source alone says.
    """
    in_order = sorted(named(accounts), key=lambda account: (edtf.parse(account.date), account.id))
    holders: dict[str, list[Account]] = {}
    for account in in_order:
        for record in account.claims:
            holders.setdefault(record, []).append(account)
    for record in sorted(holders):
        if records is not None and record not in records:
            continue
        for field in FIELDS:
            if field not in fields:
                continue
            speaking = [account for account in holders[record] if field in account.claims[record]]
            if speaking and (only or len({account.speaker for account in speaking}) > 1):
                yield _row(record, field, speaking)


def _row(record: str, field: str, accounts: Sequence[Account]) -> Row:
    voices: list[Voice] = []
    for index, account in enumerate(accounts):
        claim = account.claims[record][field]
        against = tuple(
            _stand(field, other, account, other.claims[record][field], claim)
            for other in accounts[:index]
            if other.speaker != account.speaker
        )
        voices.append(
            Voice(
                account.id,
                account.name,
                account.date,
                claim.value,
                claim.comparator,
                claim.unit,
                claim.as_of,
                claim.inferred,
                claim.words,
                against,
            )
        )
    verdicts = [stand.verdict for voice in voices for stand in voice.against]
    verdict: Verdict = min(verdicts, key=_SERIOUSNESS.__getitem__) if verdicts else "alone"
    return Row(record, field, verdict, tuple(voices))


def _stand(field: str, one: Account, other: Account, claim: Claim, other_claim: Claim) -> Against:
    """Say how the second account stands to the first."""
    verdict = judge(field, claim, other_claim)
    kind = kind_of(field)
    explain = {"date": _explain_dates, "number": _explain_numbers, "names": _explain_names, "text": _explain_text}[kind]
    note = explain(verdict, one.label, other.label, claim, other_claim)
    is_inferred, is_other_inferred = "value" in claim.inferred, "value" in other_claim.inferred
    if is_inferred != is_other_inferred:
        inferring, stating = (one, other) if is_inferred else (other, one)
        note += f" ({stating.label} states it, and from {inferring.label} it is only inferred)"
    gap = (other_claim.latest - claim.latest).days if kind == "number" else None
    return Against(one.id, verdict, gap, note)


def named(accounts: Sequence[Account]) -> list[Account]:
    """Return accounts that name and date tell apart, each with its label: the name, with the date if others have it."""
    dated = Counter((account.name, account.date) for account in accounts)
    unique = [
        account if dated[account.name, account.date] == 1 else account._replace(name=account.id) for account in accounts
    ]
    names = Counter(account.name for account in unique)
    return [
        account._replace(
            label=(account.label or account.name) + (f" ({account.date})" if names[account.name] > 1 else "")
        )
        for account in unique
    ]


# The verdict in words.


def _explain_dates(verdict: Judged, one: str, other: str, first: Claim, second: Claim) -> str:
    if verdict == "same":
        return f"{one} and {other} give the same date"
    if verdict == "apart":
        return f"they cannot both be right: the dates of {one} and {other} have no day in common"
    spans = edtf.parse_interval(str(first.value)), edtf.parse_interval(str(second.value))
    if _within(spans[1], spans[0]):
        return f"both can be right: the date of {other} lies within that of {one}"
    if _within(spans[0], spans[1]):
        return f"both can be right: the date of {one} lies within that of {other}"
    return f"both can be right: the dates of {one} and {other} overlap"


def _within(inner: edtf.Span, outer: edtf.Span) -> bool:
    return outer.earliest <= inner.earliest and inner.latest <= outer.latest


def _explain_numbers(verdict: Judged, one: str, other: str, first: Claim, second: Claim) -> str:
    note = {
        "same": f"{one} and {other} give the same number",
        "compatible": _explain_agreement(one, other, _bounds(first), _bounds(second)),
        "apart": f"{one} and {other} give different numbers, and the latest day of each is the same",
        "another time": f"{one} and {other} give different numbers",
        "another thing": f"{one} counts {_counted(first)} and {other} counts {_counted(second)}:"
        " neither can be told from counts of the other",
    }[verdict]
    if first.latest == second.latest:
        return note
    early, late = sorted((first.latest, second.latest))
    later = one if first.latest == late else other
    return f"{note}, and by the latest day of each, {later} is {_distance(early, late)} later"


def _explain_agreement(one: str, other: str, first: tuple[float, float], second: tuple[float, float]) -> str:
    for (name, inner), (whole, outer) in (((other, second), (one, first)), ((one, first), (other, second))):
        if outer[0] <= inner[0] and inner[1] <= outer[1]:
            return f"both can be right: the number of {name} is one that {whole} allows"
    return f"both can be right: the numbers of {one} and {other} overlap"


def _counted(claim: Claim) -> str:
    return claim.unit or "something without a unit"


def _explain_names(verdict: Judged, one: str, other: str, first: Claim, second: Claim) -> str:
    if verdict == "same":
        return f"{one} and {other} say the same"
    if verdict == "apart":
        is_list = isinstance(first.value, tuple)
        return f"{one} and {other} {'each name what the other does not' if is_list else 'say different things'}"
    more, less = (one, other) if _holds(first, second) else (other, one)
    return f"both can be right: {more} names all that {less} names, and more"


def _explain_text(_verdict: Judged, one: str, other: str, _first: Claim, _second: Claim) -> str:
    return f"the texts of {one} and {other} are not judged"


def _distance(early: date, late: date) -> str:
    """Say how long before another a day is: "20 days", "9 months", "about 4 years"."""
    days = (late - early).days
    months = 12 * (late.year - early.year) + late.month - early.month
    is_whole = early.day == late.day or (_ends_month(early) and _ends_month(late))
    if not is_whole:
        months = round(days / _DAYS_OF_MONTH)
    if not months or days <= _MAX_DAYS:
        return _amount(days, "day")
    if months <= _MAX_MONTHS:
        return f"{'' if is_whole else 'about '}{_amount(months, 'month')}"
    return f"{'' if is_whole and not months % 12 else 'about '}{_amount(round(months / 12), 'year')}"


def _ends_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _amount(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"


# What may be the same thing under another id.


class Likeness(NamedTuple):
    """A record of one account that may be that of another under another id, and the name that both have."""

    record: str
    other: str
    name: str


def likely_same(one: Account, other: Account) -> Iterator[Likeness]:
    """Yield the records of the second account that share a name with one of that kind of the first, but no id."""
    owners: dict[tuple[str, str], set[str]] = {}
    for record in one.claims:
        if record not in other.claims:
            kind = _kind_of(one, record)
            for name in (record, *one.names.get(record, ())):
                owners.setdefault((kind, normalize_name(name)), set()).add(record)
    for record in other.claims:
        if record not in one.claims:
            kind = _kind_of(other, record)
            names = {(kind, normalize_name(name)): name for name in (record, *other.names.get(record, ()))}
            shared = [(owners[name], spelling) for name, spelling in names.items() if name in owners]
            if len(set().union(*(ids for ids, _ in shared))) == 1:
                yield Likeness(next(iter(shared[0][0])), record, shared[0][1])


def _kind_of(account: Account, record: str) -> Literal["mission", "fact"]:
    return "mission" if account.claims[record].keys().isdisjoint(FACT_FIELDS) else "fact"


class Clash(NamedTuple):
    """An id that one account has for a mission and another for a fact; `kind` and `other` are what each has."""

    record: str
    kind: str
    other: str


def clashes(one: Account, other: Account) -> list[Clash]:
    """Return the ids that one of two accounts has for a mission and the other for a fact, sorted."""
    shared = sorted(one.claims.keys() & other.claims.keys())
    kinds = [Clash(record, _kind_of(one, record), _kind_of(other, record)) for record in shared]
    return [clash for clash in kinds if clash.kind != clash.other]


def same_source(one: Account, other: Account) -> str | None:
    """Say what two accounts of one source share, `id` or `URL`; None if they are of two."""
    if one.id == other.id:
        return f"id {one.id}"
    return f"URL {one.url}" if one.url and one.url == other.url else None


def differences(one: Account, other: Account) -> list[str]:
    """Name the values that the second of two accounts of one source has otherwise; of two numbers, tell both."""
    names = ["the date of the source"] if one.date != other.date else []
    for record in sorted(one.claims.keys() | other.claims.keys()):
        claims, other_claims = one.claims.get(record, {}), other.claims.get(record, {})
        names += [
            f"{record}, {field}" + _both_numbers(claims.get(field), other_claims.get(field))
            for field in FIELDS
            if _contents(claims.get(field)) != _contents(other_claims.get(field))
        ]
    return names


def _contents(claim: Claim | None) -> object:
    """Return what a claim says and by which words, wherever they stand: a table may be sorted anew."""
    return claim and (claim._replace(words=()), [words.phrase for words in claim.words])


def _both_numbers(claim: Claim | None, other: Claim | None) -> str:
    if claim and other and claim.value != other.value and isinstance(claim.value, int):
        return f" ({other.value:,}, not {claim.value:,})"
    return ""
