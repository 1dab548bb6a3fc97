"""Completion in bash, zsh and fish: the script each loads, the line it sends, the code it gets back.

Typer's own scripts break values with blanks or apostrophes, know no `--option=value`, and offer files where nothing
fits. These only send the line and run the answer, so that one installed long ago knows what a newer rwpk does.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from rwpk.errors import RwpkError
from rwpk.text import printable

if TYPE_CHECKING:
    import typer

    from rwpk import model

#: How much of a description fits beside a value.
WIDEST = 60

SCRIPTS = {
    "bash": """\
_rwpk_completion() {
    local answer
    answer=$(_RWPK_COMPLETE=complete_bash _RWPK_LINE="${COMP_LINE:0:COMP_POINT}" _RWPK_WORD="$2" "$1" 2>/dev/null) &&
        eval "$answer"
}
complete -o nosort -F _rwpk_completion rwpk 2>/dev/null || complete -F _rwpk_completion rwpk
""",
    "zsh": """\
#compdef rwpk
_rwpk_completion() {
    local answer line="${(j: :)words[1,CURRENT-1]} $words[CURRENT]"
    answer="$(_RWPK_COMPLETE=complete_zsh _RWPK_LINE="$line" ${~words[1]} 2>/dev/null)" && eval "$answer"
}
# zsh runs the whole file at the first Tab where it lies in $fpath
if [ "$funcstack[1]" = "_rwpk" ]; then
    _rwpk_completion
else
    compdef _rwpk_completion rwpk
fi
""",
    "fish": """\
function __rwpk_completion
    set -l line (commandline -cp | string collect)
    set -l program (commandline -cpo)[1]
    set -l answer (_RWPK_COMPLETE=complete_fish _RWPK_LINE=$line $program 2>/dev/null)
    if test "$answer" = /files
        set -l option (commandline -ct | string match -r '^--[a-z-]+=')
        set -l path (commandline -ct | string replace -- "$option" '')
        string join -- \\n "$option"(__fish_complete_path "$path")
    else
        string join -- \\n $answer
    end
end
complete --command rwpk --no-files --keep-order --arguments '(__rwpk_completion)'
""",
}


#: What makes a shell offer files, and the metavars of what takes one.
FILES = {"bash": "compopt -o default", "zsh": "compset -P '--*='; _files", "fish": "/files"}
PATHS = frozenset({"PATH", "FILE", "DIR", "DATASET"})


class Line(NamedTuple):
    """A command line up to the cursor: the words before, and the one begun, as text and as typed."""

    words: list[str]
    begun: str
    typed: str
    quote: str  # the one that is still open, if any
    opened: int  # where in `typed` it stands


def replace_scripts() -> None:
    """Let --install-completion and --show-completion give our scripts in place of Typer's."""
    from typer import _completion_shared as shared

    # Typer fills them in by the % operator
    shared._completion_scripts.update({shell: text.replace("%", "%%") for shell, text in SCRIPTS.items()})


def complete(program: Any, settings: Any, shell: str) -> str:
    """What a shell is to run to offer what may stand at the cursor."""
    from typer._click import shell_completion as typers  # it has no public way to complete a line

    line = read_line(os.environ.get("_RWPK_LINE", ""))
    words = [os.path.expanduser(word) for word in line.words[1:]]  # noqa: PTH111 (most are no paths)
    lead, begun = "", line.begun
    if begun.startswith("--") and "=" in begun:
        option, _, begun = begun.partition("=")
        words.append(option)
        lead = f"{option}="
    context = typers._resolve_context(program, settings, "rwpk", words)
    takers = [one for one in context.command.params if typers._is_incomplete_option(context, words, one)]
    # an option that waits for its value gets one, even one such as -start
    asked, begun = (takers[0], begun) if takers else typers._resolve_incomplete(context, words, begun)
    if (getattr(asked, "metavar", None) or "").strip("[]") in PATHS:
        return FILES[shell]
    found = asked.shell_complete(context, begun)
    if not found and not begun and asked is context.command:
        found = asked.shell_complete(context, "--")
    items = [(lead + item.value, item.help or "") for item in found]
    return answer(shell, items, line, os.environ.get("_RWPK_WORD", ""))


def read_line(line: str) -> Line:
    """Split a line as POSIX shells do, unfinished as it is."""
    start, quote, opened, escaped = 0, "", 0, False
    for index, character in enumerate(line):
        if escaped:
            escaped = False
        elif character == "\\" and quote != "'":
            escaped = True
        elif quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote, opened = character, index
        elif character.isspace():
            start = index + 1
    typed = line[start:]
    closed = typed[:-1] if escaped else typed
    return Line(_unquote(line[:start]), "".join(_unquote(closed + quote)), typed, quote, opened - start)


