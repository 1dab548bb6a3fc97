"""What a text may hold, how texts are compared, and how a text is made safe to print."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Literal

# What no text needs: control characters, ends of lines, signs that reverse a line, and signs that show nothing and
# could hide a message. JSON Schema (ECMA-262) reads the same class.
_HIDDEN_CLASS = (
    r"\u0000-\u001f\u007f-\u009f\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    r"\ufdd0-\ufdef\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
)
# The same, as JSON Schema cannot write it: lone surrogates, controls of shorthand and of music, tags and variation
# selectors, and the two noncharacters at the end of each plane.
_HIDDEN_BEYOND = r"\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff" + "".join(
    f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(1, 17)
)
# Joiners: signs that show nothing, but shape the letter before them.
_JOINER_CLASS = r"\u180b-\u180f\u200c\u200d"
# Spreadsheets run a cell that begins with one of these, in a Japanese locale also in full width, or small.
_FORMULA_CLASS = r"=+\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b"
# A cell begins with a text, and after a semicolon where that separates the cells. Spreadsheets may skip blanks and
# quotation marks. U+037E is a semicolon once it is normalized.
_FORMULA = rf'(?:^|[;\u037e])[\s\u00ad"]*[{_FORMULA_CLASS}]'
# What may be unsafe: one quick look, for nearly every text the only one. The formula signs in ASCII are not in it.
_SUSPECT = re.compile(
    rf"[{_HIDDEN_CLASS}{_HIDDEN_BEYOND}{_JOINER_CLASS}\ufe0e\ufe0f\u037e\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b]"
)
# Blocks of the scripts whose letters join: from Arabic to Tibetan, Myanmar, Khmer, Mongolian, and others of India,
# Indonesia and West Africa.
_JOINING_CLASS = (
    r"\u0620-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1900-\u194f\u1a20-\u1aaf\u1b00-\u1c4f\u1cd0-\u1cff"
    r"\ua800-\ua8ff\ua930-\uabff\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
    r"\U00010a00-\U00010aff\U00010d00-\U00010fff\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
_EMOJI_CLASS = r"\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
# A hidden sign, a joiner that joins nothing, or a variation selector (as emoji have) after anything but a symbol or a
# digit. Compiled on demand, since that takes a while.
_UNSAFE = (
    rf"[{_HIDDEN_CLASS}{_HIDDEN_BEYOND}]"
    rf"|(?<![{_JOINING_CLASS}])\u200c"
    rf"|(?<![{_JOINING_CLASS}{_EMOJI_CLASS}])(?<![{_EMOJI_CLASS}]\ufe0f)\u200d"
    r"|(?<![\u1820-\u18aa])[\u180b-\u180f]"
    rf"|(?:(?<![^\s\u00ad\ufe0e\ufe0f{_JOINER_CLASS}])|(?<=[^\W0-9\u2139]))[\ufe0e\ufe0f]"
)
_LINE_ENDS = frozenset("\n\r\v\f\x85\u2028\u2029")
#: `unsafe` as a regular expression, as far as JSON Schema can express it: it accepts every safe text.
SAFE_PATTERN = (
    rf'^(?![\s\u00ad"]*[{_FORMULA_CLASS}])(?!.*[;\u037e][\s\u00ad"]*[{_FORMULA_CLASS}])'
    rf"(?!(.*[\u0000-\u05ff{_JOINER_CLASS}])?[{_JOINER_CLASS}])"
    rf"[^{_HIDDEN_CLASS}]*$(?!\n)"  # for Python, `$` stands before a last line end too
)
# Texts are normalized in pieces of this many characters: a long run of combining characters takes quadratic time.
_PIECE_LENGTH = 500
# The nearest name is searched among this many names, by their first characters: more would take seconds.
_MAX_COMPARED_NAMES = 2_000
_COMPARED_LENGTH = 30
# Less alike than this, as difflib measures it, a name is no help.
_MIN_LIKENESS = 0.75
# Letters of scripts without blanks between words: Thai, Lao, Myanmar, Khmer, kana and Han.
UNSPACED_CLASS = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff"
)
_UNSPACED = re.compile(rf"[{UNSPACED_CLASS}\U00020000-\U0003ffff]")
#: The signs that are invisible, for a class of a regular expression: soft hyphens, joiners and other characters of no
#: width, bidi controls, fillers, variation selectors and tags. None of them decides a comparison.
INVISIBLE_CLASS = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc\U000e0000-\U000e01ef"
)
# Quotation marks and hyphens as on a keyboard, and nothing for a soft hyphen: none decides a comparison.
_PLAIN_SIGNS = str.maketrans(
    {**dict.fromkeys("‘’‚‛′", "'"), **dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‐‑‒–—―−", "-"), "\u00ad": ""}
)
# Replacements for typographic characters in an encoding that lacks them.
_REPLACEMENTS = {
    "¶": "par. ", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "─": "-", "\xa0": " ",
}  # fmt: skip


def is_suspect(text: str) -> bool:
    """Whether a text has a character that is or may be unsafe; formula signs in ASCII are not looked for."""
    return _SUSPECT.search(text) is not None


def unsafe(text: str) -> str | None:
    """Say why a text must not be printed or put into a spreadsheet cell; return None for a safe text."""
    if is_suspect(text) and (match := re.search(_UNSAFE, text)):
        return _why_unsafe(match[0])
    if match := re.search(_FORMULA, text):
        sign = match[0][-1]
        if match.start() == 0 and match[0][0] not in ";\u037e":
            return f'begins with "{sign}", which spreadsheets run as a formula: begin with a word'
        return f'has "{sign}" after a semicolon, which spreadsheets run as a formula: begin with a word there'
    return None


def _why_unsafe(sign: str) -> str:
    if sign in _LINE_ENDS:
        return "has a line end: write the text on one line, or after >- in place of >"
    if sign == "\t":
        return "has a tab: write a blank in its place"
    return f"has the character U+{ord(sign):04X}, which is invisible or steers a terminal: take it out"


def without_formulas(text: str) -> str:
    """Return a text with a blank in place of what a spreadsheet would run as the beginning of a formula."""
    return re.sub(rf'{_FORMULA}[\s\u00ad"{_FORMULA_CLASS}]*', " ", text)


def without_unsafe(text: str) -> str:
    """Return a text without its unsafe characters; signs of a formula stay."""
    return re.sub(_UNSAFE, "", text) if is_suspect(text) else text


def printable(text: str, limit: int = 60) -> str:
    """Return a text that fits on one line of a message: unsafe characters escaped, cut after `limit` characters."""
    shortened = text if len(text) <= limit else text[: limit - 1] + "…"
    if not is_suspect(shortened):
        return shortened
    return re.sub(_UNSAFE, lambda match: f"\\u{{{ord(match[0]):x}}}", shortened)


def without_invisible(text: str) -> str:
    """Return a text without invisible signs."""
    return re.sub(f"[{INVISIBLE_CLASS}]", "", text)  # compiled on demand: most commands need none of it


def normalize_unicode(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """Return a text in a Unicode normalization form, in time linear in its length."""
    import unicodedata

    if text.isascii():
        return text
    return "".join(unicodedata.normalize(form, piece) for piece in _whole_letters(text))


def _whole_letters(text: str) -> Iterator[str]:
    """Yield a text in pieces that do not begin within a letter, unless it has hundreds of marks."""
    begin = 0
    while begin < len(text):
        end = begin + _PIECE_LENGTH
        while end < min(len(text), begin + 2 * _PIECE_LENGTH) and _continues_letter(text[end]):
            end += 1
        yield text[begin:end]
        begin = end


def _continues_letter(character: str) -> bool:
    import unicodedata

    return unicodedata.category(character).startswith("M") or "\u1160" <= character <= "\u11ff"  # vowels of Hangul


def normalize_text(text: str) -> str:
    """Return a text without differences of case, accents, white space, quotation marks and hyphens.

    `Mocímboa` and `MOCIMBOA` become equal. Only the accents of Latin, Greek and Cyrillic letters are dropped: in other
    scripts a mark makes another word.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    # Compatibility letters such as 𝓐 have no case until they are decomposed, and casefolding may compose again.
    decomposed = normalize_unicode("NFKD", normalize_unicode("NFKD", text.translate(_PLAIN_SIGNS)).casefold())
    return " ".join(normalize_unicode("NFC", _without_accents(decomposed)).split())


