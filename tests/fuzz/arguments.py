"""Fuzzes the command line: `python -m tests.fuzz.arguments 10000` (how many lines, or `--seconds 600`).

A line is a command with some of its options and with odd values, in an odd environment, on an odd standard input. It
ends with one of the exit codes that are promised, without a traceback, and what stands on stderr steers no terminal.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from contextlib import chdir
from functools import cache
from pathlib import Path
from typing import Any

import typer

from rwpk.cli import app
from tests.fuzz import seeded
from tests.support import DATA, STEERING, WORK, bounded_work, run_here

CODES = frozenset(range(5))
#: Files that are there; the loader refuses the second, and the last is a folder.
FILES = ("harbour.yaml", "broken.json", "article.txt", "article.html", "folder")
#: Values that mean something to some option or argument, or to a terminal. None has a slash: a line may write a file of
#: any name. "\udcff" is how Python reads a byte that is not UTF-8.
VALUES = (
    "missions", "facts", "show", "harbour", "darfur", "UNAMID", "boats", "2010", "2010-02-30", "1993-10",
    "9999-12-31", "0000", "[2014..2021-10-31]", "id", "-start", "start", "id,name", "id,", ",", "json",
    "JSON", "table", "csv", "markdown", "host", "bilateral", "UN", "RWA", "law", "bibtex", "ris", "dataset",
    "a.svg", "a.html", "a.txt", "a.SVG", ".svg", "svg", "0", "1", "-1", "1e9", "9" * 30, "٣", "", " ", "-",
    "--", "---", "=", "=1", "\t", "\n", "\r\n", "\x1b[2J", "\x1b]0;owned\x07", "\x9b31m", "\x7f",
    "\u202e", "\u200b", "\ufeff", "\udcff", "\U000e0041", "ﬀ", "İ", "e\u0301", "部落", "مُنَا",
    "[red]", "[/]", "[link=x]", "{", "{0}", "%s", "%(x)s", "$(id)", "`id`", "'", '"', "\\", "*", "?", "~",
    "a" * 5_000, "\u0301" * 5_000, *FILES,
)  # fmt: skip
#: It writes into the start-up files of the shell that runs the fuzzer.
LEFT_OUT = "--install-completion"
ENVIRONMENT = {
    "COLUMNS": ("", "0", "1", "20", "80", "1000", "-5", "x", "\u0663"),
    "FORCE_COLOR": ("", "1"),
    "NO_COLOR": ("", "1"),
    "TERM": ("", "dumb", "xterm", "\x1b[2J"),
    "RWPK_DATA": (*FILES, "", " ", "no-such-file", "\u202e", "\x1b[2J"),
}


@cache
def options() -> dict[str, list[tuple[str, bool]]]:
    """Return the options of each command, and of the program under an empty name: the option, whether it is a flag."""

    def own(command: Any) -> list[tuple[str, bool]]:
        return [
            (name, getattr(one, "is_flag", False))
            for one in command.params
            for name in (*one.opts, *one.secondary_opts)
            if name.startswith("-") and name != LEFT_OUT
        ] + [("--help", True), ("--no-such-option", True)]

    program: Any = typer.main.get_command(app)
    return {"": own(program), **{name: own(command) for name, command in program.commands.items()}}


def value(chance: random.Random) -> str:
    """Return a value; some consist of two, and some of any characters."""
    luck = chance.random()
    if luck < 0.1:
        return "".join(chr(chance.randrange(1, 0xD800) + chance.choice((0, 0xE000))) for _ in range(3)).replace("/", "")
    return "".join(chance.choices(VALUES, k=1 if luck < 0.8 else 2))


def line(chance: random.Random) -> list[str]:
    """Return a command line: mostly a command, its options and values, in any order."""
    name = chance.choice((*options(), *options(), value(chance)))
    words = [name] if name else []
    for _ in range(chance.choice((0, 1, 1, 2, 3, 6))):
        option, is_flag = chance.choice(options().get(name, options()[""]))
        if chance.random() < 0.4:
            words.append(value(chance))
        elif is_flag:
            words.append(option)
        else:
            words += [f"{option}={value(chance)}"] if chance.random() < 0.2 else [option, value(chance)]
    return words


def fault(seed: int) -> str | None:
    """Run a command line, and return what is wrong with how it ends, or None."""
    chance = random.Random(seed)
    words = line(chance)
    variables = {name: chance.choice(values) for name, values in ENVIRONMENT.items() if chance.random() < 0.2}
    stdin = chance.choice((b"", b"\x00", (DATA / "harbour.yaml").read_bytes(), chance.randbytes(50)))
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        for name in ("harbour.yaml", "article.txt", "article.html"):
            shutil.copy(DATA / name, name)
        Path("broken.json").write_bytes(b'{"schema": ')
        Path("folder").mkdir()
        try:
            with bounded_work(2 * WORK):
                done = run_here(*words, stdin=stdin, **variables)
        except BaseException as error:
            error.add_note(f"{words} {variables} {stdin!r}")
            raise
        left = [path.name for path in Path().rglob("*.tmp")]
    steering = STEERING & set(done.stderr)
    if done.returncode in CODES and not steering and not left:
        return None
    return f"{words} {variables} {stdin!r}: exit code {done.returncode}, steering {steering}, left {left}"


if __name__ == "__main__":
    seeded.main(fault)
