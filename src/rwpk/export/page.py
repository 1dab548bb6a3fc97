"""A dataset as one page of HTML that needs nothing else: bytes. No input or output.

All of it can be read without its script, which only filters; no request leaves the page. Ids of records have small
letters, digits and hyphens only, so the ids of sections begin with a capital and those of phrases have a point.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from rwpk import cite, codebook, edtf, links, model, query, timeline
from rwpk.export import datapackage, page_chart
from rwpk.export.page_chart import MARK
from rwpk.render.fields import NOT_STATED
from rwpk.render.record import ABOUT, FOREIGN, HEADINGS, editorial_fields, fields_by_basis, label, value_in_words
from rwpk.text import printable

_DIFFER = ' <small class="mark">others differ</small>'
# The most characters of a statement that is shown with a link to its record.
_MAX_STATEMENT = 300
# A language as HTML takes it (BCP 47); a dataset may hold any text.
_LANGUAGE = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class _Context(NamedTuple):
    """What the records of one page share.

    `notes` and `about` are, by the id of a record, the notes on it and the facts that bear on it. `disputed` are the
    ids of the records on which other sources differ; None without notes. `language` is an attribute, or empty.
    """

    source: model.Source
    notes: dict[str, list[model.Note]]
    about: dict[str, list[model.Fact]]
    disputed: frozenset[str] | None
    language: str


def page(dataset: model.Dataset, notes: Sequence[model.Note] = (), version: str | None = None) -> bytes:
    """Return the page, in UTF-8.

    A version says that it is the dataset that comes with rwpk, which has notes, a licence and a citation of its own.
    """
    return "".join(_page(dataset, notes, version)).encode()


def _page(dataset: model.Dataset, notes: Sequence[model.Note], version: str | None) -> Iterator[str]:
    source = dataset.source
    language = f' lang="{source.language}"' if _LANGUAGE.fullmatch(source.language or "") else ""
    context = _Context(
        source, defaultdict(list), defaultdict(list), query.disputed_ids(notes) if notes else None, language
    )
    for note in notes:
        context.notes[note.record].append(note)
    for fact in dataset.facts:
        for mission in fact.about:
            context.about[mission].append(fact)
    title = datapackage.title(source, version)
    script = _read("page.js")
    yield _HEAD.format(title=escape(title), style=_read("page.css"), digest=_digest(script))
    yield f"<header>\n<h1><bdi>{escape(title)}</bdi></h1>\n"
    yield from _account(context)
    yield '</header>\n<nav aria-label="Contents"><ul>\n'
    sections = list(_sections(dataset, context, version))
    yield from (f'<li><a href="#{name}">{heading}</a></li>\n' for name, heading, _ in sections)
    yield f"</ul></nav>\n<main>\n{_FORM}"
    for name, heading, content in sections:
        yield f'<section id="{name}">\n<h2>{heading}</h2>\n'
        yield from content
        yield "</section>\n"
    yield f"</main>\n<script>{script}</script>\n</body>\n</html>\n"


def _sections(
    dataset: model.Dataset, context: _Context, version: str | None
) -> Iterator[tuple[str, str, Iterable[str]]]:
    """Yield each section's id, its heading, and its content."""
    missions, facts, general = dataset.missions, dataset.facts, context.notes["dataset"]
    yield "Missions", "Missions", _table(missions, context)
    if missions:
        yield "Timeline", "Timeline", _figure(missions, context)
        yield "Words", "Each mission, with the words it rests on", _records(missions, context)
    if facts:
        yield "Claims", "Other claims of the article", _records(facts, context)
    if general:
        yield "Others", "Not in the article", _others(general, f"<p>{FOREIGN}:</p>")
    yield "Article", "The article and its paragraphs", _paragraphs(context)
    yield "Codebook", "Codebook", _codebook(dataset, context)
    yield "Citation", "Citation", _citation(dataset.source, version)


# Sections.


def _account(context: _Context) -> Iterator[str]:
    source = context.source
    citation = cite.sentence(cite.short(cite.article(source)._replace(URL=None)))
    yield f"<p>What one article says: {_text(citation)} "
    yield f"{_link(source.URL, 'Read it there')}. " if source.URL else "It has no address, so its words have no links. "
    yield "What other sources say stands apart from it.</p>\n" if context.notes else "</p>\n"
    if source.note:
        yield f'<p class="note">{_text(cite.sentence(source.note))}</p>\n'
    yield (
        f"<p>Values are in our words, phrases in quotes are the article’s. “{NOT_STATED}” means that the article does"
        f" not say it, and{MARK} that a value is concluded from its words."
    )
    yield f"{_DIFFER} means that another source says otherwise.</p>\n" if context.disputed else "</p>\n"


