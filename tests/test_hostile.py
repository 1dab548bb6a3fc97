"""Whatever is given, as a dataset, an article or a name: no traceback, no hang, no exhausted machine."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rwpk
from rwpk import text
from rwpk.article import text as article
from tests.fuzz import arguments, outputs
from tests.support import WORK, at_terminal, bounded_work, environment, parse, read_data, run_bounded

if sys.platform == "win32":
    pytest.skip("no bounds on time and memory on Windows", allow_module_level=True)

import resource

BASE, BASE_JSON, BASE_JSONL = (read_data(f"harbour.{suffix}") for suffix in ("yaml", "json", "jsonl"))
#: Bytes of memory that rwpk may take for one input.
MEMORY = 300_000_000
#: Characters of a hostile dataset: thirty times as many as the dataset that rwpk carries has.
SIZE = 500_000
quick = settings(max_examples=60)
any_text = st.text(st.characters(exclude_categories=()), max_size=60)

#: One or more of each kind of the public lists of naughty strings.
NAUGHTY = {
    "bidi override": "left \u202eright",
    "bidi isolate": "\u2066x\u2069",
    "zero width space": "zero\u200bwidth",
    "word joiner": "a\u2060b",
    "byte order mark": "a\ufeffb",
    "tag characters": "flag\U000e0067\U000e007f",
    "ANSI colour": "\x1b[31mred\x1b[0m",
    "ANSI clear": "\x1b[2J\x1b[H",
    "OSC title": "\x1b]0;owned\x07",
    "OSC link": "\x1b]8;;http://example.org\x1b\\x\x1b]8;;\x1b\\",
    "C1 control": "\x9b31m",
    "backspaces": "rm\x08\x08ls",
    "bell": "\x07",
    "newline": "two\nlines",
    "carriage return": "good\rbad",
    "line separator": "two\u2028lines",
    "CSV formula": '=HYPERLINK("http://example.org")',
    "CSV command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "plus formula": "+1+1",
    "minus formula": "-2+3",
    "Rich markup": "[red]x[/red] [/] [link=https://example.org]y[/link]",
    "emoji code": ":warning: :secret:",
    "long word": "w" * 100_000,
    "astral": "𝒜𝓈𝓉𝓇𝒶𝓁 🏳️\u200d🌈",
    "combining": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "wide": "部落格 社會科學院語學研究所",
    "right to left": "مُنَاقَشَةُ سُبُلِ",
    "lone surrogate": "\ud800",
    "noncharacter": "\uffff",
    "format string": "{0} %s %n ${HOME} `id` $(id)",
    "SQL": "'; DROP TABLE missions; --",
    "HTML": "<script>alert(1)</script>",
    "Turkish": "İıŞş",
    "nothing but blanks": " \u00a0\u3000 ",
    "quotes": "\"'“”",
    "backslashes": "\\\\x41\\n",
}


@pytest.fixture(autouse=True)
def _bounded() -> Iterator[None]:
    """Hold a test to the bound on memory."""
    if sys.platform != "linux":
        yield
        return
    used = next(
        int(line.split()[1]) * 1024 for line in Path("/proc/self/status").read_text().splitlines() if "VmData" in line
    )
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (used + MEMORY, hard))
    yield
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def loads(data: bytes, name: str) -> None:
    try:
        with bounded_work():
            parse(data, name)
    except rwpk.DatasetError:
        pass


@quick
@given(st.binary(max_size=2_000), st.sampled_from(["x.yaml", "x.json", "x.jsonl", "-"]))
def test_no_bytes_as_a_dataset_do_harm(data: bytes, name: str) -> None:
    loads(data, name)


@quick
@given(st.data(), st.sampled_from([(BASE, "x.yaml"), (BASE_JSON, "x.json"), (BASE_JSONL, "x.jsonl")]))
def test_no_bytes_within_a_dataset_do_harm(data: st.DataObject, base: tuple[str, str]) -> None:
    whole = bytearray(base[0].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole)))
        whole[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=20))
    loads(bytes(whole), base[1])


RUNS = st.sampled_from([
    "{", "[", '{"a":', "[[", '"', "\\", "- ", "? ", "a: ", "&a ", "*a ", "!a ", "<<: ", "%", "'", "|\n", "\n", "#",
    "\t", "]", "}", ",", ":", '"\\', "[]", "[],", "{},", "1", "9", "1_", "1:", "é", "\U0001f600", "- []\n", "a:\n ",
])  # fmt: skip
BEFORE = st.sampled_from([
    "", "schema: 1\nmissions:\n  - ", "missions:\n", '{"missions": [', '{"kind": "dataset", "schema": 1, "a": ',
])  # fmt: skip


@quick
@given(RUNS, st.sampled_from(["x.yaml", "x.json", "x.jsonl"]), BEFORE)
def test_no_run_of_one_sign_as_a_dataset_does_harm(piece: str, name: str, before: str) -> None:
    loads((before + piece * (200_000 // len(piece))).encode(), name)


def filled(before: str, piece: str, behind: str, size: int) -> str:
    return before + piece * ((size - len(before) - len(behind)) // len(piece)) + behind


HEAD = BASE[: BASE.index("missions:")]

#: What takes longest of all that is tried, by the name that the file is given.
DATASETS = [
    ("x.yaml", "x: [", "[],", "]\n"),
    ("x.yaml", "missions:\n  - aliases: [", "a,", "]\n"),
    ("x.yaml", "x: [", "{a: b},", "]\n"),
    ("x.yaml", '"missions":\n', "- a\n", ""),
    ("x.yaml", "x: " + "[" * 29, '"":,', "]" * 29 + "\nschema: 2\n"),
    ("x.yaml", "x:\n", "- ?\n", "schema: 2\n"),
    ("x.yaml", f"{HEAD}x: [", '"":,', "]\nmissions:\n- id: a\ny: 1\nfacts:\n- id: b\nz: 1\n"),
    ("x.yaml", f"{HEAD}missions:\n", "- id: a\n  x: [" + '"":,' * 65_000 + "]\n", ""),
    ("x.json", '{"x": ' + "[" * 30, "1,", "1" + "]" * 30 + ', "y": 1.5, "schema": 2}'),
    ("x.json", '{"missions": [{"evidence": [', "{},", "{}]}]}"),
    ("x.json", '{"missions": [{"aliases": ["b"]}', ',{"aliases": ["a"' + ',"a"' * 50_000 + "]}", "]}"),
    ("x.jsonl", "", "\n", '{"kind": "dataset"}\n'),
    ("x.json", '{"x": [', "1,", "1]}"),
    ("x.json", '{"x": [', "[],", "[]]}"),
    ("x.json", '{"x": {', '"a":0,', '"a":0}}'),
    ("x.jsonl", '{"kind": "dataset"}\n{"kind": "mission", "x": [', "[],", "[]]}\n"),
]
ARTICLES = [
    ("x.txt", "", "a word of it\n", ""),
    ("x.txt", "", "word " * 25 + "\n\n", ""),
    ("x.html", "<html>", "<p>word", ""),
    ("x.html", "<html>", "<", ""),
    ("x.html", "<html>", "<a b=c ", ""),
]


@pytest.mark.skipif(sys.platform != "linux", reason="no bound on memory elsewhere")
@pytest.mark.parametrize(
    ("name", "before", "piece", "behind", "size"),
    [
        *((*shape, SIZE) for shape in DATASETS),
        *((*shape, int(times * article.MAX_CHARACTERS)) for shape in ARTICLES for times in (0.99, 4)),
    ],
)
def test_no_large_file_takes_much_work_or_memory(
    name: str, before: str, piece: str, behind: str, size: int, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(filled(before, piece, behind, size), encoding="utf-8")

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (2 * WORK, 2 * WORK))  # a busy machine works half as fast

    # a measured process would take several times as long
    variables = {key: value for key, value in environment().items() if not key.startswith("COV")}
    option = ["--article"] if (name, before, piece, behind) in ARTICLES else []
    done = subprocess.run(
        [sys.executable, "-m", "rwpk", "check", *option, name],
        cwd=tmp_path, env=variables, preexec_fn=bounded, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr


@quick
@given(
    st.binary(max_size=2_000)
    | any_text.map(lambda written: written.encode(errors="surrogatepass"))
    | st.lists(
        st.sampled_from(["<p>", "<", "</p>", "<!--", "&#0;", "&#x110000;", "<script>", "a b ", "\n", "\u0301" * 99])
    ).map(lambda pieces: "".join(pieces).encode())
)
def test_no_bytes_as_an_article_do_harm(data: bytes) -> None:
    assert run_bounded("check", "--article", "-", stdin=data).returncode == 3  # it is none of ours


#: Where a text is looked for; after the last word stands the text.
SEARCHES = [
    "show --", "missions --match", "missions --country", "missions --organisation", "missions --since",
    "missions --columns", "facts --topic",
]  # fmt: skip


@pytest.mark.parametrize("command", SEARCHES)
@quick
@given(any_text)
def test_no_name_does_harm(command: str, name: str) -> None:
    run_bounded(*command.split(), name)


@pytest.mark.parametrize(
    "option", ["--since", "--until", "--sort", "--columns", "--format", "--limit", "--role", "--data"]
)
@quick
@given(any_text.filter(lambda written: "/" not in written and written != "-"))
def test_no_value_of_an_option_does_harm(option: str, value: str) -> None:
    run_bounded("missions", option, value)


@pytest.mark.parametrize("kind", NAUGHTY)
def test_a_naughty_argument_is_answered_harmlessly(kind: str) -> None:
    for command in SEARCHES:
        run_bounded(*command.split(), NAUGHTY[kind])


HIDDEN = ["\u202e", "\u200b", "\ufeff", "\u2066", "\x1b[2J"]


@pytest.mark.parametrize("sign", HIDDEN)
@pytest.mark.parametrize(
    "line", ["cite --style {}x", "--{}x", "missions --{}x", "missions -{}", "{}x", "missions --limit {}x"]
)
def test_a_message_on_wrong_usage_quotes_what_was_typed_safely(line: str, sign: str) -> None:
    assert run_bounded(*line.format(sign).split(" ")).returncode == 2


@pytest.mark.parametrize("sign", HIDDEN)
def test_a_terminal_is_shown_wrong_usage_safely(sign: str) -> None:
    shown = at_terminal("cite", "--style", f"{sign}x")
    assert sign not in shown
    assert "x" in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize("first", range(0, 50, 10))
def test_a_line_of_odd_arguments_ends_as_promised(first: int) -> None:
    assert not [found for found in map(arguments.fault, range(first, first + 10)) if found]


@pytest.mark.parametrize("first", range(0, 10, 5))
def test_a_dataset_of_awkward_texts_is_read_back_in_every_format(first: int) -> None:
    assert not [found for found in map(outputs.fault, range(first, first + 5)) if found]


@pytest.mark.parametrize("kind", NAUGHTY)
def test_a_naughty_value_is_refused_or_shown_harmlessly(kind: str) -> None:
    whole = json.loads(BASE_JSON)
    value = NAUGHTY[kind]
    whole["missions"][0]["summary"] = value
    whole["missions"][0]["aliases"] = [value]
    data = json.dumps(whole).encode()
    shown = run_bounded("missions", "--data", "-", "--columns", "id,summary,aliases", stdin=data)
    assert (shown.returncode == 3) == (text.unsafe(value) is not None or len(value) > 100)
    if shown.returncode == 0:
        assert unicodedata.normalize("NFC", value.strip()) in unicodedata.normalize("NFC", shown.stdout)
    for command in (
        ["show", "harbour"],
        ["missions", "--json"],
        ["missions", "--format", "csv"],
        ["missions", "--format", "markdown"],
    ):
        assert run_bounded(*command, "--data", "-", stdin=data).returncode == shown.returncode


@pytest.mark.parametrize("columns", ["20", "80"])
def test_a_value_of_100_000_characters_fits_a_narrow_table(columns: str) -> None:
    data = BASE.replace("Two boats keep watch", "w" * 100_000).encode()
    shown = run_bounded("missions", "--data", "-", "--columns", "id,summary", stdin=data, COLUMNS=columns)
    assert shown.stdout.count("w") == 100_000
    assert max(map(len, shown.stdout.splitlines())) <= 80