def normalize_name(text: str) -> str:
    """Return a normalized text with only what words consist of: `Cabo Delgado` and `cabo-delgado` become equal."""
    if text.isascii():  # most names are ASCII letters, digits and hyphens
        text = text.replace("-", "")
        if text.isalnum():
            return text.lower()
    normalized = normalize_text(text)
    return normalized if normalized.isalnum() else "".join(filter(is_word_character, normalized))


def is_word_character(character: str) -> bool:
    """Whether words consist of a character: a letter, a digit, or a mark, such as a vowel sign of Devanagari."""
    if character.isascii():
        return character.isalnum()
    import unicodedata

    return character.isalnum() or unicodedata.category(character).startswith("M")


def is_unspaced(character: str) -> bool:
    """Whether a letter is of a script without blanks between words, so that a word may begin with it."""
    return _UNSPACED.match(character) is not None and character.isalnum()


def words(text: str) -> list[str]:
    """Return the normalized words of a text."""
    normalized = normalize_text(text)
    return "".join(character if is_word_character(character) else " " for character in normalized).split()


def count_words(text: str) -> int:
    """Count the words of a text. In scripts without blanks between words two characters count as one."""
    return sum(_words_in(part) for part in text.split())


def find_normalized(text: str, wanted: str) -> tuple[int, int] | None:
    """Find a normalized text in another text; return the offsets of its beginning and end, or None."""
    import unicodedata

    normalized: list[str] = []
    offsets: list[tuple[int, int]] = []  # of the characters that each normalized one comes from
    begin = 0
    while begin < len(text):
        end = begin + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        piece = " " if text[begin].isspace() else normalize_text(text[begin:end])
        if piece != " " or (normalized and normalized[-1] != " "):
            normalized += piece
            offsets += [(begin, end)] * len(piece)
        begin = end
    at = "".join(normalized).find(wanted) if wanted else -1
    return (offsets[at][0], offsets[at + len(wanted) - 1][1]) if at >= 0 else None


