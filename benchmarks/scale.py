"""Time and memory over larger and larger datasets: one filter beside other tools, then every command.

Run `python -m benchmarks.scale`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.common import (
    CORES,
    PYTHON,
    ROOT,
    Command,
    Run,
    Targets,
    imports,
    in_turn,
    installed,
    table,
    use_cores,
    warn_of_pandas,
)

RWPK = str(installed("rwpk"))
SIZES = (1_000, 10_000, 100_000)
FORMATS = ("yaml", "json", "jsonl")
#: The pattern that counts the records in an output.
RECORD = rb'"id": ?"mission-'
JQ = '[.missions[] | select(.start >= "2010")]'
JQ_LINES = 'select(.kind == "mission" and .start >= "2010")'
MILLER = '$kind == "mission" && string($start) >= "2010"'
SQLITE = "select * from missions where kind = 'mission' and start >= '2010'"
LOAD = """\
import json, sys, yaml
missions = yaml.load(open(sys.argv[1], "rb"), Loader=yaml.CSafeLoader)["missions"]
json.dump([mission for mission in missions if mission["start"] >= "2010"], sys.stdout, indent=2)
"""
DUCKDB = """\
import sys, duckdb
duckdb.sql(f"COPY ({sys.argv[1]}) TO '/dev/stdout' (FORMAT json)")
"""
SOURCE = {
    "id": "scale-2022",
    "type": "article",
    "title": "A made-up article",
    "author": [{"family": "Doe", "given": "Jane"}],
    "issued": "2022-01-31",
    "URL": "https://example.org/scale",
    "paragraphs": [
        {"number": 1, "heading": "One", "begins": "One of the two paragraphs", "length": 100, "sha256": "ab" * 32},
        {"number": 2, "heading": "Two", "begins": "Two of the two paragraphs", "length": 100, "sha256": "cd" * 32},
    ],
}


# the datasets -----------------------------------------------------------------------------------


def mission(index: int) -> dict[str, Any]:
    """Return a valid mission with evidence; three of eight began in 2010 or later."""
    year, month, day = 1990 + index * 7 % 32, 1 + index % 12, 1 + index % 28
    return {
        "id": f"mission-{index}",
        "name": f"Observer Mission {index}",
        "acronym": None,
        "place": f"District {index}",
        "country": "Rwanda",
        "country_code": "RWA",
        "role": "contributor" if index % 5 else "host",
        "framework": "multilateral" if index % 4 else "bilateral",
        "organisations": ["United Nations (UN)"],
        "partners": [],
        "start": (f"{year}", f"{year}-{month:02}", f"{year}-{month:02}-{day:02}")[index % 3],
        "end": None,
        "aims": ["to watch the ceasefire line"],
        "outcomes": [],
        "summary": f"Observers watched the ceasefire line in district {index}, listed under UN peacekeeping",
        "aliases": [f"OM{index}"],
        "evidence": [
            {
                "supports": ["name", "place", "role", "start"],
                "basis": "stated",
                "paragraph": 1 + index % 2,
                "phrase": f"observers were sent to district {index}",
            },
            {
                "supports": ["framework", "organisations", "aims", "summary"],
                "basis": "inferred",
                "paragraph": 1 + index % 2,
                "phrase": "watched the line under a UN mandate",
                "note": "a mandate of the UN makes it multilateral",
            },
        ],
    }


def expected(size: int) -> int:
    """Return how many of the first `size` missions began in 2010 or later."""
    return sum(1990 + index * 7 % 32 >= 2010 for index in range(size))


def write(path: Path, size: int, *, dumped: bool = False) -> None:
    """Write a dataset in the language of its suffix; `dumped`: YAML as `yaml.safe_dump` writes it."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(_pieces(path.suffix, size, dumped))


def _pieces(suffix: str, size: int, dumped: bool) -> Iterator[str]:
    missions = map(mission, range(size))
    if suffix == ".json":
        yield json.dumps({"schema": 1, "source": SOURCE})[:-1] + ', "missions": [\n'
        yield from (json.dumps(one) + (",\n" if at < size else "\n") for at, one in enumerate(missions, start=1))
        yield "]}\n"
    elif suffix == ".jsonl":
        yield json.dumps({"kind": "dataset", "schema": 1, "source": SOURCE}) + "\n"
        yield from (json.dumps({"kind": "mission", **one}) + "\n" for one in missions)
    elif dumped:
        import yaml

        yield yaml.dump({"schema": 1, "source": SOURCE}, Dumper=yaml.CSafeDumper, sort_keys=False) + "missions:\n"
        for one in missions:
            yield yaml.dump([one], Dumper=yaml.CSafeDumper, sort_keys=False)
    else:
        yield f"schema: 1\nsource: {json.dumps(SOURCE)}\nmissions:\n"
        for one in missions:
            yield f"  - {_block(one, 4).lstrip()}"


