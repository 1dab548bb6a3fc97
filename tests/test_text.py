"""What a text of a dataset may hold: nothing that hides a message or reverses a line, and all that scripts need."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rwpk
from rwpk import text
from tests.support import parse, read_data

WRITTEN = {
    "Persian with a non-joiner": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "Hindi with a joiner": "\u0915\u094d\u200d\u0937",
    "Bengali with a non-joiner": "\u09b0\u200d\u09cd\u09af",
    "Sinhala with a joiner": "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
    "Mongolian with a variation selector": "\u182a\u1820\u180b",
    "Mongolian with a vowel separator": "\u182e\u1820\u180e\u1820",
    "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "flag of a rainbow": "\U0001f3f3\ufe0f\u200d\U0001f308",
    "heart on fire": "\u2764\ufe0f\u200d\U0001f525",
    "astronaut with a colour of skin": "\U0001f469\U0001f3fd\u200d\U0001f680",
    "keycap": "1\ufe0f\u20e3",
    "sign as text": "\u00a9\ufe0e",
    "soft hyphen": "smug\u00adglers",
    "dash between words": "boats - and a ferry; two",
    "minus of typography": "\u22125 degrees",
}
REFUSED = {
    "joiner after a Latin letter": "a\u200db",
    "joiner at the beginning": "\u200d\u0915",
    "two joiners": "\u0915\u094d\u200d\u200d\u0937",
    "two joiners behind an emoji": "\U0001f468\u200d\u200d\U0001f469",
    "joiner after a blank": "\u0645 \u200c\u0645",
    "Mongolian selector after a Latin letter": "a\u180b",
    "variation selector after a letter": "a\ufe0f",
    "variation selector after a blank": "a \ufe0f",
    "two variation selectors": "\u2764\ufe0f\ufe0f",
    "joiner after a letter with a variation selector": "a\ufe0f\u200d",
}
#: First and last of each stretch of characters that no text needs.
HIDDEN = [
    (0x00, 0x1F), (0x7F, 0x9F), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x200B, 0x200B),
    (0x200E, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xD800, 0xDFFF), (0xFDD0, 0xFDEF),
    (0xFE00, 0xFE0D), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFC), (0xFFFE, 0xFFFF), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0x1FFFE, 0x1FFFF), (0xE0000, 0xE0FFF), (0x10FFFE, 0x10FFFF),
]  # fmt: skip


@pytest.mark.parametrize("kind", WRITTEN)
def test_what_a_script_or_an_emoji_needs_loads(kind: str) -> None:
    assert parse(read_data("harbour.yaml").replace("Two boats keep watch", f"The {WRITTEN[kind]}").encode(), "x.yaml")


@pytest.mark.parametrize("kind", REFUSED)
def test_a_joiner_or_selector_that_shapes_nothing_is_refused(kind: str) -> None:
    whole = read_data("harbour.yaml").replace("Two boats keep watch", f'"x{REFUSED[kind]}"')
    with pytest.raises(rwpk.DatasetError, match=r"has the character U\+[0-9A-F]{4}, .*: take it out"):
        parse(whole.encode(), "x.yaml")


@pytest.mark.parametrize(("first", "last"), HIDDEN, ids=[f"{first:04X}" for first, _ in HIDDEN])
def test_a_hidden_character_is_refused_wherever_it_stands(first: int, last: int) -> None:
    for sign in {chr(first), chr((first + last) // 2), chr(last)}:
        for written in (sign, f"a{sign}", f"{sign}a", f"\u0645{sign}\u0645", f"\u2764{sign}"):
            assert text.unsafe(written), ascii(written)
            assert sign not in text.printable(written)


@pytest.mark.parametrize("invisible", ["\u034f", "\u115f", "\u3164", "\uffa0", "\u061c", "\ufeff", "\U000e0101"])
def test_a_character_that_shows_nothing_cannot_tell_two_ids_or_names_apart_unseen(invisible: str) -> None:
    whole = read_data("harbour.yaml").replace("Quayside", f"Quay{invisible}side")
    with pytest.raises(rwpk.DatasetError, match=f"U\\+{ord(invisible):04X}"):
        parse(whole.encode(), "x.yaml")


@settings(max_examples=500)
@given(st.text(st.characters(exclude_categories=()) | st.sampled_from('=+-@;" \u00ad\u200c\u200d\ufe0f\u0645\u2764\n')))
def test_the_schema_accepts_every_safe_text_and_no_more_than_it_must(written: str) -> None:
    fits = re.search(text.SAFE_PATTERN, written) is not None
    if text.unsafe(written) is None:
        assert fits
    elif written.isascii():
        assert not fits


@settings(max_examples=300)
@given(st.text(st.sampled_from('=+-@\uff1d;\u037e" \u00ad\u3000ab')))
def test_a_text_without_formulas_is_safe_once_it_is_composed_too(written: str) -> None:
    left = text.without_formulas(written)
    assert text.unsafe(left) is None
    assert text.unsafe(unicodedata.normalize("NFC", left)) is None


def test_a_text_with_many_blanks_and_semicolons_is_judged_in_linear_time() -> None:
    from tests.support import bounded_work

    with bounded_work():
        for piece in ("; ", '"', " ", ";", "\u00ad", "\u0645\u200c", "\n"):
            text.unsafe("x" + piece * 300_000)
            re.search(text.SAFE_PATTERN, "x" + piece * 2_000)
