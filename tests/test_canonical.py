"""The canonical form: what makes a difference between a text and its copy, and what does not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rwpk.canonical import canonical, canonical_text, digest
from rwpk.text import without_invisible


def stands(text: str, phrase: str) -> bool:
    return bool(canonical(text).find({canonical_text(phrase)}))


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("two \t words\n", "twowords"),
        ("no\u00a0break", "nobreak"),
        ("e\u0301", "\u00e9"),
        ("ﬁne ﬂags", "fineflags"),
        ("Ａ１", "A1"),
        ("", ""),
        ("Rwanda’s “own”", "Rwandasown"),
        ("long-\nlasting co\u00adop", "longlastingcoop"),
        ("*bold* _under_ /slant/ **both**", "boldunderslantboth"),
        ("2,300 of 1.5 at 12:30, in 1/2. 3", "2,300of1.5at12:30in1/23"),
        ("word[3] and [12] but [1234]", "wordandbut1234"),
        ("see <https://example.org/a?b=1> and <mailto:a@b.c>", "seeand"),
        ("broken <https://example.org/a?\n   b=1> here", "brokenhere"),
        ("[Highmere](https://example.org/h?a=1) asked (https://example.org)", "Highmereasked"),
        ('[Highmere](https://example.org/h){.wide rel="x"} asked', "Highmereasked"),
        ("a <b>bold</b> <br/> word", "aboldword"),
        ("3 < 4 and 5 > 2", "34and52"),
        ("bread&nbsp;and&#8211;b&uuml;tter & AT&T", "breadandbütterATT"),
        ("zero\u200bwidth \u2066isolate\u2069 \u200emark\u200e \ufeffbom", "zerowidthisolatemarkbom"),
        ("मेल", "मेल"),
        ("卢旺达，部队。", "卢旺达部队"),
        ("the villagers´ wish, ʻokina and ʼtwas", "thevillagerswishokinaandtwas"),
        ("عـــربي ١٫٥", "عربي١٫٥"),
        ("note[^1] and \\[12\\] here", "noteandhere"),
        ('[fires](https://example.org "The fires") and [more](/wiki/More)', "firesandmore"),
        ("mail <a@example.org> or <www.example.org>", "mailor"),
        ("the last <b of its boats, which killed 40 people> boats", "thelastbofitsboatswhichkilled40peopleboats"),
        ("(JRGT){which killed 40 people} to clear", "JRGTwhichkilled40peopletoclear"),
        ("a <killed> man and [he](left)", "akilledmanandheleft"),
    ],
)
def test_a_form_has_letters_marks_and_digits_alone(written: str, form: str) -> None:
    assert canonical_text(written) == form
    assert canonical(written).text == form


def test_a_digest_is_sha_256_of_the_form() -> None:
    # the digest of "abc" in FIPS 180-4
    assert digest(canonical_text("“a b-c”\n")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5,000 troops", "5.000 troops"),
        ("5,000 troops", "6,000 troops"),
        ("in 2004", "in 2005"),
        ("Has", "has"),
        ("café", "cafe"),
        ("मेल", "माल"),
        ("1/2", "12"),
    ],
)
def test_a_changed_letter_figure_or_accent_changes_the_form(one: str, other: str) -> None:
    assert canonical_text(one) != canonical_text(other)


@given(st.text())
@example("\u1ffd")  # composed, it is an accent that stands alone
@example("\u00b4")
def test_invisible_signs_and_composition_never_count(text: str) -> None:
    shown = "".join(f"{character}\u200b" if not unicodedata.combining(character) else character for character in text)
    for form in ("NFC", "NFD"):
        assert canonical_text(unicodedata.normalize(form, text)) == canonical_text(text)
    if not set("[]<>&{}:/") & set(text) and text.isascii():
        assert canonical_text(shown) == canonical_text(text)
    assert canonical_text(without_invisible(text)) == canonical_text(text) or set("<[&{:") & set(text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_form_is_the_same_however_it_is_asked_for(first: str, second: str) -> None:
    whole = f"{first} {second}"
    made = canonical(whole)
    assert made.text == canonical_text(whole)
    assert sorted(made.starts) == list(made.starts)
    assert all(0 <= made.origin(offset) <= len(whole) for offset in range(len(made.text)))


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("big  boats", True),
        ("big\nboats", True),
        ("‘big’ boats", True),
        ("Big boats", False),
        ("boats big", False),
        ("cafe\u0301", True),
        ("big boat", False),
        ("ig boats", False),
        ("the lake", True),
        ("lake’s shore", True),
        ("s shore", True),
    ],
)
def test_a_phrase_stands_word_for_word_whatever_is_between(phrase: str, found: bool) -> None:
    assert stands("two big boats at the café, by the lake's shore", phrase) is found


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("मेल माली गाँव", "माली गाँव", True),
        ("मेल माली गाँव", "मेल मा", False),
        ("르완다가 군대를 보냈다", "군대를 보냈다", True),
        ("르완다가 군대를 보냈다", "르완다가 군대", False),
        ("卢旺达派出部队", "派出部队", True),
        ("รวันดาส่งทหารไป", "ส่งทหาร", True),
        ("ที่ดี", "ที", False),
    ],
)
def test_half_a_word_is_no_quotation_in_any_script(text: str, phrase: str, found: bool) -> None:
    assert stands(text, phrase) is found


def test_a_place_in_the_form_is_found_in_the_text() -> None:
    text = "“Two” boats,\n\nand café au lait"
    made = canonical(text)
    for word in ("boats", "and", "café", "lait"):
        assert text[made.origin(made.text.index(word)) :].startswith(word)


def test_many_phrases_are_looked_for_as_one() -> None:
    text = " ".join(f"boat{number} of the lake" for number in range(2_000))
    wanted = {canonical_text(f"boat{number} of the") for number in range(4_000)}
    found = canonical(text).find(wanted)
    assert len(found) == 2_000
    assert all(len(places) == 1 for places in found.values())
