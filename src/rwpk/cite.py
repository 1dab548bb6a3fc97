"""The citation of the article or of the dataset as text, BibTeX, RIS and CSL-JSON. No input or output."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from rwpk import model

#: The dataset that comes with rwpk. A test compares this with CITATION.cff.
DATASET_TITLE = "rwpk: Rwanda's peacekeeping missions as one article describes them"
DATASET_AUTHOR = "rwpk contributors"
DATASET_ISSUED = "2026-11-25"

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
_SENTENCE_ENDS = tuple(".?!…。？！؟।")
# biblatex's names of the languages that it knows, by the first part of a BCP 47 tag.
_LANGIDS = {
    "de": "ngerman", "en": "english", "es": "spanish", "fr": "french", "it": "italian", "nl": "dutch",
    "pt": "portuguese",
}  # fmt: skip
# What becomes one blank: runs of white space and control characters, line separators, and what is no character in a
# file, which are lone surrogates and noncharacters.
_BLANK = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")
# In a `url`, biblatex reads TeX's signs as they are. Braces and backslashes would still end the field or be lost.
_URL = str.maketrans({" ": "%20", "{": "%7B", "}": "%7D", "\\": "%5C"})
# BibTeX counts `\{` and `\}` as braces, so these have names. biber reads "family=" in a name as a syntax of its own. In
# its first font encoding, TeX prints `<`, `>` and `|` as other signs.
_TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "=": "{=}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    **{sign: "\\" + sign for sign in "&%$#_"},
})  # fmt: skip
# The words that BibTeX gives a meaning among names: "and" stands between two, "others" is "et al."
_NAME_WORDS = re.compile(r"\b(and|others)\b", re.IGNORECASE)


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
    citation = short(article(source)._replace(URL=None))
    return f"{sentence(citation)} {source.note}" if source.note else citation


def short(reference: Reference) -> str:
    """Write the citation in one line: authors, title, publication, date, address."""
    reference = _on_one_line(reference)
    authors = ", ".join(f"{given or ''} {family}".strip() for family, given in reference.authors)
    parts = [authors, f"“{reference.title}”", reference.container_title, reference.issued, reference.URL]
    return ", ".join(part for part in parts if part)


def text(reference: Reference) -> str:
    """Write the citation as an entry of a list of references."""
    reference = _on_one_line(reference)
    authors = "; ".join(_names(reference))
    version = f"Version {reference.version}" if reference.version else None
    where = ", ".join(part for part in (reference.container_title, version, reference.issued) if part)
    accessed = f" (accessed {reference.accessed})" if reference.accessed else ""
    address = f"{reference.URL}{accessed}" if reference.URL else ""
    sentences = [sentence(part) for part in (authors, f"“{reference.title}”", where, address) if part]
    return " ".join([*sentences, *([reference.note] if reference.note else [])]) + "\n"


def bibtex(reference: Reference) -> str:
    """Write the citation as a BibTeX entry, with the fields `date`, `urldate` and `langid` of biblatex."""
    reference = _on_one_line(reference)
    year, *month_and_day = reference.issued.split("-")
    fields = {
        "author": " and ".join(_bibtex_name(family, given) for family, given in reference.authors),
        "title": f"{{{_tex(reference.title)}}}",  # its capitals are meant
        "journal": _tex(reference.container_title),
        "version": _tex(reference.version),
        "date": _tex(reference.issued),
        "year": _tex(year),
        "month": month_and_day and _MONTHS[int(month_and_day[0]) - 1],
        "url": (reference.URL or "").translate(_URL),
        "urldate": _tex(reference.accessed),
        # biblatex looks a language up by its name, and a command within that name stops TeX.
        "language": reference.language if _tex(reference.language) == reference.language else None,
        "langid": _LANGIDS.get((reference.language or "").partition("-")[0].lower()),
        "note": _tex(reference.note),
    }
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n"  # a month is a macro: styles write it their way
        for name, value in fields.items()
        if value
    ]
    return f"@{_BIBTEX_TYPES.get(reference.type, 'misc')}{{{reference.id},\n{''.join(lines)}}}\n"


def ris(reference: Reference) -> str:
    """Write the citation as a RIS record."""
    reference = _on_one_line(reference)
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
    reference = _on_one_line(reference)
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


def _on_one_line(reference: Reference) -> Reference:
    """Return the reference with every value on one line, and without the values that have no text."""
    values = {name: _line(value) for name, value in reference._asdict().items() if isinstance(value, str)}
    authors = [[line for part in author if part and (line := _line(part))] for author in reference.authors]
    names = tuple((parts[0], parts[1] if len(parts) > 1 else None) for parts in authors if parts)
    return reference._replace(authors=names, **values)


def _line(value: str) -> str:
    return _BLANK.sub(" ", value).strip()


def sentence(part: str) -> str:
    """End a part of a citation with a full stop, unless it ends a sentence by itself."""
    return part if part.rstrip("”’»\"'").endswith(_SENTENCE_ENDS) else f"{part}."


def _names(reference: Reference) -> list[str]:
    return [f"{family}, {given}" if given else family for family, given in reference.authors]


def _date_parts(date: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in date.split("-")]]}


def _bibtex_name(family: str, given: str | None) -> str:
    # BibTeX would split the name of a group into given and family names. biber takes a family name whose last word
    # begins with a small letter, such as "hooks", for a prefix, and counts commas within braces, too, unless the name
    # begins and ends with a brace.
    if given is None:
        return f"{{{_tex(family)}}}"
    has_comma = "," in family + given
    is_prefix = family.rsplit(maxsplit=1)[-1][0].islower()
    return f"{_name_part(family, has_comma or is_prefix)}, {_name_part(given, has_comma)}"


def _name_part(part: str, is_whole: bool) -> str:
    """Write a part of a name, in braces if BibTeX must not take it apart."""
    return f"{{{_tex(part)}}}" if is_whole or _NAME_WORDS.search(part) else _tex(part)


def _tex(value: str | None) -> str:
    """Write a text so that it may stand in any field: every brace is paired, and no sign has a meaning in TeX."""
    return (value or "").translate(_TEX)
