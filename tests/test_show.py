"""`rwpk show`: whose words are whose, and what each name finds."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest

from tests.support import Run

DARFUR = """\
Darfur
mission darfur, in our words but for the phrases in quotes

Stated in the article
  name   Darfur [1]
  place  Darfur [1]
  role   contributor [2] [3]
  start  2004 [1]

Inferred from the article, in whole or in part
  framework      multilateral [4]
  organisations  United Nations (UN) [4]
  summary        Rwandan troops engaged in Darfur; the article lists this under
                 UN peacekeeping and names no mission there [1] [3] [4]

The article's words
  [1]  ¶4 “namely in Darfur (2004)”
  [2]  ¶4 “Rwanda is now ranked in the top five contributor”
  [3]  ¶4 “over 5,000 troops engaged in various missions since 2004”
  [4]  ¶4 “top five contributor to the UN peacekeeping operations, with over
       5,000 troops”
       inferred (framework, organisations, summary): The sentence that lists
       Darfur is on UN peacekeeping, but the one before it speaks of African
       Union operations too

Not stated in the article
  acronym, partners, end, aims, outcomes, strength, mandate

Other claims of the article that bear on it, though perhaps not on it alone
  multilateralism   Rwanda advocates multilateralism for security by taking part
                    in several peacebuilding operations of the African Union and
                    the United Nations
                    rwpk show multilateralism
  contributor-rank  At the time of writing, Rwanda is ranked among the top five
                    contributors to UN peacekeeping operations
                    rwpk show contributor-rank
  troops-deployed   Writing of UN peacekeeping, the article speaks of over 5,000
                    Rwandan troops in missions since 2004, in Darfur, South
                    Sudan and the Central African Republic, but does not say
                    whether that is a strength at one time or a total since then
                    rwpk show troops-deployed

Editorial, to find the record by
  country        Sudan (SDN)
  also found by  Sudan, SDN, SD, Soudan, Sudão, Darfour, AMIS, MUAS, African
                 Union Mission in Sudan, UNAMID, MINUAD

Not from the article: other sources, in our words and as we compare them
  agrees   Rwanda sent its first 155 soldiers to Darfur
           2004-08-15, https://sudantribune.com/article5541
  differs  The first 155 soldiers served in the African Union Mission in Sudan
           (AMIS), where the article's sentence speaks of UN peacekeeping; the
           sentence before it names African Union operations too
           2004, https://sudantribune.com/article6918
  adds     UNAMID, the AU-UN hybrid mission, was authorised by Security Council
           resolution 1769
           2007-07-31, https://sudantribune.com/article25451
  adds     UNAMID took over from AMIS
           2007-12-31,
           https://unamid.unmissions.org/31-december-2007-unamid-takes-over-peacekeeping-darfur
  adds     UNAMID's mandate ended by resolution 2559, ten months before the
           article appeared, its withdrawal being due by 30 June 2021
           2020-12-31, https://press.un.org/en/2020/sc14401.doc.htm

The article
  Vincent Biruta, “Rwanda’s Peacekeeping Missions: Promoting Global Peace and
  Security”, Diplomat Magazine, 2021-10-31,
  https://diplomatmagazine.eu/2021/10/31/rwandas-peacekeeping-missions-promoting-global-peace-and-security/
  The author was Rwanda's Minister of Foreign Affairs and International
  Cooperation, so the article is a party's own account
