"""The dataset and the context hold what their sources say, no more and no less: every value, basis and row by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

import rwpk
from rwpk import loading, model
from rwpk.text import normalize_name
from tests.articles import find_original

DATASET = Path(__file__).parents[1] / "data" / "missions.yaml"
UN_DEPLOYMENTS = ("darfur", "south-sudan", "central-african-republic")
#: Each fact's topic, paragraph, value, unit and comparator.
FACTS = {
    "threats-continue": ("context", 1, None, None, None),
    "livelihoods-lost": ("context", 1, None, None, None),
    "insecurity-transnational": ("context", 1, None, None, None),
    "genocide-form": ("history", 2, None, None, None),
    "abandoned-1994": ("history", 2, None, None, None),
    "unamir-six-months": ("history", 2, 6, "months", "exactly"),
    "lessons-learnt": ("principle", 2, None, None, None),
    "national-unity": ("history", 2, None, None, None),
    "civilian-protection": ("principle", 3, None, None, None),
    "constitution": ("law", 3, None, None, None),
    "constitution-communities": ("law", 3, None, None, None),
    "kigali-principles": ("commitment", 3, 2015, "year", None),
    "multilateralism": ("principle", 4, None, None, None),
    "contributor-rank": ("personnel", 4, 5, "rank", "at most"),
    "troops-deployed": ("personnel", 4, 5000, "troops", "more than"),
    "bilateral-agreements": ("principle", 5, None, None, None),
    "stability-step": ("outcome", 5, None, None, None),
    "cooperation": ("principle", 6, None, None, None),
    "local-context": ("principle", 6, None, None, None),
    "development-work": ("practice", 6, None, None, None),
    "health-care": ("practice", 6, None, None, None),
    "umuganda": ("practice", 6, None, None, None),
    "umuganda-purpose": ("practice", 6, None, None, None),
    "local-ownership": ("principle", 6, None, None, None),
    "domestic-approach": ("principle", 7, None, None, None),
    "community-trust": ("reputation", 7, None, None, None),
    "appreciation": ("reputation", 7, None, None, None),
    "police-officers": ("personnel", 7, None, None, None),
    "peace-academy": ("institution", 8, None, None, None),
    "academy-purpose": ("institution", 8, None, None, None),
    "purpose": ("principle", 9, None, None, None),
    "always-ready": ("commitment", 9, None, None, None),
    "engagement-works": ("outcome", 9, None, None, None),
    "global-responsibility": ("commitment", 9, None, None, None),
}
#: When facts were true: what the article dates, and the bound that its own date sets.
AS_OF = {
    "abandoned-1994": ("1994", "stated"),
    "unamir-six-months": ("1994-04", "stated"),
    "contributor-rank": ("[..2021-10-31]", "inferred"),
    "troops-deployed": ("[..2021-10-31]", "inferred"),
}
#: The missions that facts speak of.
ABOUT = {
    "abandoned-1994": ("unamir",),
    "unamir-six-months": ("unamir",),
    "multilateralism": UN_DEPLOYMENTS,
    "contributor-rank": UN_DEPLOYMENTS,
    "troops-deployed": UN_DEPLOYMENTS,
    "bilateral-agreements": ("cabo-delgado",),
    "stability-step": ("cabo-delgado",),
}
# The fields of a mission that the article fills, as the basis of each. The rest are not stated.
_OF_THE_UN = {
    "name": "stated",
    "place": "stated",
    "role": "stated",
    "framework": "inferred",
    "organisations": "inferred",
    "start": "stated",
    "summary": "inferred",
}
#: How each field of a mission is known: inferred if any of its evidence is.
BASES = {
    "unamir": {
        "name": "stated",
        "acronym": "stated",
        "place": "stated",
        "role": "stated",
        "framework": "stated",
        "organisations": "stated",
        "start": "inferred",
        "outcomes": "stated",
        "summary": "stated",
    },
    **dict.fromkeys(UN_DEPLOYMENTS, _OF_THE_UN),
    "cabo-delgado": {
        "name": "stated",
        "place": "stated",
        "role": "stated",
        "framework": "inferred",
        "partners": "stated",
        "start": "inferred",
        "aims": "stated",
        "outcomes": "stated",
        "summary": "inferred",
    },
}
#: Each mission's place, country code, role, framework, organisations, partners and start.
MISSIONS = {
    "unamir": ("Rwanda", "RWA", "host", "multilateral", ("United Nations (UN)",), (), "1993-10"),
    "darfur": ("Darfur", "SDN", "contributor", "multilateral", ("United Nations (UN)",), (), "2004"),
    "south-sudan": ("South Sudan", "SSD", "contributor", "multilateral", ("United Nations (UN)",), (), "2011"),
    "central-african-republic": (
        "Central African Republic", "CAF", "contributor", "multilateral", ("United Nations (UN)",), (), "2014",
    ),
    "cabo-delgado": (
        "Cabo Delgado Province, Mozambique", "MOZ", "contributor", "bilateral", (),
        ("Mozambique Armed Defence Forces (FADM)", "Forces of the Southern African Development Community (SADC)"),
        "[2014..2021-10-31]",
    ),
}  # fmt: skip
#: Names that people type, and that are none of the article's.
ALIASES = {
    "unamir": "Rwanda|RWA|RW|Ruanda|MINUAR|Mission des Nations Unies pour l'assistance au Rwanda",
    "darfur": "Sudan|SDN|SD|Soudan|Sudão|Darfour|AMIS|MUAS|African Union Mission in Sudan|UNAMID|MINUAD",
    "south-sudan": "SSD|SS|Soudan du Sud|Sudão do Sul|Sudani y'Epfo|Juba|UNMISS|MINUSS",
    "central-african-republic": (
        "the Central African Republic|CAR|CAF|CF|RCA|Centrafrique|République centrafricaine|"
        "República Centro-Africana|Bangui|MISCA|MINUSCA"
    ),
    "cabo-delgado": "Mozambique|MOZ|MZ|Moçambique|Mozambiki|Delgado|Palma|Mocímboa da Praia",
    "contributor-rank": "top five",
    "peace-academy": "Rwanda Peace Academy|RPA",
}
#: Other missions, and whole forces: they find no record.
NO_ALIASES = ("UNMIS", "SAMIM", "RDF", "MINURCAT")
_IPI = "IPI Providing for Peacekeeping database"
_IPI_BY_MONTH = f"{_IPI}, contributions by month and mission"
#: Each note's record, relation, date and source, in order.
NOTES = [
    ("darfur", "agrees", "2004-08-15", "https://sudantribune.com/article5541"),
    ("darfur", "differs", "2004", "https://sudantribune.com/article6918"),
    ("darfur", "adds", "2007-07-31", "https://sudantribune.com/article25451"),
    ("darfur", "adds", "2007-12-31", "https://unamid.unmissions.org/31-december-2007-unamid-takes-over-peacekeeping-darfur"),
    ("darfur", "adds", "2020-12-31", "https://press.un.org/en/2020/sc14401.doc.htm"),
    ("south-sudan", "adds", "2011-07-08", "https://www.un.org/en/peacekeeping/missions/unmiss/mandate.shtml"),
    ("south-sudan", "agrees", "2011-08", _IPI_BY_MONTH),
    ("south-sudan", "differs", "2012-03/2012-05", _IPI_BY_MONTH),
    ("central-african-republic", "agrees", "2014-01-16", "http://newtimes.co.rw/article/103147/"),
    ("central-african-republic", "differs", "2014-01-16", "http://newtimes.co.rw/article/103147/"),
    ("central-african-republic", "adds", "2014-04-10", "https://press.un.org/en/2014/sc11349.doc.htm"),
    ("central-african-republic", "agrees", "2014-09-15", "https://un.org.za/security-council-press-statement-on-minusca"),
    ("central-african-republic", "adds", "2020-12", "https://www.therwandan.com/rwanda-deploys-force-protection-troops-to-central-african-republic/"),
    ("bilateral-agreements", "agrees", "2020-12", "https://www.therwandan.com/rwanda-deploys-force-protection-troops-to-central-african-republic/"),
    ("cabo-delgado", "adds", "2021-07-09", "https://www.therwandan.com/rwanda-deploys-1000-troops-to-fight-alongside-mozambique-army/"),
    ("cabo-delgado", "agrees", "2021-08-08", "https://nationalpost.com/pmn/news-pmn/rwanda-defence-force-says-retakes-strategic-mozambican-town-from-insurgents"),
    ("cabo-delgado", "differs", "2021-08-09", "https://allafrica.com/stories/202108090660.html"),
    ("unamir", "agrees", "1993-10-05", "https://unscr.com/en/resolutions/872"),
    ("unamir", "differs", "1993-12", "https://www.hrw.org/reports/1999/rwanda/Geno4-7-01.htm"),
    ("unamir", "adds", "1996-03-08", "UN Department of Public Information, UNAMIR background"),
    (
        "abandoned-1994", "adds", "1994-04",
        "US diplomatic cable of 26 April 1994, francegenocidetutsi.com, document 24973",
    ),
    ("contributor-rank", "agrees", "2021-01-31", "UN, contribution rankings (Total_Uniformed_Personnel)"),
    ("contributor-rank", "agrees", "2022-01-31", "UN, contribution rankings (Total_Uniformed_Personnel)"),
    ("contributor-rank", "adds", "2010-12/2012-12", _IPI),
    ("troops-deployed", "adds", "2021-01-31/2022-01-31", "UN, contribution rankings"),
    ("troops-deployed", "differs", "2021-07", "https://www.newtimes.co.rw/article/187864"),
    ("kigali-principles", "agrees", "2015-05", "https://www.globalr2p.org/resources/the-kigali-principles-on-the-protection-of-civilians/"),
    ("kigali-principles", "adds", "2015-05-28/2015-05-29", "https://www.globalr2p.org/resources/the-kigali-principles-on-the-protection-of-civilians/"),
    ("peace-academy", "adds", "2009-02", "https://www.mofa.go.jp/region/africa/ticad/ticadfollow-up/report/status/PR000195_5.html"),
    ("peace-academy", "adds", "2008/2012-12-31", "https://rpa.ac.rw/about/overview"),
    ("dataset", "adds", None, _IPI),
]  # fmt: skip
LEFT_OUT = (
    "UNMIS", "MINUSTAH", "Haiti", "UNMIL", "Liberia", "UNOCI", "Côte d'Ivoire", "MINUSMA", "Mali", "MINURCAT", "Chad",
    "UNISFA", "Abyei",
)  # fmt: skip
# How each paragraph begins; each is one line of the copy.
_BEGINNINGS = (
    "Society", "Taking", "With this", "Subsequently", "Additionally", "Peacebuilding", "All these", "Because",
    "In conclusion",
)  # fmt: skip
# Names can be said in no words but their own: each counts as one word. Those that hold others come first.
_NAMES = (
    "2015 Kigali Principles on Protection of Civilians",
    "Kigali Principles on Protection of Civilians",
    "United Nations Assistance Mission for Rwanda",
    "Southern African Development Community",
    "Mozambique Armed Defence Forces",
    "Genocide against the Tutsi",
    "Central African Republic",
    "Cabo Delgado Province",
    "Rwanda Peace Academy",
    "African Union",
    "United Nations",
    "South Sudan",
)
#: The most words in a row that our own text may share with the article.
MAX_SHARED_WORDS = 4


@pytest.fixture(scope="module")
def data() -> rwpk.Dataset:
    return rwpk.load(DATASET)


@pytest.fixture(scope="module")
def notes(data: rwpk.Dataset) -> tuple[model.Note, ...]:
    return tuple(loading.load_context(rwpk.load()))


@pytest.fixture(scope="module")
def paragraphs() -> dict[int, str]:
    """The article's paragraphs by number, with plain blanks; skips where there is no copy of it."""
    lines = [fold(line) for line in find_original("real").text.splitlines()]
    by_number = {
        number: [line for line in lines if line.startswith(beginning) and len(line.split()) >= 20]
        for number, beginning in enumerate(_BEGINNINGS, 1)
    }
    assert [len(found) for found in by_number.values()] == [1] * 9
    return {number: found[0] for number, found in by_number.items()}


def fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def sentences(paragraph: str) -> list[str]:
    return re.split(r"(?<=[.!?]) (?=[A-Z])", paragraph)


def bases(record: model.AnyRecord) -> dict[str, str]:
    """Each field that evidence backs: inferred if any of its evidence is, else stated."""
    result: dict[str, str] = {}
    for evidence in record.evidence:
        for field in evidence.supports:
            result[field] = "inferred" if "inferred" in (result.get(field), evidence.basis) else "stated"
    return result


def texts(record: model.AnyRecord) -> Iterator[str]:
    """All that a record says in our own words."""
    if isinstance(record, model.Fact):
        yield record.statement
    else:
        yield from (record.summary or "", *record.aims, *record.outcomes)
    yield from (evidence.note for evidence in record.evidence if evidence.note)


def runs(text: str) -> set[tuple[str, ...]]:
    """All runs of one word more than may be shared; a name counts as one word."""
    plain = fold(text).replace("’", "'").casefold()
    for number, name in enumerate(_NAMES):
        plain = re.sub(rf"\b{name.casefold()}\b", f"name{number}", plain)
    words = re.findall(r"[\w']+", plain)
    return {tuple(words[at : at + MAX_SHARED_WORDS + 1]) for at in range(len(words) - MAX_SHARED_WORDS)}