def _table(missions: Sequence[model.Mission], context: _Context) -> Iterator[str]:
    yield '<div class="wide" role="region" aria-label="Table of the missions" tabindex="0">\n<table>\n<thead><tr>'
    yield "".join(f'<th scope="col">{name}</th>' for name in ("mission", "began", "ended", "role and framework"))
    yield "</tr></thead>\n<tbody>\n"
    for mission in missions:
        key = escape(mission.id)
        yield f'<tr data-of="{key}"><th scope="row"><a href="#{key}">{_text(mission.name)}</a>{_POSSIBLE}'
        if context.disputed and mission.id in context.disputed:
            yield _DIFFER
        yield f"</th><td>{_value(mission, 'start')}</td><td>{_value(mission, 'end')}</td>"
        yield f"<td>{_value(mission, 'role')}; {_value(mission, 'framework')}</td></tr>\n"
    yield "</tbody>\n</table>\n</div>\n"
    if not missions:
        yield "<p>The dataset has no missions.</p>\n"


def _figure(missions: Sequence[model.Mission], context: _Context) -> Iterator[str]:
    matches = (query.matched(mission, context.disputed) for mission in missions)
    bars = timeline.bars(matches, timeline.MAX_BARS)
    yield "<figure>\n"
    yield from page_chart.draw(bars, context.source.issued, len(missions))
    yield f'<figcaption class="note">{_text(cite.short(cite.article(context.source)))}</figcaption>\n</figure>\n'


def _paragraphs(context: _Context) -> Iterator[str]:
    yield "<p>What each paragraph is about, in our words:</p>\n<ol>\n"
    for paragraph in context.source.paragraphs:
        address = links.passage(context.source.URL, paragraph.begins)
        yield f'<li value="{paragraph.number}">{_link(address, paragraph.heading)}</li>\n'
    yield "</ol>\n"


def _codebook(dataset: model.Dataset, context: _Context) -> Iterator[str]:
    yield "<p>What each field means. Its origin says where its values come from: the article, the dataset’s editors, "
    yield "other fields, or other sources.</p>\n"
    for what in ("dataset", "context") if context.disputed is not None else ("dataset",):
        for part in codebook.sections(what, dataset):
            if part.record == "context":
                continue
            yield f"<h3>{escape(part.record)}</h3>\n<p>{escape(part.meaning)}</p>\n"
            yield '<table>\n<thead><tr><th scope="col">field</th><th scope="col">meaning</th><th scope="col">type</th>'
            yield '<th scope="col">origin</th></tr></thead>\n<tbody>\n'
            for entry in part.entries:
                cells = "".join(f"<td>{escape(text)}</td>" for text in (entry.meaning, entry.kind, entry.origin))
                yield f'<tr><th scope="row">{escape(entry.field)}</th>{cells}</tr>\n'
            yield "</tbody>\n</table>\n"


def _citation(source: model.Source, version: str | None) -> Iterator[str]:
    article = cite.article(source)
    yield f"<h3>The article</h3>\n<p>{_text(cite.text(article).strip())}</p>\n"
    yield f"<pre><bdi>{escape(cite.bibtex(article))}</bdi></pre>\n"
    if version:
        reference = cite.dataset(source, version)
        yield f"<h3>This dataset</h3>\n<p>{_text(cite.text(reference).strip())}</p>\n"
        yield f"<pre><bdi>{escape(cite.bibtex(reference))}</bdi></pre>\n"
        licence = _link(datapackage.LICENCE["path"], datapackage.LICENCE["title"])
        yield f"<p>Licence: {licence}. The phrases of the article belong to its publisher; the licence does not extend"
        yield " to them.</p>\n"


# Records.


def _records(records: Iterable[model.AnyRecord], context: _Context) -> Iterator[str]:
    for record in records:
        yield from _record(record, context)


