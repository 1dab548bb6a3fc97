"""Loads the sources of a comparison: any number of datasets and of the United Nations' rankings, as accounts."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from rwpk import comparison, files, loading, model
from rwpk.comparison import Account, Clash, Likeness, Row
from rwpk.errors import DatasetError, UsageError
from rwpk.text import printable

#: The country of the dataset that comes with rwpk.
BUILT_IN_COUNTRY = "RWA"


class Given(NamedTuple):
    """A source as it was given: its file, what it says, and its dataset, if it is one and not a ranking."""

    file: files.File
    account: Account
    dataset: model.Dataset | None


class Repeat(NamedTuple):
    """A file that holds a source which was given before, in another file; `shared` is what shows it.

    `differences` names what the file says otherwise.
    """

    file: str
    first: str
    shared: str
    differences: Sequence[str]


class Likely(NamedTuple):
    """A record that may be the same as one of a source given before, and the line that has its id."""

    first: str
    file: str
    line: int
    likeness: Likeness


class Clashing(NamedTuple):
    """An id that two files have for records of different kinds."""

    first: str
    file: str
    clash: Clash


class Sources(NamedTuple):
    """The sources of a comparison, each once, the first voice first; and the files that only repeat one."""

    given: tuple[Given, ...]
    repeats: tuple[Repeat, ...]

    @property
    def accounts(self) -> list[Account]:
        """What the sources say."""
        return [one.account for one in self.given]

    def unmatched_ranking(self) -> str:
        """Name the ids under which rankings speak, if there is one and no dataset has any of them; else empty."""
        claimed = {record for one in self.given if one.dataset is None for record in one.account.claims}
        has_match = any(claimed & one.account.claims.keys() for one in self.given if one.dataset)
        return "" if has_match else " and ".join(sorted(claimed))

    def likely_same(self) -> list[Likely]:
        """Return what may be the same thing under another id, in the order of the sources."""
        found = []
        for index, one in enumerate(self.given):
            for first in self.given[:index]:
                likenesses = list(comparison.likely_same(first.account, one.account))
                if likenesses and one.dataset:
                    lines = _lines_of_ids(one.file, one.dataset, {like.other for like in likenesses})
                    found += [Likely(first.file.name, one.file.name, lines[like.other], like) for like in likenesses]
        return found

    def clashes(self) -> list[Clashing]:
        """Return the ids that two sources have for records of different kinds."""
        return [
            Clashing(first.file.name, one.file.name, clash)
            for first, one in combinations(self.given, 2)
            for clash in comparison.clashes(first.account, one.account)
        ]


def compare(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    data: str | os.PathLike[str] | None = None,
    country: str | None = None,
    only: bool = False,
) -> list[Row]:
    """Compare what several sources say: rwpk's own dataset, or that at `data`, and those at some paths.

    `paths` is one or several; each names a dataset or a contributor ranking of the United Nations. `country` is the
    alpha-3 code of the row to take from a ranking, which only rwpk's own dataset need not be given. Returns a row for
    each value of which at least two sources speak; `only` adds what one source alone says. Raises DatasetError if a
    file cannot be read or breaks a rule, and UsageError if `country` is missing or another's.
    """
    if isinstance(paths, str | os.PathLike):
        paths = [paths]
    return list(comparison.compare(load_sources(paths, data=data, country=country).accounts, only=only))


def load_sources(
    paths: Sequence[str | os.PathLike[str]],
    *,
    data: str | os.PathLike[str] | None = None,
    country: str | None = None,
) -> Sources:
    """Load sources as `compare` does, and raise what it does."""
    names = [os.fspath(path) for path in (*([] if data is None else [data]), *paths)]
    if names.count("-") > 1:
        raise UsageError("only one file can come from standard input: name the others")
    first = files.read(loading.built_in() if data is None else data)
    given: list[Given] = []
    repeats: list[Repeat] = []
    has_ranking = False
    for file in (first, *(files.read(path) for path in paths)):
        one = _load(file, data is None, country)
        has_ranking = has_ranking or one.dataset is None
        shared = ((before, comparison.same_source(before.account, one.account)) for before in given)
        if repeated := next(((before, what) for before, what in shared if what), None):
            before, what = repeated
            differences = comparison.differences(before.account, one.account)
            repeats.append(Repeat(file.name, before.file.name, what, differences))
        else:
            given.append(one)
    if country is not None and not has_ranking:
        raise UsageError("--country chooses the row of a contributor ranking: give one, or leave it out")
    return Sources(tuple(given), tuple(repeats))


def _load(file: files.File, with_built_in: bool, country: str | None) -> Given:
    from rwpk.loading import ranking

    if not ranking.is_ranking(file):
        dataset = loading.parse(file)
        return Given(file, comparison.account_of(dataset), dataset)
    code = _country(file, with_built_in, country)
    rows = loading.parse_ranking(file)
    if code not in rows:
        raise DatasetError(f"{file.name}: it has no row for {code}; it has {_some_of(sorted(rows))}")
    return Given(file, comparison.account_of_ranking(rows[code]), None)


def _country(file: files.File, with_built_in: bool, country: str | None) -> str:
    """Return the code of the country whose row is to be taken."""
    if country is None:
        if with_built_in:
            return BUILT_IN_COUNTRY
        raise UsageError(f"{file.name} has a row for each country: say with --country which one, such as RWA")
    code = country.strip().upper()
    if not re.fullmatch("[A-Z]{3}", code):
        raise UsageError(f"--country {printable(country)}: write ISO 3166-1 alpha-3, such as {BUILT_IN_COUNTRY}")
    if with_built_in and code != BUILT_IN_COUNTRY:
        raise UsageError(
            f"--country {printable(country)}: rwpk's own dataset is about Rwanda ({BUILT_IN_COUNTRY});"
            " name a dataset about another country with --data"
        )
    return code


def _some_of(codes: list[str]) -> str:
    return ", ".join(codes[:10]) + (f" and {len(codes) - 10} more" if len(codes) > 10 else "")


def _lines_of_ids(file: files.File, dataset: model.Dataset, wanted: set[str]) -> dict[str, int]:
    """Return the line of the id of each record that is wanted."""
    groups: dict[str, Sequence[model.AnyRecord]] = {"missions": dataset.missions, "facts": dataset.facts}
    pointers = {
        record.id: (group, index, "id")
        for group, records in groups.items()
        for index, record in enumerate(records)
        if record.id in wanted
    }
    locations = loading.locate(file, pointers.values())
    return {record: locations[pointer][0] for record, pointer in pointers.items()}
