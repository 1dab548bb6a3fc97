"""Rwanda's peacekeeping missions as one article describes them, each value with the words it rests on.

    import rwpk
    for mission in rwpk.load().missions:
        print(mission.id, mission.start)

`import rwpk` alone loads nothing else: each name is imported when it is first used.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rwpk.edtf import Span
    from rwpk.errors import ArticleError, DatasetError, NoSuchRecord, RwpkError, UsageError
    from rwpk.loading import load
    from rwpk.model import Dataset, Evidence, Fact, Mission, Problem, Source
    from rwpk.sources import compare

__version__ = "0.2.0"

__all__ = [
    "ArticleError",
    "Dataset",
    "DatasetError",
    "Evidence",
    "Fact",
    "Mission",
    "NoSuchRecord",
    "Problem",
    "RwpkError",
    "Source",
    "Span",
    "UsageError",
    "__version__",
    "compare",
    "load",
]

_HOMES = {
    "compare": "sources",
    "load": "loading",
    "Span": "edtf",
    **dict.fromkeys(("ArticleError", "DatasetError", "NoSuchRecord", "RwpkError", "UsageError"), "errors"),
    **dict.fromkeys(("Dataset", "Evidence", "Fact", "Mission", "Problem", "Source"), "model"),
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
