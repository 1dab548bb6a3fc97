"""One value of a record with the words that it rests on, cited to the paragraph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rwpk import cite, links, model
from rwpk.errors import NoSuchRecord, UsageError
from rwpk.render.formats import escape_markdown
from rwpk.render.page import markdown_link
from rwpk.render.record import value_in_words
from rwpk.text import join_choices, normalize_name, printable, suggest

# What one cites of a record if no field is named, the first that is stated.
_DEFAULT_FIELDS = ("summary", "statement", "name")


class Passage(NamedTuple):
    """A value of a record in words, how it is known, and the evidence for it. There is at least one."""

    record: model.AnyRecord
    field: str
    value: str
    evidence: tuple[model.Evidence, ...]
    source: model.Source

    @property
    def paragraphs(self) -> list[int]:
        """The numbers of the paragraphs that have the words."""
        return sorted({evidence.paragraph for evidence in self.evidence})

    @property
    def inferred(self) -> str:
        """That the value is inferred and why, or nothing if it is stated."""
        notes = [evidence.note for evidence in self.evidence if evidence.basis == "inferred" and evidence.note]
        return f"inferred: {'; '.join(dict.fromkeys(notes))}" if notes else ""

    def link(self, evidence: model.Evidence) -> str | None:
        """Return the address that opens the source at the words of evidence; None if the source has no address."""
        return links.passage(self.source.URL, evidence.phrase)


def split_field(words: Sequence[str]) -> tuple[list[str], str | None]:
    """Part what was typed into the words of a name and the field after them, if the last word names a field."""
    known = {normalize_name(name) for kind in (model.Mission, model.Fact) for name in model.article_fields(kind)}
    has_field = len(words) > 1 and normalize_name(words[-1]) in known
    return (list(words[:-1]), words[-1]) if has_field else (list(words), None)


def find(record: model.AnyRecord, field: str | None, source: model.Source) -> Passage:
    """Return the passage for a field of a record, without regard to case and hyphens in its name.

    Raises UsageError if there is no such field, and NoSuchRecord if the article does not state it.
    """
    fields = model.article_fields(type(record))
    stated = [name for name in fields if getattr(record, name) not in (None, ())]
    if field is None:
        name = next(name for name in _DEFAULT_FIELDS if name in stated)
    else:
        by_name = {normalize_name(name): name for name in fields}
        if normalize_name(field) not in by_name:
            hint = suggest(field, fields) or f": it has {join_choices(list(fields))}"
            raise UsageError(f'{record.id} has no field "{printable(field)}"{hint}')
        name = by_name[normalize_name(field)]
        if name not in stated:
            raise NoSuchRecord(f"the article does not state this of {record.id}: {name.replace('_', ' ')}")
    evidence = tuple(evidence for evidence in record.evidence if name in evidence.supports)
    return Passage(record, name, value_in_words(record, name), evidence, source)


def text(passage: Passage) -> str:
    """Write the value, then each phrase that it rests on with its citation."""
    inferred = f" ({passage.inferred})" if passage.inferred else ""
    lines = [f"{passage.record.id}: {passage.field.replace('_', ' ')}: {passage.value}{inferred}"]
    work = _work(passage.source)
    for evidence in passage.evidence:
        where = ", ".join(filter(None, (work, f"¶{evidence.paragraph}", passage.link(evidence))))
        lines.append(f"“{evidence.phrase}” ({where})")
    return "\n".join(lines) + "\n"


def markdown(passage: Passage) -> str:
    """Write the value with a footnote of GitHub Flavored Markdown, which has the words and links to them."""
    name = f"{passage.record.id}-{passage.field.replace('_', '-')}"
    quoted = "; ".join(
        f"{markdown_link(f'¶{evidence.paragraph}', passage.link(evidence))} {escape_markdown(f'“{evidence.phrase}”')}"
        for evidence in passage.evidence
    )
    work = escape_markdown(_work(passage.source))
    why = f" ({escape_markdown(passage.inferred)})" if passage.inferred else ""
    return f"{escape_markdown(passage.value)}[^{name}]\n\n[^{name}]: {work}, {quoted}{why}\n"


def pandoc(passage: Passage) -> str:
    """Write a citation for pandoc, whose key is that of `rwpk cite --style csl-json`."""
    return f"[@{passage.source.id}, {_locator(passage, ' ')}]\n"


def latex(passage: Passage) -> str:
    """Write a citation for biblatex, whose key is that of `rwpk cite --style bibtex`."""
    return rf"\autocite[{_locator(passage, '~')}]{{{passage.source.id}}}" + "\n"


STYLES: dict[str, Callable[[Passage], str]] = {"text": text, "markdown": markdown, "pandoc": pandoc, "latex": latex}


def _locator(passage: Passage, blank: str) -> str:
    numbers = passage.paragraphs
    locator = f"para{'s' if len(numbers) > 1 else ''}.{blank}{', '.join(map(str, numbers))}"
    return locator + (", inferred" if passage.inferred else "")


def _work(source: model.Source) -> str:
    return cite.short(cite.article(source)._replace(URL=None))
