"""How long a whole start takes, as a ratio to Python's own and to Typer's: `python -m benchmarks.startup`.

Each command has one core, so that its time is its work: on a second one yq's jq runs beside yq, and DuckDB's threads
beside DuckDB. How the Python peers stand with every core is printed too.
"""

from __future__ import annotations

import argparse
import os
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
    tell_of_pandas,
    use_cores,
)

RWPK = str(installed("rwpk"))
BARE, TYPER, RICH = "python -c pass", "import typer", "import typer, rich.table, rich.console"
JSON = "rwpk missions --json"
DATA = ROOT / "data" / "missions.yaml"
OWN = [
    Command("rwpk --version", [RWPK, "--version"]),
    Command(JSON, [RWPK, "missions", "--json"]),
    Command("rwpk missions", [RWPK, "missions"]),
    Command("rwpk show darfur", [RWPK, "show", "darfur"]),
    Command("rwpk facts --format csv", [RWPK, "facts", "--format", "csv"]),
    Command("rwpk --help", [RWPK, "--help"]),
    Command(
        "rwpk show dar<Tab>",
        [RWPK],
        variables={"_RWPK_COMPLETE": "complete_bash", "COMP_WORDS": "rwpk show dar", "COMP_CWORD": "2"},
    ),
]
PYTHON_PEERS = ("yq", "sqlite-utils", "duckdb")


def peers(folder: Path) -> list[Command]:
    """The peers that are there, each to show the same five records from what it reads."""
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
    found = [command for command in known if installed(command.arguments[0])]
    return [*found, *([Command("duckdb (CSV)", [PYTHON, "-c", select])] if imports("duckdb") else [])]


def main() -> int:
    """Print the table and the targets; 1 where one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    busy = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bases = [Command(code, [PYTHON, "-c", code.removeprefix("python -c ")]) for code in (BARE, TYPER, RICH)]
        commands = [*bases, *OWN, *peers(folder)]
        for command in commands:  # once for nothing: what is compiled or read from the disk is there from now on
            run(command, folder / "output")
        use_cores({max(CORES, default=0)} & CORES)
        medians = {name: one.wall for name, one in in_turn(commands, rounds, folder / "output").items()}
        use_cores(CORES)
        racing = [command for command in commands if command.name == JSON or command.name.startswith(PYTHON_PEERS)]
        free = {name: one.wall for name, one in in_turn(racing, rounds, folder / "output").items()}
    bare, typer, rich = (medians[base] for base in (BARE, TYPER, RICH))
    rows = [
        (name, f"{1000 * wall:.0f}", f"{wall / bare:.2f}", f"{wall / typer:.2f}", f"{wall / rich:.2f}")
        for name, wall in medians.items()
    ]
    tell_of_pandas()
    cores = "one core" if CORES else "all cores, since this system cannot keep them to one"
    print(f"Whole processes on {cores}, medians of {rounds} rounds in turn, Python {sys.version.split()[0]}\n")
    print(table(("command", "ms", "to bare Python", "to import typer", "to typer and rich"), rows), end="\n\n")
    targets = Targets()
    targets.judge("rwpk --version to import typer", medians["rwpk --version"] / typer, 1.1)
    targets.judge(f"{JSON} to import typer", medians[JSON] / typer, 1.35)
    targets.judge("rwpk missions to import typer, rich.table, rich.console", medians["rwpk missions"] / rich, 1.35)
    peer_names = [name for name in free if name != JSON]
    for name in peer_names:
        targets.judge(f"{JSON} to {name}", medians[JSON] / medians[name], 1)
    if len(CORES) > 1:
        beside = ", ".join(f"{name} {free[JSON] / free[name]:.2f}" for name in peer_names)
        print(f"\nWith {len(CORES)} cores, of which {busy:.1f} were busy when it began, {JSON} to {beside}")
    return 1 if targets.missed else 0


if __name__ == "__main__":
    sys.exit(main())
