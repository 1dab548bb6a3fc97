"""Fuzzes the loader by coverage: `python -m tests.fuzz.loader -max_total_time=120` (Atheris, libFuzzer's options).

Whatever the bytes, a dataset or DatasetError comes out, within two seconds, and the error's message steers no terminal.
"""

from __future__ import annotations

import atheris

with atheris.instrument_imports(include=["rwpk"]):
    import rwpk
    import rwpk.loading.json_text
    import rwpk.loading.rules
    import rwpk.loading.yaml_text
from tests.fuzz.coverage import fuzz, refuse_steering
from tests.support import DATA, parse

LANGUAGES = ("yaml", "json", "jsonl")


def load(data: bytes) -> None:
    """Load bytes as a file in one of the languages, the first byte says which."""
    try:
        parse(data[1:], f"x.{LANGUAGES[data[0] % len(LANGUAGES)] if data else 'yaml'}")
    except rwpk.DatasetError as error:
        refuse_steering(str(error))


if __name__ == "__main__":
    fuzz(load, (bytes([number]) + (DATA / f"harbour.{name}").read_bytes() for number, name in enumerate(LANGUAGES)))
