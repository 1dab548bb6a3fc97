"""Fuzzes the loader by coverage: `python -m tests.fuzz.loader -max_total_time=120` (Atheris, libFuzzer's options).

Whatever the bytes, a dataset or DatasetError comes out, within two seconds, and the error's message steers no terminal.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["rwpk"]):
    import rwpk
    import rwpk.loading.json_text
    import rwpk.loading.rules
    import rwpk.loading.yaml_text
    from rwpk import text

LANGUAGES = ("yaml", "json", "jsonl")


def load(data: bytes, folder: Path) -> None:
    """Load bytes as a file in one of the languages, the first byte says which."""
    path = folder / f"x.{LANGUAGES[data[0] % len(LANGUAGES)] if data else 'yaml'}"
    path.write_bytes(data[1:])
    try:
        rwpk.load(path)
    except rwpk.DatasetError as error:
        message = str(error)
        if any(text.printable(line, len(line)) != line for line in message.split("\n")):
            raise AssertionError(message) from None


def write_seeds(folder: Path) -> None:
    """Write what to begin with: a small dataset in each language."""
    for number, language in enumerate(LANGUAGES):
        seed = Path(__file__).parents[1] / "data" / f"harbour.{language}"
        (folder / str(number)).write_bytes(bytes([number]) + seed.read_bytes())


def main() -> None:
    """Fuzz, with libFuzzer's own options."""
    with tempfile.TemporaryDirectory() as seeds, tempfile.TemporaryDirectory() as scratch:
        write_seeds(Path(seeds))
        atheris.Setup(
            [sys.argv[0], "-timeout=2", "-rss_limit_mb=1024", "-max_len=16384", *sys.argv[1:], seeds],
            lambda data: load(data, Path(scratch)),
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
