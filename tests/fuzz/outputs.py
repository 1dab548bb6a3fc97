"""Fuzzes what rwpk writes of a dataset: `python -m tests.fuzz.outputs 1000` (their number, or `--seconds 600`).

Datasets are made by chance from texts that mean something to a format, a program or a script. Of each that loads, every
format is read back by a strict reader of it, and what is read is what the dataset holds.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import rispy
from bibtexparser.entrypoint import parse_string
from frictionless import Package
from markdown_it import MarkdownIt

import rwpk
from rwpk import links, model, text
from rwpk.render.fields import NOT_STATED, flat
from tests.fuzz import seeded
from tests.support import STEERING, SVG, WORK, bounded_work, read_data, run_here

#: What has a meaning in one of the formats, or looks like a value of another type.
PIECES = (
    "NA", "TRUE", "1-2", "1993-10", "010", "1e5", "null", "None", "\\N", "-", "'", '"', '""', ",", ";", "; ",
    "\\", "\\\\", "|", "\\|", "||", "*", "**", "_", "`", "``", "~~", "#", "# ", "1. ", "- ", "+", "[1]",
    "[a](b)", "![a](b)", "[a]: b", "<b>", "</pre>", "</svg>", "]]>", "<!--", "-->", "&amp;", "&", "&#0;", "<",
    ">", "https://example.org/a_b?c=d", "www.example.org", "a@example.org", "$x$", "$$", "{", "}", "{}", "}}",
    "\\alpha", "\\input{x}", "%", "^", "~", "@misc{x,", " and ", "ER  - ", "TY  - ", "==", "=1+1", "@x",
    "[red]", "[/]", ":warning:", "{0}", "%s", "$(id)", "\u00a0", "\u3000", "  ", "\u0301", "é", "İ", "ß", "部落格",
    "ｶﾞ", "مُنَاقَشَةُ", "हिन्दी", "\U0001f3f3\ufe0f\u200d\U0001f308", "𝒜", "ﬁ", "\u00ad", "“", "’", "—", "…",
    "¶", "boats", "the old harbour", "Ferry",
)  # fmt: skip
#: Values of `start` and `end`.
DATES = (None, "2004", "1993-10", "2004-02-29", "[2014..2021-10-31]", "[..2009]", "[2010..]", "0001", "9999-12-31")
#: The columns of a list whose cells in Markdown are the values as they are.
PLAIN_COLUMNS = ("id", "name", "place", "country", "summary", "organisations", "aims", "aliases")
#: The fields of text that are varied.
MISSION_TEXTS = (
    "name", "acronym", "place", "country", "organisations", "partners", "aims", "outcomes", "summary", "strength",
    "mandate", "aliases",
)  # fmt: skip
FACT_TEXTS = ("topic", "statement", "unit", "aliases")
#: The texts of a source that citations hold.
CITED = ("title", "container-title", "language", "note")


# making a dataset ---------------------------------------------------------------------------------


def write(chance: random.Random) -> str:
    """Return a text that a dataset may hold, as far as a single text shows."""
    while True:
        pieces = [
            chr(chance.choice((chance.randrange(32, 0x3000), chance.randrange(0xE000, 0x20000))))
            if chance.random() < 0.1
            else chance.choice(PIECES)
            for _ in range(chance.randint(1, 5))
        ]
        made = chance.choice(("", " ")).join(pieces)[: model.MAX_NAME_LENGTH]
        if made.strip() and text.unsafe(made) is None:
            return made


def make(chance: random.Random) -> dict[str, Any]:
    """Return a dataset in plain values; most hold to the rules."""
    dataset: dict[str, Any] = json.loads(read_data("harbour.json"))
    source = dataset["source"]
    vary(source, CITED, chance)
    source["author"] = [
        {"family": write(chance), **({"given": write(chance)} if chance.random() < 0.5 else {})}
        for _ in range(chance.randint(0, 3))
    ]
    for group, kind, names in (("missions", model.Mission, MISSION_TEXTS), ("facts", model.Fact, FACT_TEXTS)):
        written = json.dumps(dataset[group][0])
        dataset[group] = [json.loads(written) for _ in range(chance.randint(1, 3))]
        for number, record in enumerate(dataset[group], 1):
            record["id"] += f"-{number}"
            record["aliases"] = []
            vary(record, names, chance)
            if kind is model.Mission:
                record |= {"start": chance.choice(DATES), "end": chance.choice((None, "9999"))}
            (evidence,) = record["evidence"]
            evidence["supports"] = [name for name in model.article_fields(kind) if record.get(name) not in (None, [])]
            evidence["basis"] = chance.choice(("stated", "inferred"))
            evidence["note"] = write(chance)
            if chance.random() < 0.3:
                evidence["phrase"] = f"two {write(chance)} boats"
    return dataset


def vary(record: dict[str, Any], names: Sequence[str], chance: random.Random) -> None:
    """Write other texts into some fields of a record, some of which hold lists."""
    for name in names:
        if chance.random() < 0.4:
            is_list = isinstance(record.get(name), list)
            record[name] = [write(chance) for _ in range(chance.randint(0, 3))] if is_list else write(chance)


# reading it back ----------------------------------------------------------------------------------


class Unlike(AssertionError):  # noqa: N818 (the name says what happened)
    """What a format gives is not what the dataset holds."""


def same(what: str, read: object, held: object) -> None:
    """Raise Unlike if what was read is not what is held."""
    if read != held:
        raise Unlike(f"{what}: read {read!r}, held {held!r}")


def run(*arguments: str) -> str:
    """Run a command, which works and steers no terminal; return its output."""
    with bounded_work(5 * WORK):
        done = run_here(*arguments)
    same(f"exit code of {arguments}", (done.returncode, done.stderr), (0, ""))
    same(f"steering characters of {arguments}", STEERING & set(done.stdout), set())
    return done.stdout


def parse_json(written: str) -> Any:
    """Parse JSON as the standard has it: no key twice, no number that it does not know."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        same("keys", len(dict(pairs)), len(pairs))
        return dict(pairs)

    def refuse(constant: str) -> None:
        raise Unlike(f"{constant} is not JSON")

    return json.loads(written, object_pairs_hook=once, parse_constant=refuse)


