"""The article as text: paragraphs, their digests, and phrases looked for in them. No I/O."""

from __future__ import annotations

import hashlib
import unicodedata


def normalise(text: str) -> str:
    """Fold a text for comparison: Unicode NFC, each run of white space one space, trimmed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def digest(paragraph: str) -> str:
    """Return the SHA-256 of a paragraph's normalised text, as 64 hexadecimal digits."""
    return hashlib.sha256(normalise(paragraph).encode()).hexdigest()


def blocks(text: str) -> list[str]:
    """Split a text at its line ends into normalised blocks, blank ones left out.

    Page furniture (date lines, bylines, advertisements) comes along: it is told from the paragraphs by digest.
    """
    return [block for block in map(normalise, text.splitlines()) if block]


def holds(paragraph: str, phrase: str) -> bool:
    """Tell whether a phrase stands in a paragraph word for word, white space apart."""
    return normalise(phrase) in normalise(paragraph)
