"""The time of a whole start, as a ratio to Python's own start and to Typer's: `python -m benchmarks.startup`.

Each command runs on one core, and its CPU time is compared: the time that it costs a shell or a script.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.common import (
    CORES,
    PYTHON,
    ROOT,
    Command,
    Targets,
    imports,
    in_turn,
    installed,
    run,
    table,
    use_cores,
    warn_of_pandas,
)

RWPK = str(installed("rwpk"))
BARE, TYPER, RICH = "pass", "import typer", "import typer, rich.table, rich.console"
#: Typer's import with the garbage collector at rest, as rwpk has it: like for like.
AT_REST = "import gc; gc.disable(); import typer; gc.freeze()"
JSON = "rwpk missions --json"
DATA = ROOT / "data" / "missions.yaml"
OWN = [
    Command("rwpk --version", [RWPK, "--version"]),
    Command(JSON, [RWPK, "missions", "--json"]),
    Command("rwpk missions", [RWPK, "missions"]),
    Command("rwpk missions (100 columns)", [RWPK, "missions"], variables={"COLUMNS": "100"}),
    Command("rwpk show darfur", [RWPK, "show", "darfur"]),
    Command("rwpk facts --format csv", [RWPK, "facts", "--format", "csv"]),
    Command("rwpk --help", [RWPK, "--help"]),
    Command(
        "rwpk show dar<Tab>",
        [RWPK],
        expected=1,
        variables={"_RWPK_COMPLETE": "complete_bash", "COMP_WORDS": "rwpk show dar", "COMP_CWORD": "2"},
    ),
]
#: What the completion must answer.
COMPLETED = rb"^darfur$"


def peers(folder: Path) -> list[Command]:
    """Return the peers that are installed, each to show the same five records."""
    as_json, as_csv = folder / "missions.json", folder / "missions.csv"
    run(Command("json", [RWPK, "missions", "--json"]), as_json)
    run(Command("csv", [RWPK, "missions", "--format", "csv"]), as_csv)
    select = f"import duckdb; print(duckdb.sql(\"select * from '{as_csv}'\").fetchall())"
    known = [
        Command("jq (JSON)", ["jq", ".", str(as_json)]),
        Command("gojq (YAML)", ["gojq", "--yaml-input", ".missions", str(DATA)]),
        Command("miller (CSV)", ["mlr", "--icsv", "--ojson", "cat", str(as_csv)]),
        Command("yq (YAML)", ["yq", ".missions", str(DATA)]),
        Command("sqlite-utils memory (CSV)", ["sqlite-utils", "memory", str(as_csv), "select * from missions"]),
    ]
    present = [command for command in known if installed(command.arguments[0])]
    return [*present, *([Command("duckdb (CSV)", [PYTHON, "-c", select])] if imports("duckdb") else [])]


def main() -> int:
    """Print the table and the targets; return 1 if one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bases = [Command(f"python -c '{code}'", [PYTHON, "-c", code]) for code in (BARE, TYPER, RICH, AT_REST)]
        commands = [*bases, *OWN, *peers(folder)]
        for command in commands:  # a first run compiles and reads from the disk what later ones find ready
            run(command, folder / "output", COMPLETED)
        use_cores({max(CORES, default=0)} & CORES)
        medians = {name: one.cpu for name, one in in_turn(commands, rounds, folder / "output", COMPLETED).items()}
        use_cores(CORES)
    bare, typer, rich, at_rest = (medians[base.name] for base in bases)
    rows = [
        (name, f"{1000 * cpu:.0f}", *(f"{cpu / base:.2f}" for base in (bare, typer, rich, at_rest)))
        for name, cpu in medians.items()
    ]
    warn_of_pandas()
    cores = "one core" if CORES else "all cores, since this system cannot keep them to one"
    print(
        f"CPU time of whole processes on {cores}, medians of {rounds} rounds in turn, Python {sys.version.split()[0]}\n"
    )
    header = ("command", "ms", "to bare Python", "to import typer", "to typer and rich", "to typer, collector at rest")
    print(table(header, rows), end="\n\n")
    targets = Targets()
    targets.judge("rwpk --version to import typer", medians["rwpk --version"] / typer, 1.1)
    targets.judge(f"{JSON} to import typer", medians[JSON] / typer, 1.35)
    targets.judge("rwpk missions to import typer, rich.table, rich.console", medians["rwpk missions"] / rich, 1.35)
    wrapped = medians["rwpk missions (100 columns)"]
    targets.judge("the same at 100 columns", wrapped / rich, 1.35)
    print(
        f"\nLike for like, without a target: {JSON} to typer with the collector at rest {medians[JSON] / at_rest:.2f}"
    )
    return 1 if targets.missed else 0


if __name__ == "__main__":
    sys.exit(main())
