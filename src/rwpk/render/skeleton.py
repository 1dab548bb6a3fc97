"""What `rwpk new` prints: a dataset to fill in, as YAML with comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rwpk import model
from rwpk.model import to_json
from rwpk.text import join_choices, printable

if TYPE_CHECKING:
    from rwpk.article.skeleton import Listed
    from rwpk.article.text import Copy

#: The first words of a part that show a reader which one it is.
BEGINNING_WORDS = 6
#: A comment lists at most this many choices.
MAX_CHOICES = 8
#: A title that is offered in a comment has at most this many characters.
MAX_OFFERED = 60

_HEAD = """\
# yaml-language-server: $schema=rwpk.schema.json
# A dataset to fill in: rwpk check FILE names what is left. Where the article states nothing, write null, or [] for a
# list. Copy the mission and the fact as often as you need them. rwpk codebook explains each field, and
# rwpk codebook --json > rwpk.schema.json writes the schema for your editor.
"""
_PARAGRAPHS = """\
  # Delete what is not the article's, number the rest from 1, and say in each heading what it is about.
  paragraphs:
"""


def write_skeleton(copy: Copy) -> Iterator[str]:
    """Write the skeleton of a dataset for the copy of an article; nothing if it has no paragraph."""
    from rwpk.article.skeleton import parts, skeleton

    dataset, listed = skeleton(copy)
    if not listed:
        return
    source = dataset.pop("source")
    remarks = {}
    if not source["title"]:
        remarks["title"] = f"the text begins: {printable(next(parts(copy)).text, MAX_OFFERED)}"
    if any(author["family"] and not author["given"] for author in source["author"]):
        remarks["family"] = "of a whole name, move the given names to the next line"
    yield f"{_HEAD}schema: {dataset.pop('schema')}\n\nsource:\n"
    yield from _write_fields(source, model.Source, "  ", remarks)
    yield from write_paragraphs(listed)
    for name, records in dataset.items():
        yield "\n"
        yield from _write_fields({name: records}, model.Dataset, "", {})


def write_paragraphs(listed: list[Listed]) -> Iterator[str]:
    """Write the `paragraphs` of a dataset's source, and as comments what is too short for one and stands among them."""
    yield _PARAGRAPHS
    for part, fields in listed:
        comment = f"    # line {part.line}, {part.words} word{'' if part.words == 1 else 's'}"
        if fields is None:
            yield f"{comment}: {printable(' '.join(part.text.split()[:BEGINNING_WORDS]))} (left out)\n"
            continue
        yield f"{comment}\n"
        for lead, (name, value) in zip(_leads("    "), fields.items(), strict=False):
            yield f"{lead}{name}: {to_json(value)}\n"


def _write_fields(
    values: Mapping[str, Any],
    kind: type[model.Record],
    indent: str,
    remarks: Mapping[str, str],
    *,
    is_item: bool = False,
) -> Iterator[str]:
    """Write a record's fields, each with a comment that says what it is, and with a remark on it if there is one."""
    for lead, (name, value) in zip(_leads(indent) if is_item else _indents(indent), values.items(), strict=False):
        field = model.fields(kind)[name]
        meaning = "; ".join([_meaning(field), *([remarks[name]] if name in remarks else [])])
        item = field.type.item
        if model.is_record(item):
            yield f"{lead}{name}:  # {meaning}\n"
            for one in value:
                yield from _write_fields(one, item, " " * len(lead) + "  ", remarks, is_item=True)
        else:
            yield f"{lead}{name}: {to_json(value)}  # {meaning}\n"


def _leads(indent: str) -> Iterator[str]:
    """Yield what stands before each line of a list's item."""
    yield f"{indent}- "
    yield from _indents(f"{indent}  ")


def _indents(indent: str) -> Iterator[str]:
    while True:
        yield indent


def _meaning(field: model.Field) -> str:
    """Say in a line what a field is, and what it may hold if that is a choice or of a form."""
    choices = [str(choice) for choice in field.type.choices]
    if choices and len(choices) <= MAX_CHOICES:
        return f"{field.description}: {join_choices(choices)}"
    title = next((meta.title for meta in field.type.metas if meta.title), None)
    return f"{field.description}: {title}" if title else field.description