def _block(record: dict[str, Any], indent: int) -> str:
    """Write a record in block style, as people do."""
    lines = []
    for key, value in record.items():
        if key == "evidence":
            items = "".join(f"{' ' * (indent + 2)}- {_block(one, indent + 4).lstrip()}" for one in value)
            lines.append(f"{' ' * indent}{key}:\n{items}")
        else:
            lines.append(f"{' ' * indent}{key}: {_inline(value)}\n")
    return "".join(lines)


def _inline(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    text = str(value)
    return json.dumps(text) if isinstance(value, str) and text[0].isdigit() else text


# the commands -----------------------------------------------------------------------------------


def commands(file: Path, size: int) -> list[Command]:
    """Return rwpk and the installed peers, each with the same filter over a file."""
    count, name = expected(size), str(file)
    ours = Command("rwpk", [RWPK, "missions", "--data", name, "--since", "2010", "--json"], count)
    dumped = file.with_name("dumped.yaml")
    since = "CAST(start AS VARCHAR) >= '2010'"
    whole = f"(SELECT unnest(missions, max_depth := 2) FROM read_json('{name}', maximum_object_size = 1000000000))"
    lines = f"read_json('{name}', format = 'newline_delimited')"
    known = {
        ".yaml": [
            Command("rwpk, as yaml.dump writes it", [*ours.arguments[:3], str(dumped), *ours.arguments[4:]], count),
            Command("yaml.load(CSafeLoader)", [PYTHON, "-c", LOAD, name], count),
            Command("yq", ["yq", JQ, name], count),
            Command("gojq", ["gojq", "--yaml-input", JQ, name], count),
        ],
        ".json": [
            Command("jq", ["jq", JQ, name], count),
            Command("gojq", ["gojq", JQ, name], count),
            Command("duckdb", [PYTHON, "-c", DUCKDB, f"SELECT * FROM {whole} WHERE {since}"], count),
        ],
        ".jsonl": [
            Command("jq", ["jq", "-c", JQ_LINES, name], count),
            Command("gojq", ["gojq", "-c", JQ_LINES, name], count),
            Command("miller", ["mlr", "--ijsonl", "--ojson", "filter", MILLER, name], count),
            Command("sqlite-utils memory", ["sqlite-utils", "memory", f"{name}:nl", SQLITE], count),
            Command(
                "duckdb", [PYTHON, "-c", DUCKDB, f"SELECT * FROM {lines} WHERE kind = 'mission' AND {since}"], count
            ),
        ],
    }[file.suffix]
    present = [command for command in known if installed(command.arguments[0])]
    return [ours, *(command for command in present if command.name != "duckdb" or imports("duckdb"))]


#: The first of `every_command`, which does no more than read.
READ_ALONE = "read alone: missions --limit 0 --json"


def every_command(file: Path) -> list[Command]:
    """Return rwpk alone, with each command over a file, and the forms of its output."""
    folder, data = file.parent, ["--data", str(file)]
    lines = [
        "missions --json", "missions --format csv", "missions --format markdown", "missions", "facts",
        "show mission-77", "show Observer Mission 77", "search ceasefire",
        "search district 77", "timeline", "timeline --json", "cite", "codebook",
    ]  # fmt: skip
    return [
        Command(READ_ALONE, [RWPK, *READ_ALONE.split()[2:], *data], 0),
        *(Command(line, [RWPK, *line.split(), *data]) for line in lines),
        Command("missions, 80 columns", [RWPK, "missions", *data], variables={"COLUMNS": "80"}),
        Command("timeline --save x.svg", [RWPK, "timeline", *data, "--save", str(folder / "x.svg")]),
        Command("check", [RWPK, "check", str(file)]),
        Command("compare --json", [RWPK, "compare", str(folder / "other.jsonl"), "--json", *data]),
        Command("export", [RWPK, "export", str(folder / "tables"), "--force", *data]),
    ]


def main() -> int:
    """Print a table for each format, and the targets; return 1 if one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    sizes, rounds = sorted(options.sizes), options.rounds
    warn_of_pandas()
    print(f"rwpk missions --since 2010 --json, medians of {rounds} rounds in turn, Python {sys.version.split()[0]}")
    targets = Targets()
    verdicts = []
    use_cores({max(CORES, default=0)} & CORES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for suffix in FORMATS:
            runs = {}
            for size in sizes:
                file = folder / f"missions.{suffix}"
                # In a process of its own, since this process's memory would count as its children's.
                write_apart(file, size)
                runs[size] = in_turn(commands(file, size), rounds, folder / "output", RECORD)
            report(suffix, runs)
            verdicts.append((suffix, runs))
        file = folder / "missions.jsonl"
        each: dict[int, dict[str, Run]] = {}
        for size in sizes:
            write_apart(file, size)
            each[size] = in_turn(every_command(file), rounds, folder / "output", RECORD)
    report_each(each)
    judge_growth(targets, each)
    for suffix, runs in verdicts:
        judge(targets, suffix, runs)
    return 1 if targets.missed else 0


def write_apart(file: Path, size: int) -> None:
    """Write the dataset, and the same as `yaml.dump` writes it, in another process."""
    code = (
        "import sys; from pathlib import Path; from benchmarks.scale import write\n"
        "file, size = Path(sys.argv[1]), int(sys.argv[2])\n"
        "write(file, size)\n"
        "if file.suffix == '.yaml': write(file.with_name('dumped.yaml'), size, dumped=True)\n"
        # another source: its id and its address differ
        "if file.suffix == '.jsonl':\n"
        "    file.with_name('other.jsonl').write_text(file.read_text().replace('scale', 'other', 2))\n"
    )
    subprocess.run([PYTHON, "-c", code, str(file), str(size)], check=True, cwd=ROOT)


def report(suffix: str, runs: dict[int, dict[str, Run]]) -> None:
    """Print one format's table. In the ratios rwpk is 1; more is slower or larger."""
    rows = []
    for size, medians in runs.items():
        ours = medians["rwpk"]
        for name, one in medians.items():
            ratios = f"{one.cpu / ours.cpu:.2f}", f"{one.peak / ours.peak:.2f}"
            rows.append((f"{size:,}", name, *_figures(one), *ratios, _growth(runs, size, name)))
    header = ("missions", "command", "s", "cpu s", "peak MB", "cpu to rwpk", "memory to rwpk", "bytes a record more")
    print(f"\n{suffix}\n\n{table(header, rows)}")


def report_each(each: dict[int, dict[str, Run]]) -> None:
    """Print what each command takes, and its ratio to reading alone in CPU time and memory."""
    rows = []
    for size, medians in each.items():
        for name, one in medians.items():
            to_reading = f"{one.cpu / medians[READ_ALONE].cpu:.2f}", f"{one.peak / medians[READ_ALONE].peak:.2f}"
            rows.append((f"{size:,}", name.partition(":")[0], *_figures(one), *to_reading))
    header = ("missions", "command", "s", "cpu s", "peak MB", "cpu to read alone", "memory to read alone")
    print(f"\nevery command, on JSON Lines\n\n{table(header, rows)}\n")


def _figures(one: Run) -> tuple[str, str, str]:
    return f"{one.wall:.2f}", f"{one.cpu:.2f}", f"{one.peak / 1e6:.0f}"


def _growth(runs: dict[int, dict[str, Run]], size: int, name: str) -> str:
    smaller = max((other for other in runs if other < size), default=None)
    if smaller is None:
        return ""
    return f"{(runs[size][name].peak - runs[smaller][name].peak) / (size - smaller):.0f}"


def judge(targets: Targets, suffix: str, runs: dict[int, dict[str, Run]]) -> None:
    """Judge the growth of the work, and the peers that have a target, at the size that it is meant for."""
    bounds = {"yaml": ("yaml.load(CSafeLoader)", 4, 5), "json": ("jq", 1, 1)}
    medians = runs.get(SIZES[-1], {})
    if suffix in bounds and bounds[suffix][0] in medians:
        name, faster, leaner = bounds[suffix]
        peer, ours = medians[name], medians["rwpk"]
        targets.judge(f"{suffix}: {name} to rwpk, CPU time", peer.cpu / ours.cpu, faster, at_least=True)
        targets.judge(f"{suffix}: {name} to rwpk, memory", peer.peak / ours.peak, leaner, at_least=True)
    for less, more in pairwise(sorted(runs)):
        growth = runs[more]["rwpk"].cpu / runs[less]["rwpk"].cpu / (more / less)
        targets.judge(f"{suffix}: growth of rwpk's CPU time over that of records, {less:,} to {more:,}", growth, 1.2)


def judge_growth(targets: Targets, each: dict[int, dict[str, Run]]) -> None:
    """Judge the growth of each command's work between the two largest sizes."""
    for less, more in list(pairwise(sorted(each)))[-1:]:
        for name, one in each[more].items():
            growth = one.cpu / each[less][name].cpu / (more / less)
            targets.judge(
                f"{name.partition(':')[0]}: growth of CPU time over that of records, {less:,} to {more:,}", growth, 1.2
            )


if __name__ == "__main__":
    sys.exit(main())