# The facts.


def test_the_facts_are_those_of_the_article_with_its_values(data: rwpk.Dataset) -> None:
    assert [fact.id for fact in data.facts] == list(FACTS)
    assert {fact.id: (fact.topic, fact.value, fact.unit, fact.comparator) for fact in data.facts} == {
        name: (topic, value, unit, comparator) for name, (topic, _, value, unit, comparator) in FACTS.items()
    }


def test_a_fact_rests_on_its_paragraph_alone(data: rwpk.Dataset) -> None:
    assert {fact.id: {evidence.paragraph for evidence in fact.evidence} for fact in data.facts} == {
        name: {paragraph} for name, (_, paragraph, *_) in FACTS.items()
    }


def test_a_fact_is_stated_but_for_the_bound_that_the_articles_date_sets(data: rwpk.Dataset) -> None:
    assert {fact.id: (fact.as_of, bases(fact)["as_of"]) for fact in data.facts if fact.as_of} == AS_OF
    inferred = {(fact.id, field) for fact in data.facts for field, basis in bases(fact).items() if basis == "inferred"}
    assert inferred == {(name, "as_of") for name, (_, basis) in AS_OF.items() if basis == "inferred"}


def test_a_fact_names_the_missions_that_it_speaks_of(data: rwpk.Dataset) -> None:
    assert {fact.id: fact.about for fact in data.facts if fact.about} == ABOUT


