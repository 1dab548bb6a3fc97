"""Fuzzes copies of an article by coverage: `python -m tests.fuzz.articles -max_total_time=120` (Atheris).

Whatever the bytes, as a text or as a page: within two seconds they are held against a dataset and a skeleton is made of
them, or ArticleError says why not; and nothing that is printed steers a terminal.
"""

from __future__ import annotations

from collections.abc import Iterator

import atheris

with atheris.instrument_imports(include=["rwpk.article", "rwpk.canonical"]):
    from rwpk.article import metadata, page, skeleton, text, verify  # noqa: F401 (instrumented as they are imported)
from rwpk.errors import ArticleError
from rwpk.files import File
from rwpk.render.report import write_report
from rwpk.render.skeleton import write_skeleton
from tests.fuzz.coverage import fuzz, refuse_steering
from tests.support import DATA

DATASET = File((DATA / "article.yaml").read_bytes(), "article.yaml")
NAMES = ("x.txt", "x.html")


def hold(data: bytes) -> None:
    """Hold bytes against the made-up article's dataset as a text or as a page, the first byte says which."""
    article = File(data[1:], NAMES[data[0] % len(NAMES)] if data else NAMES[0])
    try:
        report = verify.check(DATASET, article)
        skeleton_lines = write_skeleton(text.read(*article))
        refuse_steering("".join((*write_report(report), *skeleton_lines)))
    except ArticleError as error:
        refuse_steering(str(error))


def seeds() -> Iterator[bytes]:
    """Yield the made-up article, the copies that programs made of it, and the pages."""
    for path in sorted((*DATA.glob("article.*"), *(DATA / "copies").iterdir(), *(DATA / "pages").iterdir())):
        if path.suffix != ".yaml":
            yield bytes([path.suffix == ".html"]) + path.read_bytes()


if __name__ == "__main__":
    fuzz(hold, seeds())