@cache
def validator(command: str) -> jsonschema.Draft202012Validator:
    """Return what holds the output of a command to its JSON Schema."""
    return jsonschema.Draft202012Validator(json.loads(run("codebook", command, "--json")))


def check_lists(data: str, dataset: rwpk.Dataset) -> None:
    """Read the lists of missions and facts in every format for scripts."""
    groups: tuple[tuple[str, Sequence[model.AnyRecord]], ...] = (
        ("missions", dataset.missions),
        ("facts", dataset.facts),
    )
    for command, records in groups:
        listed = parse_json(run(command, "--data", data, "--json"))
        validator(command).validate(listed)
        held = [json.loads(model.encode(record)) for record in records]
        for evidence in (evidence for plain in held for evidence in plain["evidence"]):
            evidence["link"] = links.passage(dataset.source.URL, evidence["phrase"])
        own = [{name: row[name] for name in plain} for row, plain in zip(listed, held, strict=True)]
        same(f"{command} as JSON", own, held)
        lines = run(command, "--data", data, "--format", "jsonl").split("\n")
        same(f"{command} as JSON Lines", ([parse_json(line) for line in lines[:-1]], lines[-1]), (listed, ""))
        check_csv(run(command, "--data", data, "--format", "csv"), listed)
        check_markdown(run(command, "--data", data, "--format", "markdown", "--columns", "id,aliases"), listed)
        for record, plain in zip(records, held, strict=True):
            shown = parse_json(run("show", record.id, "--data", data, "--json"))
            validator("show").validate(shown)
            same("show", {name: shown[name] for name in plain}, plain)
    columns = ",".join(PLAIN_COLUMNS)
    check_markdown(
        run("missions", "--data", data, "--format", "markdown", "--columns", columns),
        parse_json(run("missions", "--data", data, "--json")),
    )


def check_csv(written: str, rows: list[dict[str, Any]]) -> None:
    """Read CSV by RFC 4180, and hold each cell to the rule on cells that spreadsheets run."""
    table = list(csv.reader(io.StringIO(written, newline=""), strict=True))
    header = table[0]
    same("CSV", table[1:], [[flat(as_tuples(row[name])) for name in header] for row in rows])
    same("CSV", [cell for row in table for cell in row if cell and text.unsafe(cell)], [])


def as_tuples(value: Any) -> Any:
    """Make the lists of JSON into tuples, as records have them."""
    return tuple(value) if isinstance(value, list) else value


def check_markdown(written: str, rows: list[dict[str, Any]]) -> None:
    """Read a table of Markdown: all its cells are mere text."""
    table: list[list[str]] = []
    for token in MarkdownIt("gfm-like").parse(written):
        if token.type == "tr_open":
            table.append([])
        elif token.type == "inline":
            children = token.children or []
            shown = [child for child in children if child.content not in ("<span>", "</span>")]
            same("markup in Markdown", {child.type for child in shown} - {"text"}, set())
            table[-1].append("".join(child.content for child in shown))
    header, *cells = table
    cells[-1] = cells[-1][: len(header)]  # the lines behind the table
    for row, written_row in zip(rows, cells, strict=True):
        for name, cell in zip(header, written_row, strict=True):
            if name in row:
                same(f"{name} in Markdown", cell, marked(row, name))


