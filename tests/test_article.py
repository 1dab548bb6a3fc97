"""A dataset says what its article says, in the article's words; the real article itself may not be here."""

from __future__ import annotations

from pathlib import Path

import pycountry
import pytest

import rwpk
from rwpk import model
from rwpk.canonical import canonical, canonical_text, digest
from tests.articles import ARTICLES, Original, find_original

HERE = Path(__file__)
MISSIONS = ["unamir", "darfur", "south-sudan", "central-african-republic", "cabo-delgado"]
FACTS = [
    "threats-continue", "livelihoods-lost", "insecurity-transnational", "genocide-form", "abandoned-1994",
    "unamir-six-months", "lessons-learnt", "national-unity", "civilian-protection", "constitution",
    "constitution-communities", "kigali-principles", "multilateralism", "contributor-rank", "troops-deployed",
    "bilateral-agreements", "stability-step", "cooperation", "local-context", "development-work", "health-care",
    "umuganda", "umuganda-purpose", "local-ownership", "domestic-approach", "community-trust", "appreciation",
    "police-officers", "peace-academy", "academy-purpose", "purpose", "always-ready", "engagement-works",
    "global-responsibility",
]  # fmt: skip
# how the paragraphs of each article begin
BEGINNINGS = {
    "made-up": ["The bell", "The first", "Every", "In 1996", "On 17", "Not all", "The worst", "Whoever", "People ask"],
    "real": [
        "Society", "Taking", "With this", "Subsequently", "Additionally", "Peacebuilding", "All these", "Because",
        "In conclusion",
    ],
}  # fmt: skip
# words of the fourth paragraph of each article; in the made-up one, the fifth has nearly the same
OF_THE_FOURTH = {"made-up": "asked Tavarre for boats for the Ombrel Marshes", "real": "namely in Darfur (2004)"}


def holds(paragraph: str, phrase: str) -> bool:
    """Tell whether a phrase stands in a paragraph as `rwpk check --article` has it."""
    return bool(canonical(paragraph).find({canonical_text(phrase)}))


@pytest.fixture(scope="module")
def data() -> rwpk.Dataset:
    return rwpk.load(HERE.parents[1] / "data" / "missions.yaml")


@pytest.fixture(scope="module", params=ARTICLES)
def original(request: pytest.FixtureRequest) -> Original:
    return find_original(request.param)


@pytest.fixture(scope="module")
def paragraphs(original: Original) -> dict[int, str]:
    """An article's paragraphs by number, found by their digests."""
    blocks = {digest(canonical_text(block)): block for block in original.text.split("\n\n")}
    listed = rwpk.load(original.dataset).source.paragraphs
    return {paragraph.number: blocks[paragraph.sha256] for paragraph in listed if paragraph.sha256 in blocks}


def records(data: rwpk.Dataset) -> tuple[model.AnyRecord, ...]:
    return (*data.missions, *data.facts)


def mission(data: rwpk.Dataset, name: str) -> rwpk.Mission:
    return next(mission for mission in data.missions if mission.id == name)


# with an article ----------------------------------------------------------------------------------


def test_every_digest_is_that_of_a_paragraph(paragraphs: dict[int, str]) -> None:
    assert sorted(paragraphs) == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_the_paragraphs_are_numbered_as_they_stand(original: Original, paragraphs: dict[int, str]) -> None:
    beginnings = BEGINNINGS[original.name]
    found = [paragraphs[number][: len(beginning)] for number, beginning in enumerate(beginnings, 1)]
    assert found == beginnings


def test_every_phrase_stands_in_its_paragraph(original: Original, paragraphs: dict[int, str]) -> None:
    missing = [
        (record.id, evidence.phrase)
        for record in records(rwpk.load(original.dataset))
        for evidence in record.evidence
        if not holds(paragraphs[evidence.paragraph], evidence.phrase)
    ]
    assert not missing


def test_a_phrase_of_another_paragraph_does_not_count(original: Original, paragraphs: dict[int, str]) -> None:
    phrase = OF_THE_FOURTH[original.name]
    assert [number for number in paragraphs if holds(paragraphs[number], phrase)] == [4]


