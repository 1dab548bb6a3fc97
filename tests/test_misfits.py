"""A new bound, pattern, choice or rule in a type gets its message from the type itself."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest

from rwpk.loading import misfits, rules
from rwpk.model import Day, Evidence, Meta, Phrase, Record, convert, described

Text = Annotated[str, Meta(min_length=1)]


class Boat(Record, frozen=True):
    __doc__ = "A record of the tests alone."

    name: Annotated[Text, described("its name")]
    crew: Annotated[int | None, described("its crew")]
    ports: Annotated[tuple[Text, ...], described("its ports")]


def shout(text: str) -> str | None:
    return None if text.isupper() else "does not shout: use capitals"


@pytest.mark.parametrize(
    ("annotation", "value", "message"),
    [
        pytest.param(Annotated[int, Meta(ge=3)], 2, "the number 2: write at least 3", id="ge"),
        pytest.param(Annotated[int, Meta(gt=3)], 3, "the number 3: write more than 3", id="gt"),
        pytest.param(Annotated[int, Meta(le=3)], 4, "the number 4: write at most 3", id="le"),
        pytest.param(Annotated[int, Meta(lt=3)], 3, "the number 3: write less than 3", id="lt"),
        pytest.param(Annotated[int, Meta(multiple_of=3)], 4, "the number 4: write a multiple of 3", id="multiple_of"),
        pytest.param(
            Annotated[str, Meta(min_length=3)], "ab", "a text of 2 characters: write at least 3", id="min text"
        ),
        pytest.param(
            Annotated[str, Meta(max_length=3)], "abcd", "a text of 4 characters: write at most 3", id="max text"
        ),
        pytest.param(
            Annotated[tuple[str, ...], Meta(min_length=2)], ["a"], "a list of 1 item: write at least 2", id="min list"
        ),
        pytest.param(
            Annotated[tuple[str, ...], Meta(max_length=1)],
            ["a", "b"],
            "a list of 2 items: write at most 1",
            id="max list",
        ),
        pytest.param(
            Annotated[str, Meta(pattern="^[0-9]{3}$", title="three digits", examples=["007"])],
            "7",
            '"7": write three digits, such as 007',
            id="pattern with a title",
        ),
        pytest.param(Annotated[str, Meta(pattern="^x$")], "y", '"y": write text that matches ^x$', id="bare pattern"),
        pytest.param(
            Literal["port", "harbour"],
            "harbor",
            '"harbor" is not one of the choices: write port or harbour (did you mean "harbour"?)',
            id="choice of texts",
        ),
        pytest.param(Literal[1], 2, "the number 2 is not one of the choices: write 1", id="choice of numbers"),
        pytest.param(
            Annotated[str, Meta(extra={"rule": shout})], "hey", '"hey" does not shout: use capitals', id="a rule"
        ),
        pytest.param(str, 2004, 'the number 2004, where text is expected: quote it, "2004"', id="number for text"),
        pytest.param(str, True, 'true, where text is expected: quote it, "true"', id="truth value for text"),
        pytest.param(int, "2", '"2", where a whole number is expected', id="text for a number"),
        pytest.param(int, True, "true, where a whole number is expected", id="truth value for a number"),
        pytest.param(
            tuple[str, ...], None, "null, where a list is expected: write [] if there is none", id="null for a list"
        ),
        pytest.param(str, ["a"], "a list, where text is expected", id="list for text"),
        pytest.param(Boat, "a boat", '"a boat" is not a boat: write a mapping of fields', id="text for a record"),
        pytest.param(
            Text | None, "", "it is empty: fill it in, or write null if the article does not state it", id="empty text"
        ),
    ],
)
def test_each_kind_of_constraint_has_its_message(annotation: Any, value: Any, message: str) -> None:
    assert [text for _, text in misfits.find(value, annotation, ())] == [message]


@pytest.mark.parametrize(
    "value", [{"name": "Gull", "crew": None, "ports": []}, {"name": "G", "crew": 3, "ports": ["a"]}]
)
def test_what_fits_has_no_message(value: Any) -> None:
    assert list(misfits.find(value, Boat, ())) == []


def test_all_misfits_of_a_record_are_found_each_with_its_pointer() -> None:
    found = list(misfits.find({"nme": "Gull", "crew": "two", "ports": ["", 3]}, Boat, ("boats", 0)))
    assert found == [
        (("boats", 0, "nme"), 'there is no field "nme" here (did you mean "name"?)'),
        (("boats", 0), 'a boat needs the field "name"'),
        (("boats", 0, "crew"), '"two", where a whole number is expected'),
        (("boats", 0, "ports", 0), "it is empty: fill it in"),
        (("boats", 0, "ports", 1), 'the number 3, where text is expected: quote it, "3"'),
    ]


class Log(Record, frozen=True):
    __doc__ = "A record of the tests alone."

    day: Day | None = None
    days: tuple[Day, ...] = ()
    words: Phrase | None = None
    evidence: Evidence | None = None
    more: tuple[Evidence, ...] = ()


EVIDENCE = {"supports": ["name"], "basis": "stated", "paragraph": 1}


@pytest.mark.parametrize(
    "value",
    [
        {"day": "2008-13"},
        {"days": ["2008", "2008-13"]},
        {"words": "one"},
        {"evidence": {**EVIDENCE, "phrase": "one"}},
        {"more": [{**EVIDENCE, "phrase": "one"}]},
    ],
)
def test_a_rule_holds_wherever_its_type_stands(value: dict[str, Any]) -> None:
    assert not rules.keeps_rules(convert(value, Log))
    assert len(list(misfits.find(value, Log, ()))) == 1