def _without_accents(decomposed: str) -> str:
    import unicodedata

    kept = []
    folds = False
    for character in decomposed:
        if not unicodedata.combining(character):
            folds = unicodedata.name(character, "").startswith(("LATIN", "GREEK", "CYRILLIC"))
        elif folds:
            continue
        kept.append(character)
    return "".join(kept)


def _words_in(part: str) -> int:
    letters = sum(map(is_word_character, part))
    return -(-letters // 2) if _UNSPACED.search(part) else min(letters, 1)


def join_choices(words: list[str]) -> str:
    """Join words as alternatives: "a, b or c"."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is spelt most like the given one, or None if none is similar."""
    from difflib import get_close_matches

    beginnings = {name[:_COMPARED_LENGTH]: name for name in islice(known, _MAX_COMPARED_NAMES)}
    matches = get_close_matches(word[:_COMPARED_LENGTH].lower(), beginnings, n=1, cutoff=_MIN_LIKENESS)
    return beginnings[matches[0]] if matches else None


def suggest(word: str, known: Iterable[str]) -> str:
    """Return ` (did you mean "X"?)` for the nearest known word, or an empty text."""
    near = nearest(word, known)
    return f' (did you mean "{near}"?)' if near else ""


def cell_width(text: str) -> int:
    """Return the number of terminal cells that a text takes: two for a wide character, none for a mark or a joiner."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


@lru_cache(2**12)
def _character_width(character: str) -> int:
    import unicodedata

    if unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf") or "\u1160" <= character <= "\u11ff":
        return 0 if character != "\u00ad" else 1  # a soft hyphen is shown
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int, *, folds: bool = True, measure: Callable[[str], int] = cell_width) -> list[str]:
    """Break a text between words into lines of at most `width` cells, or of the units of another `measure`.

    A longer word is broken where a line ends; unless it `folds`, it stays whole, such as a path to copy.
    """
    lines, line, used = [], "", 0
    for word in re.findall(r"\s*\S+\s*", text):  # with the blanks after it, and those at the beginning of the text
        needed = measure(word.rstrip())
        if used and used + needed > width:
            lines.append(line.rstrip())
            line, used = "", 0
        *full, last = _fold(word, width, measure) if folds and needed > width else [word]
        lines += full
        line += last
        used += measure(last)
    return [*lines, line.rstrip()]


def _fold(word: str, width: int, measure: Callable[[str], int]) -> list[str]:
    """Break a word into pieces of at most `width`, or of one character that is wider."""
    pieces, used = [""], 0
    for character in word.rstrip():
        used += measure(character)
        if used > width and pieces[-1]:
            pieces.append("")
            used = measure(character)
        pieces[-1] += character
    pieces[-1] += word[len(word.rstrip()) :]
    return pieces


def encode(text: str, encoding: str) -> bytes:
    """Encode a text for a terminal and never fail: a missing character becomes a similar one, or a question mark."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_replacement(character, encoding) for character in text).encode(encoding, "replace")


def _replacement(character: str, encoding: str) -> str:
    import unicodedata

    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        base_letter = unicodedata.normalize("NFKD", character).encode(encoding, "ignore").decode(encoding)
        return _REPLACEMENTS.get(character) or base_letter or "?"
    return character