@pytest.mark.parametrize("original", ["made-up"], indirect=True)
def test_words_that_stand_apart_are_not_their_phrase(original: Original, paragraphs: dict[int, str]) -> None:
    assert [number for number in paragraphs if {"carry", "the", "sick"} <= set(paragraphs[number].split())] == [3, 7]
    assert [number for number in paragraphs if holds(paragraphs[number], "carry the sick")] == [7]


# without it ---------------------------------------------------------------------------------------


def test_the_records_are_five_missions_and_34_facts(data: rwpk.Dataset) -> None:
    assert [record.id for record in data.missions] == MISSIONS
    assert [record.id for record in data.facts] == FACTS


def test_the_source_lists_the_nine_paragraphs_in_order(data: rwpk.Dataset) -> None:
    assert [paragraph.number for paragraph in data.source.paragraphs] == list(range(1, 10))
    assert len({paragraph.sha256 for paragraph in data.source.paragraphs}) == 9


def test_the_source_is_dated_by_its_address_and_its_capture(data: rwpk.Dataset) -> None:
    assert (data.source.issued, data.source.accessed) == ("2021-10-31", "2024-04-24")
    assert "/2021/10/31/" in str(data.source.URL)


def test_a_phrase_has_two_to_twelve_words(data: rwpk.Dataset) -> None:
    phrases = [evidence.phrase for record in records(data) for evidence in record.evidence]
    assert not [phrase for phrase in phrases if not 2 <= len(phrase.split()) <= 12]


def test_the_mission_that_rwanda_hosted_is_not_one_it_sent_troops_to(data: rwpk.Dataset) -> None:
    assert {record.id: record.role for record in data.missions} == {
        name: "host" if name == "unamir" else "contributor" for name in MISSIONS
    }


def test_only_the_deployment_to_mozambique_is_bilateral(data: rwpk.Dataset) -> None:
    assert [record.id for record in data.missions if record.framework == "bilateral"] == ["cabo-delgado"]
    assert mission(data, "cabo-delgado").organisations == ()


def test_the_starts_are_those_of_the_article_and_two_are_inferred(data: rwpk.Dataset) -> None:
    assert {record.id: (record.start, record.start_basis) for record in data.missions} == {
        "unamir": ("1993-10", "inferred"),
        "darfur": ("2004", "stated"),
        "south-sudan": ("2011", "stated"),
        "central-african-republic": ("2014", "stated"),
        "cabo-delgado": ("[2014..2021-10-31]", "inferred"),
    }


def test_no_end_is_given_since_the_article_gives_none(data: rwpk.Dataset) -> None:
    assert [record.end for record in data.missions] == [None] * 5


def test_no_mission_has_for_its_own_the_troops_of_all_of_them(data: rwpk.Dataset) -> None:
    for record in data.missions:
        own = {name: value for name, value in model.plain(record).items() if name != "evidence"}
        assert "5,000" not in str(own)
        assert "5000" not in str(own)


def test_the_troops_are_counted_once_for_all_missions(data: rwpk.Dataset) -> None:
    troops = next(fact for fact in data.facts if fact.id == "troops-deployed")
    assert (troops.value, troops.unit, troops.comparator) == (5000, "troops", "more than")


def test_un_missions_that_the_article_does_not_name_are_aliases_alone(data: rwpk.Dataset) -> None:
    for record in data.missions:
        own = {name: value for name, value in model.plain(record).items() if name not in ("aliases", "evidence")}
        assert not [name for name in ("UNAMID", "UNMISS", "MINUSCA", "MISCA", "AMIS") if name in str(own)]


def test_what_is_inferred_says_why(data: rwpk.Dataset) -> None:
    inferred = [evidence for record in records(data) for evidence in record.evidence if evidence.basis == "inferred"]
    assert inferred
    assert all(evidence.note for evidence in inferred)


def test_country_codes_are_the_countries_own(data: rwpk.Dataset) -> None:
    for record in data.missions:
        country = pycountry.countries.get(alpha_3=record.country_code)
        assert country is not None
        assert record.country in (country.name, getattr(country, "common_name", None))