def test_a_statement_is_no_stronger_than_the_articles(data: rwpk.Dataset) -> None:
    statements = {fact.id: fact.statement for fact in data.facts}
    assert "only" not in statements["local-ownership"]
    assert "trusted" not in statements["community-trust"]
    assert not [record.id for record in data.records for text in texts(record) if re.search(r"\bonly\b", text)]
    # a strength at the time, or a sum since 2004
    assert "does not say whether that is a strength at one time or a total since then" in statements["troops-deployed"]
    # the Principles' year; the signing has none
    assert "Principles on Protection of Civilians, which date from 2015" in statements["kigali-principles"]


# The missions.


def test_the_missions_are_those_of_the_article_with_its_values(data: rwpk.Dataset) -> None:
    assert {
        mission.id: (
            mission.place, mission.country_code, mission.role, mission.framework, mission.organisations,
            mission.partners, mission.start,
        )
        for mission in data.missions
    } == MISSIONS  # fmt: skip


def test_each_field_of_a_mission_is_stated_or_inferred(data: rwpk.Dataset) -> None:
    assert {mission.id: bases(mission) for mission in data.missions} == BASES


def test_what_the_article_gives_of_no_mission_is_not_stated(data: rwpk.Dataset) -> None:
    assert {(mission.end, mission.strength, mission.mandate) for mission in data.missions} == {(None, None, None)}
    assert [mission.id for mission in data.missions if mission.acronym] == ["unamir"]


def test_a_mission_rests_on_its_paragraph_and_a_bound_on_that_of_its_year(data: rwpk.Dataset) -> None:
    assert {
        mission.id: {evidence.paragraph for evidence in mission.evidence if evidence.supports != ("start",)}
        for mission in data.missions
    } == {"unamir": {2}, **{name: {4} for name in UN_DEPLOYMENTS}, "cabo-delgado": {5}}
    starts = {
        mission.id: [evidence.paragraph for evidence in mission.evidence if "start" in evidence.supports]
        for mission in data.missions
    }
    assert starts == {"unamir": [2], **{name: [4] for name in UN_DEPLOYMENTS}, "cabo-delgado": [5, 4]}


