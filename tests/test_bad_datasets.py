"""A bad dataset gets one message that says where and what to do, and exit code 3; never a traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support import (
    ROOT,
    STEERING,
    Case,
    Run,
    bad_cases,
    bounded_work,
    environment,
    page_files,
    read_data,
    run_here,
)

BASE = read_data("harbour.yaml")
BASE_JSON = read_data("harbour.json")
BASE_JSONL = read_data("harbour.jsonl")
HEAD = BASE[: BASE.index("missions:")]
MISSIONS = BASE[BASE.index("  - id: harbour") : BASE.index("facts:")]
FACTS = BASE[BASE.index("facts:") :]
YAML_CASES = bad_cases("yaml")
BYTES_CASES = [
    *(
        (
            f"{encoding}{' with a mark' if mark else ''}",
            (mark + BASE).encode(encoding),
            1,
            f"it is {name}: save the file as UTF-8",
        )
        for name, encoding in (
            ("UTF-16", "utf-16-le"),
            ("UTF-16", "utf-16-be"),
            ("UTF-32", "utf-32-le"),
            ("UTF-32", "utf-32-be"),
        )
        for mark in ("", "\ufeff")
    ),
    ("invalid UTF-8 midway", BASE.encode().replace(b"Jane", b"Jan\xe9"), 8, "save the file as UTF-8"),
    ("UTF-8 cut short", BASE.encode() + "é".encode()[:1], BASE.count("\n") + 1, "save the file as UTF-8"),
    ("encoded surrogate", BASE.encode().replace(b"Jane", b"Jan\xed\xa0\x80"), 8, "save the file as UTF-8"),
]


def refusal(name: str, data: bytes | str | None = None) -> str:
    """Load a file that does not hold, and return what is said about it."""
    if data is not None:
        Path(name).write_bytes(data.encode(errors="surrogatepass") if isinstance(data, str) else data)
    with bounded_work(10):
        done = run_here("missions", "--data", name)
    assert done.returncode == 3, done.stderr
    assert not done.stdout
    assert done.stderr.startswith("rwpk: error: ")
    assert "Traceback" not in done.stderr
    assert not STEERING & set(done.stderr)
    return done.stderr


def problems_in(message: str) -> list[tuple[int, str]]:
    """Return the line of each problem in a message, and the text behind its place: record, field and fault."""
    return [(int(line), what) for line, what in re.findall(r"bad\.\w+:(\d+):\d+: (.*)", message)]


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def named(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


@pytest.mark.parametrize("suffix", ["yaml", "json", "jsonl"])
def test_the_base_of_each_table_holds(suffix: str) -> None:
    Path(f"good.{suffix}").write_text(read_data(f"harbour.{suffix}"), encoding="utf-8")
    assert run_here("missions", "--data", f"good.{suffix}").returncode == 0


def assert_line_and_remedy(suffix: str, case: Case) -> None:
    message = refusal(f"bad.{suffix}", case.text)
    assert [line for line in case.lines if f"bad.{suffix}:{line}:" in message]
    assert case.remedy in message


@named(YAML_CASES)
def test_a_fault_in_yaml_is_told_with_its_line_and_its_remedy(case: Case) -> None:
    assert_line_and_remedy("yaml", case)


@named(bad_cases("json"))
def test_a_fault_in_json_is_told_with_its_line_and_its_remedy(case: Case) -> None:
    assert_line_and_remedy("json", case)


@named(bad_cases("jsonl"))
def test_a_fault_in_json_lines_is_told_with_its_line_and_its_remedy(case: Case) -> None:
    assert_line_and_remedy("jsonl", case)


@pytest.mark.parametrize(("_name", "data", "line", "remedy"), BYTES_CASES, ids=[case[0] for case in BYTES_CASES])
def test_a_file_that_is_no_utf_8_is_told_with_the_byte_or_the_remedy(
    _name: str, data: bytes, line: int, remedy: str
) -> None:
    message = refusal("bad.yaml", data)
    assert f"bad.yaml:{line}:" in message
    assert remedy in message


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32-be"])
def test_json_in_another_encoding_is_told_so_too(suffix: str, encoding: str) -> None:
    assert "save the file as UTF-8" in refusal(f"bad.{suffix}", read_data(f"harbour.{suffix}").encode(encoding))


@pytest.mark.parametrize("suffix", ["yaml", "json", "jsonl"])
def test_a_dataset_may_name_the_schema_that_an_editor_checks_it_against(suffix: str) -> None:
    schema = '"$schema": "missions.schema.json"'
    text = read_data(f"harbour.{suffix}")
    text = f"{schema}\n{text}" if suffix == "yaml" else text.replace("{", f"{{{schema}, ", 1)
    Path(f"good.{suffix}").write_text(text, encoding="utf-8")
    assert run_here("check", f"good.{suffix}").returncode == 0


# Words of libyaml and of PyYAML, which mean nothing to who writes a dataset.
PARSER_WORDS = re.compile(
    "block (end|mapping|sequence)|expected|token|mapping values|scalar|simple key|not allowed in|document start|found "
)


@pytest.mark.parametrize("pure", [False, True])
def test_no_words_of_the_parser_are_shown(pure: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if pure:
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    for case in YAML_CASES:
        syntax = [line for line in refusal("bad.yaml", case.text).splitlines() if "invalid YAML" in line]
        assert not [line for line in syntax if PARSER_WORDS.search(line)], case.name


@pytest.mark.parametrize("sign", "{}[],:?-&*!|>%@`'\"\\")
def test_whatever_sign_a_text_begins_with_the_message_stands_on_its_line(sign: str) -> None:
    for text in (f"{sign}x", f"{sign} x", f"{sign}{sign}x y: z"):
        whole = BASE.replace("Two boats keep watch", text)
        Path("bad.yaml").write_text(whole, encoding="utf-8")
        done = run_here("check", "bad.yaml")
        if done.returncode:
            line = whole.count("\n", 0, whole.index(f"summary: {text}")) + 1
            assert f"bad.yaml:{line}:" in done.stderr + done.stdout, text


def test_the_column_of_a_byte_that_is_no_utf_8_counts_characters() -> None:
    data = b"\xef\xbb\xbf" + BASE.encode().replace(b"Jane", "é".encode() + b"\xe9")
    assert "bad.yaml:8:15: the byte 0xe9 is not UTF-8" in refusal("bad.yaml", data)


# The place where PyYAML gives up on deep nesting differs with libyaml.
ALIKE = [case for case in YAML_CASES if "32 levels" not in case.remedy]


@named(ALIKE)
def test_the_loader_without_libyaml_says_the_same(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    with_libyaml = refusal("bad.yaml", case.text)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert refusal("bad.yaml", case.text) == with_libyaml


@pytest.mark.parametrize("escape", ["\\UFFFFFFFF", "\\U00110000", "\\ud800", "\\xZZ"])
@pytest.mark.parametrize("pure", [False, True])
def test_an_escape_that_means_no_character_is_refused(escape: str, pure: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if pure:
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert "bad.yaml:" in refusal("bad.yaml", BASE.replace("the old harbour", f'"{escape}"'))


@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize("directive", ["%YAML 2.0", f"%YAML 1.{'9' * 5000}", "%TAG ! tag:x,2000:", "%FOO bar"])
def test_a_yaml_directive_does_no_harm(directive: str, pure: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if pure:
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    Path("odd.yaml").write_text(f"{directive}\n---\n{BASE}", encoding="utf-8")
    assert run_here("missions", "--data", "odd.yaml").returncode in (0, 3)


@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_all_faults_of_a_file_are_told_in_one_run_in_the_order_of_their_lines(suffix: str) -> None:
    faults = [
        ("Harbour Watch", "=x"),
        ("contributor", "boss"),
        ('"2006"', '"never"'),
        ("exactly two boats", "so " * 13),
    ]
    text = BASE if suffix == "yaml" else BASE_JSON
    for old, new in faults:
        text = text.replace(old, new, 1)
    message = refusal(f"bad.{suffix}", text)
    lines = [line for line, _ in problems_in(message)]
    assert len(lines) == len(faults)
    assert lines == sorted(lines)
    assert message.splitlines()[-1] == f"{len(faults)} problems in bad.{suffix}"


def test_a_fault_names_the_record_and_the_field() -> None:
    assert "bad.yaml:28:5: harbour: country_code: " in refusal("bad.yaml", BASE.replace("NOR", "Norge"))


@pytest.mark.parametrize("suffix", ["yaml", "json", "jsonl"])
def test_what_several_records_break_together_is_told_at_each(suffix: str) -> None:
    text = read_data(f"harbour.{suffix}").replace("Quayside", "Boats")
    for old, new in (("paragraph: 2", "paragraph: 3"), ('"paragraph": 2', '"paragraph": 3')):
        text = text.replace(old, new)
    assert [what for _, what in problems_in(refusal(f"bad.{suffix}", text))] == [
        'harbour: aliases.0: "Boats" finds boats too: keep it for one record',
        "boats: evidence.0.paragraph: there is no paragraph 3 in source.paragraphs",
    ]


BARE = MISSIONS.replace("  - id", "  -\n    id")
BROKEN = MISSIONS.replace("contributor", "boss")
OTHER = BARE.replace("harbour", "pier").replace("Quayside", "Pier").replace("bilateral", "trilateral")


@pytest.mark.parametrize(
    ("missions", "told"),
    [
        (f"missions: # mine\n{BROKEN}", ["harbour: role"]),
        (f"missions:\n{BARE.replace('contributor', 'boss')}", ["harbour: role"]),
        (f"missions:\n{MISSIONS}{OTHER}", ["pier: framework"]),
        (f"missions:\n{BROKEN}{OTHER}", ["harbour: role", "pier: framework"]),
        (f"missions:\n{OTHER}{MISSIONS}", ["pier: framework"]),
    ],
)
def test_a_broken_record_is_told_once_and_on_its_line_however_its_dash_is_written(
    missions: str, told: list[str]
) -> None:
    text = HEAD + missions + FACTS
    found = problems_in(refusal("bad.yaml", text))
    assert [what[: len(expected)] for (_, what), expected in zip(found, told, strict=True)] == told
    for line, what in found:
        assert text.splitlines()[line - 1].strip() in ("role: boss", "framework: trilateral"), what


@pytest.mark.parametrize("facts", [f"facts: {json.dumps(json.loads(BASE_JSON)['facts'])}\n", FACTS])
def test_records_in_brackets_are_checked_as_those_in_lines_are(facts: str) -> None:
    text = f"{HEAD}missions: {json.dumps(json.loads(BASE_JSON)['missions'])}\n{facts}"
    message = refusal("bad.yaml", text.replace("the old harbour", "=1").replace("exactly two boats", "=2"))
    assert message.count("begin with a word") == 2


@pytest.mark.parametrize("blanks", ["\n", " \n\r\n", "\n\t"])
def test_blank_lines_before_a_record_change_only_its_line(blanks: str) -> None:
    first, rest = BASE_JSONL.replace("contributor", "boss").split("\n", 1)
    Path("bad.jsonl").write_bytes(f"{first}\n{blanks * 50}{rest}".encode())
    ((line, what),) = problems_in(refusal("bad.jsonl"))
    assert (line, what.partition(': "')[0]) == (2 + 50 * blanks.count("\n"), "harbour: role")


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_of_1500_broken_records_the_first_100_are_told(suffix: str) -> None:
    first, mission, _ = BASE_JSONL.replace("contributor", "boss").replace('"Quayside"', "").splitlines()
    missions = [mission.replace("harbour", f"pier-{number}") for number in range(1_500)]
    text = "\n".join([first, *missions])
    if suffix == "json":
        text = json.dumps(json.loads(first) | {"missions": [json.loads(one) for one in missions], "facts": []})
    message = refusal(f"bad.{suffix}", text)
    assert len(message.splitlines()) == 101
    assert re.search(r"\d+ or more problems in .*, the first 100 of them above$", message.strip())


@pytest.mark.parametrize("other", ["pier", "\ud800"])
def test_a_name_with_a_lone_surrogate_can_be_told_as_json(other: str, run: Run) -> None:
    whole = json.loads(BASE_JSON)
    whole["missions"] = [whole["missions"][0] | {"id": name} for name in ("\ud800", other)]
    done = run("check", "--json", "--data", "-", stdin=json.dumps(whole))
    assert (done.returncode, json.loads(done.stdout)["problems"][0]["record"]) == (3, "\\u{d800}")


def test_a_file_with_no_suffix_is_known_by_how_it_begins() -> None:
    assert "invalid JSON" in refusal("bad", "{,}")
    assert "invalid YAML" in refusal("bad", "a: b: c")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bad.yaml", "? !<\x7f> a\n"),
        ("bad.yaml", "a: &\u202eb c\n"),
        ("bad.yaml", "a: !\u202eb c\n"),
        ("bad.yaml", '"\\e]0;x\\a": 1\n"\\e]0;x\\a": 1\n'),
        ("bad.yaml", 'a: "\\e[2J"\n'),
        ("bad.json", '{"\\u001b[2J": 1, "\\u001b[2J": 2}'),
        ("bad.json", '{"missions": [{"id": "\\u001b[2J\\nrwpk: error: forged"}]}'),
    ],
)
def test_what_a_message_quotes_cannot_steer_the_terminal(name: str, text: str) -> None:
    message = refusal(name, text)
    assert not [line for line in message.splitlines() if line.startswith("rwpk: error: forged")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("long.json", '"' + '\\"' * 300_000),
        ("long.json", '{"a":' + '"\\' * 300_000),
        ("long.json", '{"schema": 1, "missions": [' + "{}," * 100_000 + "{}]}"),
        ("long.yaml", "schema: 1\nmissions:\n" + "- {}\n" * 30_000),
        ("long.yaml", "schema: " + "1" * 300_000 + "x"),
        ("long.yaml", "schema: " + "1:1" * 100_000 + "x"),
        ("long.yaml", "schema: " + "1_" * 100_000 + "."),
        ("long.yaml", "".join(f"k{n}: 1\n" for n in range(30_000))),
        ("long.yaml", "schema: 1\nsource:\n  title: " + "=" * 1_000_000),
        ("long.yaml", "".join(f"- &a{n} *a{n}\n" for n in range(30_000))),
        ("long.yaml", "&a " * 100_000),
    ],
    ids=lambda value: value if value.startswith("long.") else value[:12],
)
def test_a_long_hostile_file_is_refused_in_a_moment_and_in_few_words(name: str, text: str) -> None:
    assert len(refusal(name, text)) < 100_000


def test_a_directory_is_refused() -> None:
    Path("folder.yaml").mkdir()
    assert "folder.yaml: it is a directory: name the file in it" in refusal("folder.yaml")


def test_a_file_that_is_not_there_is_refused() -> None:
    assert "there is no such file: check the path" in refusal("missing.yaml")


def test_a_path_with_a_nul_is_refused() -> None:
    assert "no file can have this name" in refusal("a\0b.yaml")


def test_a_path_that_is_too_long_is_refused() -> None:
    assert len(refusal("x" * 100_000)) < 1_000


def test_a_path_under_a_file_is_refused() -> None:
    Path("plain").write_text("x", encoding="utf-8")
    assert "rwpk: error: " in refusal("plain/x.yaml")


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="this shell has no process substitution")
def test_dataset_and_article_may_be_pipes_of_a_shell() -> None:
    for name, text in page_files(ROOT / "docs" / "your-own-dataset.md").items():
        Path(name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -m rwpk check <(cat mine.yaml) --article <(cat article.txt)'],
        capture_output=True, encoding="utf-8", env=environment(), timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("all 3 paragraphs and all 6 phrases hold\n")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_a_device_without_an_end_is_refused() -> None:
    assert "neither a file nor a pipe" in refusal("/dev/zero")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions of another kind here")
def test_a_file_that_may_not_be_read_is_refused() -> None:
    locked = Path("locked.yaml")
    locked.write_text(BASE, encoding="utf-8")
    locked.chmod(0)
    Path("open.yaml").write_text(BASE, encoding="utf-8")
    # permissions do not bind root, so the child gives its rights up, once all is imported
    script = (
        "import os\n"
        "from tests.support import run_here\n"
        "assert run_here('missions', '--data', 'open.yaml').returncode == 0\n"
        "if os.geteuid() == 0: os.seteuid(65534)\n"
        "from rwpk.cli import app\n"
        "app(['missions', '--data', 'locked.yaml'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True, encoding="utf-8", env=environment(PYTHONPATH=str(ROOT)), timeout=60, check=False,
    )  # fmt: skip
    if "Operation not permitted" in done.stderr and "seteuid" in done.stderr:
        pytest.skip("this process may not give its rights up")
    assert done.returncode == 3, done.stderr
    assert not done.stdout
    assert done.stderr.startswith("rwpk: error: locked.yaml")
    assert "you may not read it: check its permissions" in done.stderr


def test_standard_input_is_checked_as_a_file_is(run: Run) -> None:
    done = run("missions", "--data", "-", stdin=BASE.replace("NOR", "NO"))
    assert done.returncode == 3
    assert "standard input:28:" in done.stderr


@pytest.mark.parametrize("suffix", ["yaml", "json", "jsonl"])
@pytest.mark.parametrize("depth", [33, 100, 900, 5_000])
@pytest.mark.parametrize("field", ["missions", "place", "extra"])
def test_nesting_beyond_32_levels_has_one_message_in_each_language_and_place(
    suffix: str, depth: int, field: str
) -> None:
    nested = "[" * depth + "]" * depth
    text = {
        "missions": json.dumps(json.loads(BASE_JSON) | {"missions": "here"}).replace('"here"', nested),
        "place": BASE_JSON.replace('"the old harbour"', nested),
        "extra": BASE_JSON.replace('"schema": 1', f'"schema": 1, "extra": {nested}'),
    }[field]
    if suffix == "jsonl":
        text = BASE_JSONL.replace('"the old harbour"', nested)
    message = refusal(f"bad.{suffix}", text)
    assert message.count("more than 32 levels of nesting: take out the inner ones") == 1
    assert len(message.splitlines()) == 1


def test_a_record_has_at_most_50_aliases_of_100_characters() -> None:
    most = BASE.replace("[Quayside]", f"[{', '.join(f'{number:0100}a'[1:] for number in range(50))}]")
    Path("good.yaml").write_text(most, encoding="utf-8")
    assert run_here("show", "harbour", "--data", "good.yaml").returncode == 0
    more = BASE.replace("[Quayside]", f"[{', '.join(f'a{number}' for number in range(51))}]")
    assert "harbour: aliases: a list of 51 items: write at most 50" in refusal("bad.yaml", more)
    longer = BASE.replace("Quayside", "Q" * 101)
    assert "harbour: aliases.0: a text of 101 characters: write at most 100" in refusal("bad.yaml", longer)


def test_names_that_grow_as_they_are_compared_take_little_work() -> None:
    # U+FDFA becomes eighteen characters when it is normalized
    names = ", ".join("\ufdfa" * 99 + chr(0x4E00 + number) for number in range(50))
    Path("good.yaml").write_text(BASE.replace("Quayside", names), encoding="utf-8")
    with bounded_work():
        assert run_here("show", "no such name", "--data", "good.yaml").returncode == 1


@pytest.mark.parametrize("suffix", ["yaml", "json", "jsonl"])
def test_each_problem_of_a_large_file_has_its_line_and_column(suffix: str, tmp_path: Path) -> None:
    from benchmarks.scale import write

    path = tmp_path / f"large.{suffix}"
    write(path, 2_000)
    text = path.read_text(encoding="utf-8")
    for old, new in (("District 7 ", ""), ('"Observer Mission 3"', "5"), ("Observer Mission 3\n", "5\n")):
        text = text.replace(old, new)
    text = text.replace('"id": "mission-1999"', '"id": "mission-1998"').replace("id: mission-1999", "id: mission-1998")
    problems = problems_in(refusal(f"bad.{suffix}", text))
    assert [what for _, what in problems] == [
        'mission-3: name: the number 5, where text is expected: quote it, "5"',
        'mission-1998: id: another record has the id "mission-1998": give each its own',
    ]
    lines = text.splitlines()
    assert "5" in lines[problems[0][0] - 1]
    assert "mission-1998" in lines[problems[1][0] - 1]
