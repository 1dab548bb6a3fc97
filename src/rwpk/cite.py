"""The citation of the article or of the dataset as text, BibTeX, RIS and CSL-JSON. No input or output."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from rwpk import model

#: The dataset that comes with rwpk. A test compares this with CITATION.cff.
DATASET_TITLE = "rwpk: Rwanda's peacekeeping missions as one article describes them"
DATASET_AUTHOR = "rwpk contributors"
DATASET_ISSUED = "2026-11-24"

# CSL's types in the terms of BibTeX and RIS; any other type becomes `misc` or `GEN`.
_BIBTEX_TYPES = {"article-magazine": "article", "article-newspaper": "article", "article-journal": "article"}
_RIS_TYPES = {
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "article-journal": "JOUR",
    "dataset": "DATA",
    "webpage": "ELEC",
}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# Braces and backslashes would end the field or begin a command.
_URL = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{sign: "\\" + sign for sign in "&%$#_"},
}  # fmt: skip


class Reference(NamedTuple):
    """The parts of a citation in CSL's terms; an author is (family, given), or (whole name, None)."""

    id: str
    type: str
    title: str
    authors: tuple[tuple[str, str | None], ...]
    issued: str
    container_title: str | None = None
    URL: str | None = None
    accessed: str | None = None
    language: str | None = None
    version: str | None = None
    note: str | None = None


def article(source: model.Source) -> Reference:
    """Return the reference of the article that a dataset is taken from."""
    return Reference(
        source.id,
        source.type,
        source.title,
        tuple((author.family, author.given) for author in source.author),
        source.issued,
        source.container_title,
        source.URL,
        source.accessed,
        source.language,
        note=source.note,
    )


def dataset(source: model.Source, version: str) -> Reference:
    """Return the reference of the dataset that comes with rwpk; its note cites the article."""
    note = f"Taken from: {text(article(source)).strip()}"
    author = ((DATASET_AUTHOR, None),)
    return Reference("rwpk", "dataset", DATASET_TITLE, author, DATASET_ISSUED, version=version, note=note)


def with_speaker(source: model.Source) -> str:
    """Return a short reference to an article without its address, and the note that says whose account it is."""
    return ". ".join(filter(None, (short(article(source)._replace(URL=None)), source.note)))


def short(reference: Reference) -> str:
    """Write the citation in one line: authors, title, publication, date, address."""
    authors = ", ".join(f"{given or ''} {family}".strip() for family, given in reference.authors)
    parts = [authors, f"“{reference.title}”", reference.container_title, reference.issued, reference.URL]
    return ", ".join(part for part in parts if part)


def text(reference: Reference) -> str:
    """Write the citation as an entry of a list of references."""
    authors = "; ".join(_names(reference))
    version = f"Version {reference.version}" if reference.version else None
    where = ", ".join(part for part in (reference.container_title, version, reference.issued) if part)
    parts = [*([f"{authors}."] if authors else []), f"“{reference.title}”.", f"{where}."]
    if reference.URL:
        accessed = f" (accessed {reference.accessed})" if reference.accessed else ""
        parts.append(f"{reference.URL}{accessed}.")
    return " ".join([*parts, *([reference.note] if reference.note else [])]) + "\n"


def bibtex(reference: Reference) -> str:
    """Write the citation as a BibTeX entry, with the fields `date` and `urldate` of biblatex."""
    year, *month_and_day = reference.issued.split("-")
    # Braces keep the name of a group whole: BibTeX would split it into given and family names.
    names = [_tex(f"{family}, {given}") if given else f"{{{_tex(family)}}}" for family, given in reference.authors]
    fields = {
        "author": " and ".join(names),
        "title": f"{{{_tex(reference.title)}}}",  # its capitals are meant
        "journal": reference.container_title and _tex(reference.container_title),
        "version": reference.version,
        "date": reference.issued,
        "year": year,
        "month": month_and_day and _MONTHS[int(month_and_day[0]) - 1],
        "url": reference.URL and reference.URL.translate(_URL),
        "urldate": reference.accessed,
        "language": reference.language,
        "note": reference.note and _tex(reference.note),
    }
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n"  # a month is a macro: styles write it their way
        for name, value in fields.items()
        if value
    ]
    return f"@{_BIBTEX_TYPES.get(reference.type, 'misc')}{{{reference.id},\n{''.join(lines)}}}\n"


def ris(reference: Reference) -> str:
    """Write the citation as a RIS record."""
    fields: list[tuple[str, str | None]] = [
        ("TY", _RIS_TYPES.get(reference.type, "GEN")),
        ("ID", reference.id),
        *(("AU", name) for name in _names(reference)),
        ("TI", reference.title),
        ("T2", reference.container_title),
        ("ET", reference.version),
        ("PY", reference.issued[:4]),
        ("DA", reference.issued.replace("-", "/")),
        ("UR", reference.URL),
        ("Y2", reference.accessed and reference.accessed.replace("-", "/")),
        ("LA", reference.language),
        ("N1", reference.note),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in fields if value) + "ER  - \n"


def csl_json(reference: Reference) -> str:
    """Write the citation as CSL-JSON: an array of one item."""
    item: dict[str, Any] = {
        "id": reference.id,
        "type": reference.type,
        "title": reference.title,
        "author": [
            {"family": family, "given": given} if given else {"literal": family} for family, given in reference.authors
        ],
        "container-title": reference.container_title,
        "version": reference.version,
        "issued": _date_parts(reference.issued),
        "accessed": reference.accessed and _date_parts(reference.accessed),
        "URL": reference.URL,
        "language": reference.language,
        "note": reference.note,
    }
    return model.to_json([{name: value for name, value in item.items() if value}], indent=2) + "\n"


#: The function that writes a reference in each style.
STYLES: dict[str, Callable[[Reference], str]] = {"text": text, "bibtex": bibtex, "ris": ris, "csl-json": csl_json}


def _names(reference: Reference) -> list[str]:
    return [f"{family}, {given}" if given else family for family, given in reference.authors]


def _date_parts(date: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in date.split("-")]]}


def _tex(value: str) -> str:
    return "".join(_TEX.get(character, character) for character in value)
