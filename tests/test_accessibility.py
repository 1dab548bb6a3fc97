"""What a person gets who hears the text, or whose terminal can only write lines."""

from __future__ import annotations

import re
from textwrap import fill

import pytest

from tests.support import Run, at_terminal, read_data, without_colour

CABO = """\
Cabo Delgado
mission cabo-delgado, in our words but for the phrases in quotes

Stated in the article:
name: Cabo Delgado [1]
place: Cabo Delgado Province, Mozambique [1] [2]
role: contributor [2]
partners: Mozambique Armed Defence Forces (FADM); Forces of the Southern African Development Community (SADC) [4] [5]
aims: to fight terrorism; to restore Mozambican state authority [1] [8]
outcomes: several key towns liberated by the Joint Forces [9]

Inferred from the article, in whole or in part:
framework: bilateral [3]
start: between 2014 and 2021-10-31 [6] [7]
summary: Rwandan troops in Mozambique, on request under a bilateral agreement, who work beside Mozambican and SADC forces in designated sectors [2] [3] [4] [5]

The article's words:
[1]: paragraph 5: “to fight terrorism in Cabo Delgado Province”
[2]: paragraph 5: “the Rwandan troops in Mozambique have joined their efforts”
[3]: paragraph 5: “has also entered in bilateral agreements, upon request”
inferred (framework, summary): The paragraph speaks of bilateral agreements on request in general, then turns to Mozambique without saying that these troops went under one
[4]: paragraph 5: “Mozambique Armed Defence Forces (FADM) and forces from”
[5]: paragraph 5: “Southern African Development Community (SADC) in designated sectors of responsibility”
[6]: paragraph 5: “Most recently, the Rwandan troops in Mozambique”
inferred (start): No year is given; "most recently" puts it after the last deployment that the article dates (2014), and an article of 2021-10-31 cannot report what came later. The words may also mean the latest bilateral deployment, or say when the efforts were joined
[7]: paragraph 4: “Central African Republic (in 2014)”
inferred (start): the last deployment that the article dates, so the earliest year that "most recently" allows
[8]: paragraph 5: “restore Mozambican state authority”
[9]: paragraph 5: “The Joint Forces have already liberated several key towns”

Not stated in the article:
acronym, organisations, end, strength, mandate
"""  # noqa: E501


def test_a_record_is_told_line_by_line(run: Run) -> None:
    done = run("show", "cabo", "--linear")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(CABO)
    assert (
        "\nEditorial, to find the record by:\ncountry: Mozambique (MOZ)\nalso found by: Mozambique, MOZ, MZ, "
        in done.stdout
    )
    assert (
        "\nNot from the article: other sources, in our words and as we compare them:\nadds: 1,000 Rwandan soldiers"
        in done.stdout
    )


@pytest.mark.parametrize("columns", [60, 140])
@pytest.mark.parametrize("arguments", ["show cabo", "show umuganda", "timeline", "timeline --since 2010"])
def test_a_dumb_terminal_gets_plain_lines_unasked(run: Run, arguments: str, columns: int) -> None:
    drawn = at_terminal(*arguments.split(), columns=columns, TERM="dumb")
    asked = run(*arguments.split(), "--linear").stdout
    assert drawn.startswith(asked)
    assert not re.search("[\x1b\u2500-\u25ff]", drawn)
    assert not re.search("^ |  ", asked, re.MULTILINE), "nothing is told by its place"


def test_a_dumb_terminal_gets_the_codebook_in_plain_lines_too() -> None:
    text = at_terminal("codebook", "missions", columns=80, TERM="dumb")
    assert "\nstart: " in text
    assert not re.search("[\x1b\u2500-\u25ff]|^ |  ", text, re.MULTILINE)


@pytest.mark.parametrize("command", ["show cabo", "timeline"])
def test_lines_to_listen_to_and_data_are_not_both_to_be_had(run: Run, command: str) -> None:
    done = run(*command.split(), "--linear", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--json and --linear exclude each other: give one" in done.stderr


def test_a_pipe_gets_the_drawing_whatever_the_terminal_is(run: Run) -> None:
    for arguments in (["timeline"], ["show", "darfur"]):
        assert run(*arguments, TERM="dumb").stdout == run(*arguments, TERM="xterm").stdout


def test_every_line_of_a_timeline_says_of_what_it_speaks() -> None:
    for line in read_data("timeline-linear.txt").splitlines()[:-2]:
        assert re.fullmatch(
            r"[a-z-]+: Rwanda as (host|contributor), \w+( \(inferred\))?; start .+, (stated|inferred); end .+", line
        )


@pytest.mark.parametrize("columns", [60, 140])
@pytest.mark.parametrize("arguments", ["", "--since 2015", "--role host"])
def test_a_timeline_fits_the_terminal_and_colour_adds_nothing_but_looks(arguments: str, columns: int) -> None:
    bare = at_terminal("timeline", *arguments.split(), columns=columns, NO_COLOR="1")
    coloured = at_terminal("timeline", *arguments.split(), columns=columns)
    assert "\x1b" not in bare
    assert "\x1b[3" in coloured
    assert without_colour(coloured) == bare.splitlines()
    assert max(map(len, bare.partition("\n\n")[0].splitlines())) <= columns


def test_a_person_is_told_what_the_timeline_leaves_out() -> None:
    text = at_terminal("timeline", columns=80, NO_COLOR="1")
    hints = [fill(hint, 80, break_on_hyphens=False) for hint in read_data("hints.txt").splitlines()]
    assert text.endswith(
        "\n".join(["", "5 missions; rwpk show ID shows one with the words that it rests on", *hints, ""])
    )
    text = at_terminal("timeline", "--since", "2015", columns=80, NO_COLOR="1")
    assert text.splitlines()[-1] == "cabo-delgado may have begun before 2015: the article gives no year"
    assert "leaves out" not in text