def answer(shell: str, items: Sequence[tuple[str, str]], line: Line, word: str) -> str:
    """What a shell is to run (fish: to read) to offer values with descriptions; bash is about to replace `word`."""
    if shell == "bash":
        return f"COMPREPLY=({' '.join(shlex.quote(_typed(value, line, word)) for value, _ in items)})"
    said = [
        (printable(value, len(value)), printable(" ".join(description.split()), WIDEST)) for value, description in items
    ]
    if shell == "fish":
        return "\n".join("\t".join(filter(None, pair)) for pair in said)
    # zsh takes a backslash before any sign, and the first bare colon for the end of the value
    described = (":".join(filter(None, (re.sub(r"([\\:])", r"\\\1", value), text))) for value, text in said)
    return f"local -a items=({' '.join(map(shlex.quote, described))}); _describe -V rwpk items"


def _records(ctx: typer.Context) -> tuple[tuple[model.Mission, ...], tuple[model.Fact, ...]]:
    """The missions and facts of the dataset, or none: a broken one must not break the line being typed."""
    from rwpk import dataset

    path = ctx.params.get("data") or os.environ.get("RWPK_DATA")
    try:
        whole = dataset.load(path) if path != "-" else None  # standard input is the keyboard here
    except RwpkError:
        whole = None
    return (whole.missions, whole.facts) if whole else ((), ())


def names(ctx: typer.Context, begun: str) -> Iterator[tuple[str, str]]:
    """The names of records that begin so; ids alone where nothing is typed yet.

    The words of a name that are already typed come before, since a name needs no quotes.
    """
    from rwpk import query

    lead = "".join(f"{word} " for word in ctx.params.get("name") or ())
    missions, facts = _records(ctx)
    if not lead:
        said = {mission.id: mission.name for mission in missions} | {fact.id: fact.statement for fact in facts}
        yield from (pair for pair in said.items() if pair[0].startswith(begun))
    if lead or begun:
        records: tuple[model.AnyRecord, ...] = (*missions, *facts)
        for record in records:
            for name in dict.fromkeys(query.names(record)):
                if name != record.id and name.startswith(lead + begun):
                    yield name.removeprefix(lead), f"finds {record.id}"


def topics(ctx: typer.Context, _begun: str) -> list[str]:
    """The topics of the facts."""
    return sorted({fact.topic for fact in _records(ctx)[1]})


def countries(ctx: typer.Context, _begun: str) -> list[str]:
    """The countries of the missions."""
    return sorted({mission.country for mission in _records(ctx)[0] if mission.country})


def organisations(ctx: typer.Context, _begun: str) -> list[str]:
    """The organisations that the missions run under or work beside."""
    return sorted({name for mission in _records(ctx)[0] for name in (*mission.organisations, *mission.partners)})


def columns(ctx: typer.Context, begun: str) -> list[tuple[str, str]]:
    """The columns that a list has not yet, each after what is typed of the list."""
    from rwpk import model

    before, comma, _ = begun.rpartition(",")
    kind = _kind(ctx)
    known = _meanings(kind) | _meanings(model.Bounds)
    return [(before + comma + name, known[name]) for name in model.columns_of(kind) if name not in before.split(",")]


def fields(ctx: typer.Context, begun: str) -> list[tuple[str, str]]:
    """The fields to sort by, with the sign that is typed."""
    sign = "-" if begun.startswith("-") else ""
    return [(sign + name, meaning) for name, meaning in _meanings(_kind(ctx)).items()]


def _kind(ctx: typer.Context) -> type[model.AnyRecord]:
    from rwpk import model

    return model.Fact if ctx.info_name == "facts" else model.Mission


def _meanings(kind: type[model.Record]) -> dict[str, str]:
    from rwpk import codebook

    return {name: schema["description"] for name, schema in codebook.fields(kind).items()}


def _unquote(words: str) -> list[str]:
    try:
        return shlex.split(words)
    except ValueError:  # the shell will refuse it too
        return words.split()


def _typed(value: str, line: Line, word: str) -> str:
    """A value as bash is to put it in place of a word, quoted as the line is."""
    if line.quote:
        inside = value.removeprefix("".join(_unquote(line.typed[: line.opened])))
        return inside.replace("'", "'\\''") if line.quote == "'" else re.sub(r'(["$`\\])', r"\\\1", inside)
    # bash replaces only what follows the last of its word breaks, as the = of --sort=start
    kept = line.typed.removesuffix(word) if line.typed.endswith(word) else ""
    return re.sub(r"([^\w@%+=:,./-])", r"\\\1", value).removeprefix(kept)
