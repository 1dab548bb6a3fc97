"""Text to bytes for a terminal that may not know all signs: never an error, as little lost as can be."""

from __future__ import annotations

import unicodedata

_STAND_INS = {
    "¶": "par. ", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "─": "-", "\xa0": " ",
}  # fmt: skip


def encode(text: str, encoding: str) -> bytes:
    """Encode a text; a sign that the encoding lacks becomes its nearest kin, or a question mark."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_fallback(character, encoding) for character in text).encode(encoding, "replace")


def _fallback(character: str, encoding: str) -> str:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        bare = unicodedata.normalize("NFKD", character).encode(encoding, "ignore").decode(encoding)
        return _STAND_INS.get(character) or bare or "?"
    return character