def test_a_summary_says_where_the_article_names_no_mission(data: rwpk.Dataset) -> None:
    named = {mission.id for mission in data.missions if "names no mission" not in (mission.summary or "")}
    assert named == {"unamir", "cabo-delgado"}


def test_the_towns_were_liberated_by_the_joint_forces(data: rwpk.Dataset) -> None:
    outcomes = {mission.id: mission.outcomes for mission in data.missions if mission.outcomes}
    assert outcomes.keys() == {"unamir", "cabo-delgado"}
    assert outcomes["cabo-delgado"] == ("several key towns liberated by the Joint Forces",)


# Names.


def test_records_have_the_other_names_that_people_type(data: rwpk.Dataset) -> None:
    assert {record.id: "|".join(record.aliases) for record in data.records if record.aliases} == ALIASES


def test_no_name_finds_two_records(data: rwpk.Dataset) -> None:
    owners: dict[str, set[str]] = {}
    for record in data.records:
        own = (record.name, record.place, record.acronym) if isinstance(record, model.Mission) else ()
        for name in filter(None, (record.id, *own, *record.aliases)):
            owners.setdefault(normalize_name(name), set()).add(record.id)
    assert not {name: ids for name, ids in owners.items() if len(ids) > 1}
    assert not owners.keys() & set(map(normalize_name, (*NO_ALIASES, *LEFT_OUT)))


# The context.


def test_the_notes_are_those_of_the_sources(notes: tuple[model.Note, ...]) -> None:
    assert [(note.record, note.relation, note.date, note.source) for note in notes] == NOTES


def test_a_note_begins_as_a_sentence_does_and_has_no_full_stop(notes: tuple[model.Note, ...]) -> None:
    broken = [note.statement for note in notes if not re.match(r'["A-Z0-9].*[^.]$', note.statement)]
    assert not broken


def test_the_note_on_the_whole_names_what_the_article_leaves_out(notes: tuple[model.Note, ...]) -> None:
    names = {note.record: note.names for note in notes if note.names}
    assert names == {"darfur": ("UNAMID",), "unamir": ("UNAMIR",), "dataset": LEFT_OUT}


# With the article.


def test_every_sentence_is_behind_a_record(data: rwpk.Dataset, paragraphs: dict[int, str]) -> None:
    quoted = [(evidence.paragraph, fold(evidence.phrase)) for record in data.records for evidence in record.evidence]
    unused = [
        (number, " ".join(sentence.split()[:4]))
        for number, paragraph in paragraphs.items()
        for sentence in sentences(paragraph)
        if not any(number == of and phrase in sentence for of, phrase in quoted)
    ]
    assert not unused
    assert sum(len(sentences(paragraph)) for paragraph in paragraphs.values()) == 27


def test_a_phrase_stands_once_in_the_article_and_is_never_a_whole_sentence(
    data: rwpk.Dataset, paragraphs: dict[int, str]
) -> None:
    whole = {sentence.rstrip(".") for paragraph in paragraphs.values() for sentence in sentences(paragraph)}
    text = "\n".join(paragraphs.values())
    for record in data.records:
        for evidence in record.evidence:
            assert text.count(fold(evidence.phrase)) == 1, (record.id, evidence.phrase)
            assert fold(evidence.phrase) in paragraphs[evidence.paragraph], (record.id, evidence.phrase)
            assert evidence.phrase.rstrip(".") not in whole, (record.id, evidence.phrase)


def test_our_own_words_are_not_the_articles(data: rwpk.Dataset, paragraphs: dict[int, str]) -> None:
    of_the_article = set().union(*map(runs, paragraphs.values()))
    ours = [(record.id, text) for record in data.records for text in texts(record)]
    ours += [(f"paragraph {paragraph.number}", paragraph.heading) for paragraph in data.source.paragraphs]
    shared = [(name, " ".join(run)) for name, text in ours for run in sorted(runs(text) & of_the_article)]
    assert not shared


def test_the_articles_own_acronyms_are_all_that_our_words_use(data: rwpk.Dataset, paragraphs: dict[int, str]) -> None:
    acronym = re.compile(r"\b[A-Z]{2,}\b")
    of_the_article = {word for paragraph in paragraphs.values() for word in acronym.findall(paragraph)}
    ours = {word for record in data.records for text in texts(record) for word in acronym.findall(text)}
    assert of_the_article == {"UN", "UNAMIR", "FADM", "SADC"}
    assert ours <= of_the_article
