"""What text may hold, how it is compared, how it is shown in a message, and how it becomes bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import Literal

# control characters, line and paragraph separators, bidi embeddings, overrides and isolates, invisible characters,
# noncharacters; as JSON Schema (ECMA-262) writes them too, which lacks the tag characters and has no lone surrogates
_SIGNS = r"\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b\u2060-\u2064\ufeff\ufff9-\uffff"
_UNSAFE = re.compile(rf"[{_SIGNS}\U000e0000-\U000e007f\ud800-\udfff]")
_PIECE = 500  # no word of any language has so many characters
_FORMULA = tuple("=+-@")  # spreadsheets run cells that begin so
#: What `unsafe` lets through, as near as a regular expression of JSON Schema can say it.
SAFE_PATTERN = rf"^(?![=+@-])[^{_SIGNS}]*$"
# what stands in for our own signs where an encoding lacks them
_STAND_INS = {
    "¶": "par. ", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "─": "-", "\xa0": " ",
}  # fmt: skip


def unsafe(text: str) -> str | None:
    """Say what makes a text unfit to be shown or put into a spreadsheet, or None where nothing does."""
    found = _UNSAFE.search(text)
    if found:
        return f"has the character U+{ord(found[0]):04X}, which is invisible or steers a terminal: take it out"
    if text.startswith(_FORMULA):
        return f'begins with "{text[0]}", which spreadsheets run as a formula: begin with a word'
    return None


def printable(text: str, limit: int = 60) -> str:
    """Make any text fit for one line of a message: unsafe characters escaped, long texts cut."""
    shown = text if len(text) <= limit else text[: limit - 1] + "…"
    return _UNSAFE.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", shown)


def compose(form: Literal["NFC", "NFKD"], text: str) -> str:
    """Bring a text into a normal form of Unicode.

    A word is normalised in pieces: a run of combining characters takes quadratic time otherwise.
    """
    import unicodedata

    pieces = [text] if len(text) <= _PIECE else re.findall(rf"\S{{1,{_PIECE}}}|\s+", text)
    return "".join(unicodedata.normalize(form, piece) for piece in pieces)


def fold(text: str) -> str:
    """Fold case, accents and white space, so that `Mocímboa` and `MOCIMBOA` compare equal."""
    if text.isascii():
        return " ".join(text.lower().split())
    import unicodedata

    # letters of compatibility (𝓐) are cased only once they are decomposed, and folding may compose anew
    decomposed = compose("NFKD", compose("NFKD", text).casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.replace("’", "'").split())


def squeeze(text: str) -> str:
    """Fold a name and drop all but letters and digits, so that `Cabo Delgado` and `cabo-delgado` compare equal."""
    if text.isascii():  # and by far the most are names of letters, digits and hyphens
        text = text.replace("-", "")
        if text.isalnum():
            return text.lower()
    folded = fold(text)
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


def either(words: list[str]) -> str:
    """Join words as alternatives: "a, b or c"."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like the given one, or None where none is near."""
    from difflib import get_close_matches

    # to compare them whole, or thousands of them, takes seconds
    begun = {one[:30]: one for one in islice(known, 2_000)}
    return next((begun[near] for near in get_close_matches(word[:30].lower(), begun, n=1)), None)


def suggest(word: str, known: Iterable[str]) -> str:
    """Return ` (did you mean X?)` for the nearest of the known words, or nothing."""
    near = nearest(word, known)
    return f" (did you mean {near}?)" if near else ""


def encode(text: str, encoding: str) -> bytes:
    """Encode a text for a terminal, never with an error.

    A sign that the encoding lacks becomes its nearest kin, or a question mark."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_fallback(character, encoding) for character in text).encode(encoding, "replace")


def _fallback(character: str, encoding: str) -> str:
    import unicodedata

    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        bare = unicodedata.normalize("NFKD", character).encode(encoding, "ignore").decode(encoding)
        return _STAND_INS.get(character) or bare or "?"
    return character
