"""Completion in bash, zsh and fish: the script each loads, the line it sends, the code it gets back. No I/O.

Typer's own scripts break values with blanks or apostrophes, know no `--option=value`, and offer files where nothing
fits. These only send the line and run the answer, so that one installed long ago knows what a newer rwpk does.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rwpk.text import printable

if TYPE_CHECKING:
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


class Item(NamedTuple):
    """What may stand at the cursor, and what it is."""

    value: str
    description: str = ""


class Line(NamedTuple):
    """A command line up to the cursor: the words before, and the one begun, as text and as typed."""

    words: list[str]
    begun: str
    typed: str
    quote: str  # the one that is still open, if any
    opened: int  # where in `typed` it stands


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


def answer(shell: str, items: Sequence[Item], line: Line, word: str) -> str:
    """What a shell is to run (fish: to read) to offer these items; `word` is what bash is about to replace."""
    return {"bash": _for_bash, "zsh": _for_zsh, "fish": _for_fish}[shell](items, line, word)


def answer_files(shell: str) -> str:
    """What makes a shell offer files."""
    return {"bash": "compopt -o default", "zsh": "compset -P '--*='; _files", "fish": "/files"}[shell]


def names(dataset: model.Dataset, before: Sequence[str], begun: str) -> Iterator[Item]:
    """The names of records that begin so; ids alone where nothing is typed yet.

    `before` are the words of the name already typed, since a name needs no quotes.
    """
    from rwpk import model, query

    lead = "".join(f"{word} " for word in before)
    records: tuple[model.AnyRecord, ...] = (*dataset.missions, *dataset.facts)
    if not lead:
        for record in records:
            if record.id.startswith(begun):
                said = record.name if isinstance(record, model.Mission) else record.statement
                yield Item(record.id, said)
    if lead or begun:
        for record in records:
            for name in dict.fromkeys(query.names(record)):
                if name != record.id and name.startswith(lead + begun):
                    yield Item(name.removeprefix(lead), f"finds {record.id}")


def meanings(kind: type[model.AnyRecord]) -> dict[str, str]:
    """What each column of a kind of record means."""
    from rwpk import codebook, model

    return {name: node["description"] for name, node in (codebook.fields(kind) | codebook.fields(model.Bounds)).items()}


def _unquote(words: str) -> list[str]:
    try:
        return shlex.split(words)
    except ValueError:  # the shell will refuse it too
        return words.split()


def _for_bash(items: Sequence[Item], line: Line, word: str) -> str:
    # bash replaces only what follows the last of its word breaks, as the = of --sort=start, or an open quote
    kept = line.typed[: len(line.typed) - len(word)] if line.typed.endswith(word) else ""
    replies = []
    for item in items:
        if line.quote:
            inside = item.value.removeprefix("".join(_unquote(line.typed[: line.opened])))
            replies.append(_quote_within(inside, line.quote))
        else:
            replies.append(_quote(item.value).removeprefix(kept))
    return f"COMPREPLY=({' '.join(map(shlex.quote, replies))})"


def _for_zsh(items: Sequence[Item], _line: Line, _word: str) -> str:
    # zsh takes a backslash before any sign, and the first bare colon for the end of the value
    described = [
        ":".join(filter(None, (re.sub(r"([\\:])", r"\\\1", item.value), _line_of(item.description)))) for item in items
    ]
    return f"local -a items=({' '.join(map(shlex.quote, described))}); _describe -V rwpk items"


def _for_fish(items: Sequence[Item], _line: Line, _word: str) -> str:
    return "\n".join("\t".join(filter(None, (item.value, _line_of(item.description)))) for item in items)


def _line_of(description: str) -> str:
    return printable(" ".join(description.split()), WIDEST)


def _quote(text: str) -> str:
    return re.sub(r"([^\w@%+=:,./-])", r"\\\1", text)


def _quote_within(text: str, quote: str) -> str:
    return text.replace("'", "'\\''") if quote == "'" else re.sub(r'(["$`\\])', r"\\\1", text)