"""


def test_darfur_shows_what_is_stated_by_which_words_and_what_is_not(run: Run) -> None:
    done = run("show", "darfur", COLUMNS="80")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == DARFUR


def test_each_phrase_stands_once_and_an_address_is_never_broken(run: Run) -> None:
    for columns in ("40", "60", "80", "100"):
        text = run("show", "darfur", COLUMNS=columns).stdout
        for address in json.loads(run("show", "darfur", "--json").stdout)["context"]:
            assert address["source"] in text
        joined = " ".join(text.split())
        phrases = {evidence["phrase"] for evidence in json.loads(run("show", "darfur", "--json").stdout)["evidence"]}
        assert [joined.count(f"“{phrase}”") for phrase in phrases] == [1] * len(phrases)


def test_an_inference_is_apart_from_what_is_stated_and_says_why(run: Run) -> None:
    text = run("show", "cabo-delgado").stdout
    stated, inferred = text.split("Inferred from the article")
    assert "\n  start " not in stated
    assert "  start      between 2014 and 2021-10-31 [" in inferred
    assert "inferred (start): No year is given" in inferred


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("darfur", "darfur"),
        ("Darfur", "darfur"),
        ("UNAMID", "darfur"),
        ("amis", "darfur"),
        ("sdn", "darfur"),
        ("Sudan", "darfur"),
        ("south sudan", "south-sudan"),
        ("SouthSudan", "south-sudan"),
        ("unmiss", "south-sudan"),
        ("cabo delgado", "cabo-delgado"),
        ("Cabo  Délgado", "cabo-delgado"),
        ("cabo", "cabo-delgado"),
        ("mozambique", "cabo-delgado"),
        ("car", "central-african-republic"),
        ("rca", "central-african-republic"),
        ("central", "central-african-republic"),
        ("rwanda", "unamir"),
        ("UNAMIR", "unamir"),
        ("united nations assistance mission for rwanda", "unamir"),
        ("kigali-principles", "kigali-principles"),
        ("Kigali Principles", "kigali-principles"),
        ("kigali", "kigali-principles"),
    ],
)
def test_a_record_is_found_by_any_of_its_names(run: Run, name: str, record: str) -> None:
    done = run("show", name, "--json")
    assert json.loads(done.stdout)["id"] == record


def test_a_name_of_several_words_needs_no_quotes(run: Run) -> None:
    assert run("show", "cabo", "delgado").stdout == run("show", "cabo-delgado").stdout


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("darfuur", 'no record is called "darfuur": did you mean darfur?'),
        ("unamed", "did you mean darfur?"),
        ("xyzzy", "rwpk missions and rwpk facts list the records"),
        ("", "no record is called"),
        ("---", "no record is called"),
        ("\x1b[31mred", "\\u{1b}[31mred"),
        ("c", "more than one record: central-african-republic, cabo-delgado, "),
        ("[/]", 'no record is called "[/]"'),
        ("x" * 100_000, "no record is called"),
    ],
)
def test_an_unknown_or_ambiguous_name_exits_1_and_says_so_on_stderr_alone(run: Run, name: str, told: str) -> None:
    done = run("show", "--", name)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("rwpk: error: ")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_fact_shows_its_number_and_when_it_held(run: Run) -> None:
    text = run("show", "troops-deployed").stdout
    assert "  value       5,000 [1]\n" in text
    assert "  comparator  more than [1]\n" in text
    assert "  as of  in or before 2021-10-31 [" in text.split("Inferred from the article")[1]


def test_a_year_is_shown_as_a_year(run: Run) -> None:
    assert "  value      2015 [" in run("show", "kigali-principles").stdout


WHO_SPEAKS = "The author was Rwanda's Minister of Foreign Affairs and International Cooperation, so the article is a party's own account"  # noqa: E501


@pytest.mark.parametrize("options", [[], ["--linear"]])
def test_every_record_says_whose_account_it_is(run: Run, options: list[str]) -> None:
    for record in ("darfur", "unamir", "kigali-principles"):
        assert WHO_SPEAKS in " ".join(run("show", record, *options).stdout.split())


def test_a_citation_and_a_picture_say_whose_account_it_is(run: Run, tmp_path: Path) -> None:
    assert WHO_SPEAKS in " ".join(run("cite").stdout.split())
    for ending in ("txt", "svg"):
        run("timeline", "-o", str(tmp_path / f"x.{ending}"))
        saved = html.unescape((tmp_path / f"x.{ending}").read_text(encoding="utf-8"))
        assert WHO_SPEAKS in " ".join(saved.split())


def test_facts_that_speak_of_a_mission_are_listed_with_it(run: Run) -> None:
    text = run("show", "darfur").stdout
    not_stated, _, together = text.partition(
        "Other claims of the article that bear on it, though perhaps not on it alone\n"
    )
    assert not_stated.endswith(", strength, mandate\n\n")
    assert "over 5,000 Rwandan troops" in together
    assert "rwpk show troops-deployed\n" in together
    assert "together" not in run("show", "peace-academy").stdout


def test_a_number_without_a_comparator_says_so(run: Run) -> None:
    _, _, missing = run("show", "kigali-principles").stdout.partition("Not stated in the article\n")
    assert missing.startswith("  comparator")
