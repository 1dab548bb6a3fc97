"""What `rwpk check` finds: a dataset held against its own rules and, if there is one, its article. No I/O."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Literal

from rwpk import article, dataset, model, verify
from rwpk.errors import DatasetError
from rwpk.files import File
from rwpk.model import Meta, Record


class Standing(Record, frozen=True):
    """How a paragraph of the dataset stands in the article."""

    number: Annotated[int, Meta(description="the paragraph's number in the dataset")]
    heading: Annotated[str, Meta(description="its heading there")]
    state: Annotated[verify.State, Meta(description="whether the article has it as it was")]
    line: Annotated[int | None, Meta(description="the line of the article that it begins in")]


class Finding(Record, frozen=True):
    """One thing that does not hold."""

    kind: Annotated[Literal["dataset"] | verify.Kind, Meta(description="what does not hold")]
    file: Annotated[str, Meta(description="the file to look into")]
    line: Annotated[int | None, Meta(description="the line in it, from 1; null where it is the whole")]
    column: Annotated[int | None, Meta(description="the column in it, from 1")]
    record: Annotated[str | None, Meta(description="the id of the record, where it is in one")]
    field: Annotated[str | None, Meta(description="the field, as a path with dots")]
    paragraph: Annotated[int | None, Meta(description="the paragraph of the article that is meant")]
    message: Annotated[str, Meta(description="what is wrong, and what would be right")]


class Report(Record, frozen=True):
    """A dataset held against its rules and its article."""

    holds: Annotated[bool, Meta(description="whether nothing was found")]
    dataset: Annotated[str, Meta(description="the dataset's file")]
    article: Annotated[str | None, Meta(description="the article's file; null where none is given")]
    missions: Annotated[int | None, Meta(description="how many there are; null where the dataset breaks its rules")]
    facts: Annotated[int | None, Meta(description="how many there are; null where the dataset breaks its rules")]
    phrases: Annotated[int | None, Meta(description="how many there are; null where the dataset breaks its rules")]
    paragraphs: Annotated[tuple[Standing, ...], Meta(description="the article's paragraphs; none without an article")]
    problems: Annotated[tuple[Finding, ...], Meta(description="what does not hold, up to a thousand")]


def make(own: File, text: File | None = None, *, any_size: bool = False) -> Report:
    """Check a dataset, and hold it against an article where there is one.

    Raises DatasetError and ArticleError where a file cannot be understood at all.
    """
    try:
        whole = dataset.parse(*own, any_size=any_size)
    except DatasetError as error:
        if not error.problems:
            raise
        findings = tuple(_broken_rule(own.name, problem) for problem in error.problems)
        return Report(False, own.name, text and text.name, None, None, None, (), findings)
    quoted = verify.phrases(whole)
    standings: tuple[Standing, ...] = ()
    findings = ()
    if text:
        groups = article.read(*text)
        found = verify.find(whole.source.paragraphs, quoted, groups)
        standings = tuple(
            Standing(one.paragraph.number, one.paragraph.heading, one.state, one.block.line if one.block else None)
            for one in found
        )
        mismatches = list(islice(verify.compare(whole, found, groups), dataset.MAX_COUNTED))
        findings = tuple(_findings(mismatches, whole, own, text))
    counts = len(whole.missions), len(whole.facts), len(quoted)
    return Report(not findings, own.name, text and text.name, *counts, standings, findings)


def _broken_rule(name: str, problem: dataset.Problem) -> Finding:
    line, column, record, field, message = problem
    return Finding("dataset", name, line, column, record, field or None, None, message)


def _findings(mismatches: list[verify.Mismatch], whole: model.Dataset, own: File, text: File) -> Iterator[Finding]:
    """Add to each mismatch its place: in the article, or, for a phrase, in the dataset."""
    places = dataset.locate(*own, {mismatch.path for mismatch in mismatches if mismatch.path})
    for kind, message, paragraph, line, path in mismatches:
        if path:
            where = f" ({text.name}:{line})" if line else ""
            record, field = dataset.record_id(whole, path), dataset.dotted(path)
            yield Finding(kind, own.name, *places[path], record, field, paragraph, message + where)
        else:
            yield Finding(kind, text.name, line, None, None, None, paragraph, message)