def _record(record: model.AnyRecord, context: _Context) -> Iterator[str]:
    kind, name, years = "claim", record.id.replace("-", " ").capitalize(), ""
    if isinstance(record, model.Mission):
        kind, name, span = "mission", record.name, record.start_span or edtf.ANY_DAY
        years = f' data-first="{span.earliest.year}" data-last="{span.latest.year}"'
    yield f'<article id="{escape(record.id)}"{years}>\n<h3>{_text(name)}{_POSSIBLE}</h3>\n'
    yield f'<p class="kind">{kind} {escape(record.id)}</p>\n'
    by_basis = fields_by_basis(record)
    for basis, heading in HEADINGS.items():
        if by_basis[basis]:
            yield f"<h4>{heading}</h4>\n<dl>\n"
            yield from (_row(record, field) for field in by_basis[basis])
            yield "</dl>\n"
    if by_basis[None]:
        yield f'<p class="unstated">Not stated in the article: {", ".join(map(label, by_basis[None]))}.</p>\n'
    yield "<h4>The words of the article</h4>\n<ol>\n"
    for number, evidence in enumerate(record.evidence, 1):
        yield f'<li id="{escape(record.id)}.{number}">{_words(evidence, context)}</li>\n'
    yield "</ol>\n"
    if about := context.about.get(record.id):
        yield f"<h4>{ABOUT}</h4>\n<ul>\n"
        for fact in about:  # the whole statement stands once, where the link leads
            yield f'<li><a href="#{escape(fact.id)}">{_text(printable(fact.statement, _MAX_STATEMENT))}</a></li>\n'
        yield "</ul>\n"
    if editorial := list(_editorial(record)):
        yield f'<p class="editorial">Editorial, to find the record by: {"; ".join(editorial)}.</p>\n'
    if notes := context.notes.get(record.id):
        yield from _others(notes, f"<h4>{FOREIGN}</h4>")
    yield "</article>\n"


def _row(record: model.AnyRecord, field: str) -> str:
    numbers = [number for number, evidence in enumerate(record.evidence, 1) if field in evidence.supports]
    references = "".join(
        f'<a class="reference" href="#{escape(record.id)}.{number}">[{number}]</a>' for number in numbers
    )
    return f"<div><dt>{label(field)}</dt><dd>{_value(record, field)} {references}</dd></div>\n"


def _words(evidence: model.Evidence, context: _Context) -> str:
    phrase = f"<bdi{context.language}>{escape(evidence.phrase)}</bdi>"
    words = _anchor(links.passage(context.source.URL, evidence.phrase), f"¶{evidence.paragraph} “{phrase}”")
    lead = MARK if evidence.basis == "inferred" else ""
    return f'{words}{lead} <span class="why">{_text(evidence.note)}</span>' if evidence.note else f"{words}{lead}"


def _editorial(record: model.AnyRecord) -> Iterator[str]:
    for name in editorial_fields(record):
        value: Any = getattr(record, name)
        if value in (None, ()):
            continue
        if name == "about":
            text = ", ".join(f'<a href="#{escape(mission)}">{escape(mission)}</a>' for mission in value)
        else:
            text = ", ".join(map(_text, value if isinstance(value, tuple) else [value]))
        if name == "country" and (code := getattr(record, "country_code", None)):
            text += f" ({_text(code)})"
        yield f"{label(name)}: {text}"


def _others(notes: Iterable[model.Note], lead: str) -> Iterator[str]:
    yield f'<div class="others">\n{lead}\n<ul>\n'
    for note in notes:
        when = f"{escape(edtf.in_words(note.date))}, " if note.date else ""
        yield f"<li>{note.relation}: {_text(note.statement)} ({when}{_link(note.source, note.source)})</li>\n"
    yield "</ul>\n</div>\n"


# Pieces. Whatever a dataset holds is escaped here, and stands in an element that isolates its direction of writing.


def _text(text: str) -> str:
    return f"<bdi>{escape(text)}</bdi>"


def _value(record: model.AnyRecord, name: str) -> str:
    """Return a field's value, with its mark if it is inferred, or "not stated"."""
    value: Any = getattr(record, name)
    if value in (None, ()):
        return NOT_STATED
    if isinstance(value, tuple):
        text = "; ".join(map(_text, value))
    else:
        words = value_in_words(record, name)
        text = words if isinstance(value, int) else _text(words)
    return text + (MARK if model.basis_of(record, name) == "inferred" else "")


def _link(address: str | None, text: str) -> str:
    return _anchor(address, _text(text))


def _anchor(address: str | None, content: str) -> str:
    """Return a link, or the content alone if the address is none of the web: one such as `javascript:` would run."""
    return f'<a href="{escape(address)}">{content}</a>' if address and links.is_web(address) else content


def _read(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _digest(script: str) -> str:
    return b64encode(hashlib.sha256(script.encode()).digest()).decode()


# The policy lets nothing be loaded, sent or run but the page's own script. A style cannot load anything under it.
_HEAD = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
"""
# The script shows it.
_FORM = """\
<form role="search" hidden>
<label>Text in a record <input type="search" autocomplete="off"></label>
<label>Missions that began from <input type="number" min="1" max="9999" placeholder="year"></label>
<label>to <input type="number" min="1" max="9999" placeholder="year"></label>
<button type="reset">Show all</button>
<p role="status"></p>
</form>
"""
_POSSIBLE = ' <small class="mark possible" hidden>possible: the article does not settle the year</small>'