def marked(row: dict[str, Any], name: str) -> str:
    """Return the cell for people of a value that is not a date; the edges of a cell in Markdown have no blanks."""
    if row[name] in (None, []):
        return NOT_STATED if name not in ("country", "aliases") else ""
    return (flat(as_tuples(row[name])) + ("*" if name in row["inferred"] else "")).strip()


def check_timeline(data: str, folder: Path) -> None:
    """Read the chart as XML: its texts, line by line and as a whole, have each mission's name."""
    path = folder / "timeline.svg"
    run("timeline", "--data", data, "--save", str(path))
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    drawn = ["".join("".join(one.itertext()).split()) for one in root.iter(f"{SVG}text")]
    bars = parse_json(run("timeline", "--data", data, "--json"))["bars"]
    for name in ("".join(bar["name"].split()) for bar in bars):
        same("the name in the chart", name in "".join(drawn), True)
        same("the name in the chart's words", name in "".join((root.findtext(f"{SVG}desc") or "").split()), True)
    validator("timeline").validate(parse_json(run("timeline", "--data", data, "--json")))


def check_citations(data: str, source: model.Source) -> None:
    """Read the citation in each style."""
    held = json.loads(model.encode(source))
    library = parse_string(run("cite", "--data", data, "--style", "bibtex"))
    same("blocks of the BibTeX", (len(library.blocks), [entry.key for entry in library.entries]), (1, [source.id]))
    (record,) = rispy.loads(run("cite", "--data", data, "--style", "ris"))
    same("title in RIS", record["title"], one_line(source.title))
    same("authors in RIS", len(record.get("authors", [])), len(source.author))
    (item,) = parse_json(run("cite", "--data", data, "--style", "csl-json"))
    same("CSL-JSON", [item.get(name) for name in CITED], [one_line(held.get(name)) for name in CITED])
    names = [(one.get("family", one.get("literal")), one.get("given")) for one in item.get("author", [])]
    same("authors in CSL-JSON", names, [(one_line(one.family), one_line(one.given)) for one in source.author])


def one_line(value: str | None) -> str | None:
    """Return a value as citations have it: with one blank where it has several."""
    return value and re.sub(r"[\x00-\x20]+", " ", value).strip()


def check_package(data: str, folder: Path) -> None:
    """Let frictionless hold the Data Package to its own schema, and compare its tables with the lists."""
    run("export", str(folder / "package"), "--data", data)
    report = Package(str(folder / "package" / "datapackage.json")).validate()
    same("Data Package", [error.message for part in (report, *report.tasks) for error in part.errors], [])
    for command in ("missions", "facts"):
        written = (folder / "package" / f"{command}.csv").read_bytes().decode()
        check_csv(written, parse_json(run(command, "--data", data, "--json")))


def check_screens(data: str, dataset: rwpk.Dataset) -> None:
    """Draw what people read, narrow and wide."""
    for command in (["missions"], ["facts"], ["timeline"], *(["show", record.id] for record in dataset.records)):
        for columns in ("20", "80"):
            with bounded_work(5 * WORK):
                done = run_here(*command, "--data", data, COLUMNS=columns)
            same(f"steering characters of {command}", STEERING & set(done.stdout), set())
            same(f"exit code of {command}", (done.returncode, done.stderr), (0, ""))


def load(chance: random.Random, path: Path) -> rwpk.Dataset:
    """Make datasets until one loads, from the path that is given."""
    while True:
        path.write_text(json.dumps(make(chance)), encoding="utf-8")
        try:
            return rwpk.load(path)
        except rwpk.DatasetError:
            continue


def fault(seed: int) -> str | None:
    """Make a dataset, read back all that is written of it, and return what differs, or None."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = str(folder / "data.json")
        dataset = load(random.Random(seed), Path(data))
        faults = []
        checks: tuple[Callable[[], None], ...] = (
            lambda: check_lists(data, dataset),
            lambda: check_timeline(data, folder),
            lambda: check_citations(data, dataset.source),
            lambda: check_package(data, folder),
            lambda: check_screens(data, dataset),
        )
        for check in checks:
            try:
                check()
            except Unlike as error:  # one fault must not hide another
                faults.append(str(error))
    return "; ".join(faults) or None


if __name__ == "__main__":
    seeded.main(fault)
