"""Fuzzes the loader by coverage: `python -m tests.fuzz.loader -max_total_time=120` (Atheris, libFuzzer's options).

Whatever the bytes, a dataset or DatasetError comes out, within two seconds; and where the quick reader is sure, the
careful one finds no fault and the same values.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["rwpk"]):
    import rwpk
    from rwpk import check, dataset, edtf, model, query, reader, syntax, text

LANGUAGES = ("yaml", "json", "jsonl")
__all__ = ["check", "edtf", "model", "query", "text"]  # instrumented, since they are imported here first


def one_input(data: bytes) -> None:
    """Load bytes as one of the languages, the first byte says which."""
    language = LANGUAGES[data[0] % len(LANGUAGES)] if data else "yaml"
    rest = data[1:]
    try:
        dataset.Stream(f"x.{language}", data=rest).whole()
    except rwpk.DatasetError as error:
        told = str(error)
        if any(text.printable(line, len(line)) != line for line in told.split("\n")):
            raise AssertionError(told) from None
    compare(rest, language)


def compare(data: bytes, language: str) -> None:
    """Hold the quick reader against the careful one."""
    groups: dict[str, list[object]] = {group: [] for group in reader.GROUPS}
    try:
        for group, value in reader.Reader(io.BytesIO(data), language):
            if group:
                groups[group].append(value)
            else:
                quick = {key: groups[key] if key in groups and item == [] else item for key, item in value.items()}
    except reader.Unsure:
        return
    careful = syntax.PARSERS[language](data.decode("utf-8-sig"))
    if careful.faults or careful.value != quick:
        raise AssertionError((quick, careful))


def seeds(folder: Path) -> None:
    """Write what to begin with: a small dataset in each language."""
    from tests.test_bad_datasets import BASE, BASE_JSON
    from tests.test_reader import BASE_JSONL

    for number, whole in enumerate((BASE, BASE_JSON, BASE_JSONL)):
        (folder / str(number)).write_bytes(bytes([number]) + whole.encode())


def main() -> None:
    """Fuzz, with libFuzzer's own options."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seeds(folder)
        atheris.Setup(
            [sys.argv[0], "-timeout=2", "-rss_limit_mb=1024", "-max_len=16384", *sys.argv[1:], name], one_input
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
