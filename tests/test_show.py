"""`rwpk show`: whose words are whose, and what each name finds."""

from __future__ import annotations

import json

import pytest

from tests.support import Run

DARFUR = """\
Darfur
mission darfur, in our words but for the phrases in quotes

Stated in the article
  name           Darfur
                 ¶4 “namely in Darfur (2004)”
  place          Darfur
                 ¶4 “namely in Darfur (2004)”
  role           contributor
                 ¶4 “over 5,000 troops engaged in various missions since 2004”
  framework      multilateral
                 ¶4 “UN peacekeeping operations, with over 5,000 troops engaged
                 in various missions”
  organisations  United Nations (UN)
                 ¶4 “UN peacekeeping operations, with over 5,000 troops engaged
                 in various missions”
  start          2004
                 ¶4 “namely in Darfur (2004)”
  summary        Rwandan troops engaged in Darfur, listed under UN peacekeeping;
                 the article names no mission there
                 ¶4 “namely in Darfur (2004)”
                 ¶4 “over 5,000 troops engaged in various missions since 2004”
                 ¶4 “UN peacekeeping operations, with over 5,000 troops engaged
                 in various missions”

Not stated in the article
  acronym   not stated
  partners  not stated
  end       not stated
  aims      not stated
  outcomes  not stated

Editorial, to find the record by
  country        Sudan (SDN)
  also known as  AMIS, UNAMID, Sudan, SDN

Not from the article: what other sources say
  agrees   Rwanda's first contingent of 155 soldiers arrived
           2004-08-15, https://sudantribune.com/article5541
  differs  Those soldiers served in the African Union Mission in Sudan (AMIS):
           an AU mission, where the article lists Darfur under UN operations
           2004-08-15, https://sudantribune.com/article5541
  adds     UNAMID, the AU-UN hybrid mission, was authorised by Security Council
           resolution 1769
           2007-07-31, https://press.un.org/en/2020/sc14401.doc.htm
  adds     UNAMID's mandate ended by resolution 2559, ten months before the
           article appeared
           2020-12-31, https://press.un.org/en/2020/sc14401.doc.htm

The article
  Vincent Biruta, “Rwanda’s Peacekeeping Missions: Promoting Global Peace and
  Security”, Diplomat Magazine, 2021-10-31,
  https://diplomatmagazine.eu/2021/10/31/rwandas-peacekeeping-missions-promoting
  -global-peace-and-security/
"""


def test_darfur_shows_what_is_stated_by_which_words_and_what_is_not(run: Run) -> None:
    done = run("show", "darfur", COLUMNS="80")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == DARFUR


def test_an_inference_is_apart_from_what_is_stated_and_says_why(run: Run) -> None:
    text = run("show", "cabo-delgado").stdout
    stated, inferred = text.split("Inferred from the article")
    assert "\n  start " not in stated
    assert "  start  between 2014 and 2021-10-31\n" in inferred
    assert "inferred: No year is given" in inferred


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
        ("darfour", 'no record is called "darfour": did you mean darfur?'),
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
    assert "  value       5,000\n" in text
    assert "  comparator  more than\n" in text
    assert "  as of  2021-10-31\n" in text.split("Inferred from the article")[1]


def test_a_year_is_shown_as_a_year(run: Run) -> None:
    assert "  value       2015\n" in run("show", "kigali-principles").stdout
