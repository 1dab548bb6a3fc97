"""Finding: names that find what is meant and never something else, and answers that name what there is."""

from __future__ import annotations

import json

import pytest

import rwpk
from rwpk.query import names
from tests.support import Run, at_terminal, read_data

LEFT_OUT = "(IPI Providing for Peacekeeping database)"
NOT_HERE = (
    "UNMIS", "MINUSTAH", "Haiti", "UNMIL", "Liberia", "UNOCI", "Côte d'Ivoire", "MINUSMA", "Mali", "MINURCAT", "Chad",
    "UNISFA", "Abyei", "unmis", "mali", "haiti", "minurcat", "Cote d’Ivoire",
)  # fmt: skip


def refused(run: Run, *arguments: str, code: int) -> str:
    """Run what is refused; return the one line that says why."""
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("rwpk: error: ")
    return line.removeprefix("rwpk: error: ")


# show ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "typed"),
    [
        ("unamir", "UNAMIR MINUAR Ruanda RW RWA"),
        ("darfur", "Darfour MINUAD MUAS Soudan Sudão Sudao SD SDN AMIS UNAMID"),
        ("south-sudan", "MINUSS SS SSD Juba UNMISS"),
        ("central-african-republic", "Centrafrique CF CAF CAR RCA Bangui MISCA MINUSCA"),
        ("cabo-delgado", "Moçambique Mozambiki MZ MOZ Palma Delgado Mozambique"),
        ("peace-academy", "RPA"),
    ],
)
def test_the_names_that_people_type_find_their_record_in_any_case(run: Run, record: str, typed: str) -> None:
    for name in typed.split():
        for spelling in (name, name.lower(), name.upper()):
            assert json.loads(run("show", spelling, "--json").stdout)["id"] == record, spelling


@pytest.mark.parametrize(
    ("record", "typed"),
    [
        ("unamir", "Mission des Nations Unies pour l'assistance au Rwanda"),
        ("darfur", "African Union Mission in Sudan"),
        ("south-sudan", "south sudan"),
        ("south-sudan", "Soudan du Sud"),
        ("south-sudan", "Sudao do Sul"),
        ("south-sudan", "Sudani y’Epfo"),
        ("central-african-republic", "the Central African Republic"),
        ("central-african-republic", "republique centrafricaine"),
        ("central-african-republic", "República Centro-Africana"),
        ("cabo-delgado", "Mocimboa da Praia"),
        ("peace-academy", "Rwanda Peace Academy"),
        ("contributor-rank", "top five"),
    ],
)
def test_a_name_of_several_words_is_one_record_with_quotes_and_without(run: Run, record: str, typed: str) -> None:
    for arguments in ([typed], typed.split()):
        assert json.loads(run("show", *arguments, "--json").stdout)["id"] == record


def test_every_name_of_every_record_finds_it_and_no_other(run: Run) -> None:
    for record in rwpk.load().records:
        for name in names(record):
            assert json.loads(run("show", name, "--json").stdout)["id"] == record.id, name


@pytest.mark.parametrize("name", ["UNMI", "UNAM", "MINUS", "MISC", "AMI", "MUA", "SSDX", "CA"])
def test_a_name_in_capitals_is_found_whole_or_not_at_all(run: Run, name: str) -> None:
    done = run("show", name, "--json")
    found = json.loads(done.stdout)["id"] if done.returncode == 0 else None
    # a beginning may still be that of a name which is not in capitals
    assert found in (None, *(one.id for one in rwpk.load().records if one.id.startswith(name.lower())))


def test_a_beginning_that_only_one_record_has_finds_it(run: Run) -> None:
    for name, record in (("cabo", "cabo-delgado"), ("moz", "cabo-delgado"), ("centra", "central-african-republic")):
        assert json.loads(run("show", name, "--json").stdout)["id"] == record
    assert refused(run, "show", "un", code=1).startswith('"un" is an organisation')
    assert "more than one record: " in refused(run, "show", "co", code=1)


@pytest.mark.parametrize("name", NOT_HERE)
def test_what_the_article_leaves_out_is_said_so_with_the_source(run: Run, name: str) -> None:
    for options in ([], ["--json"]):
        told = refused(run, "show", name, *options, code=1)
        assert told.startswith(f'the article says nothing of "{name}". Another source: Rwanda also served in UNMIS ')
        assert told.endswith(LEFT_OUT)
        assert "did you mean" not in told


def test_a_name_of_two_words_that_the_article_leaves_out_needs_no_quotes(run: Run) -> None:
    told = refused(run, "show", "Côte", "d'Ivoire", code=1)
    assert told.startswith('the article says nothing of "Côte d\'Ivoire". Another source: ')
    assert told.endswith(LEFT_OUT)


@pytest.mark.parametrize("name", ["drc", "Congo", "SAMIM", "RDF", "NATO", "Gaza"])
def test_what_is_near_to_nothing_gets_no_guess(run: Run, name: str) -> None:
    told = refused(run, "show", name, code=1)
    assert told == f'no record is called "{name}"; rwpk missions and rwpk facts list the records'


def test_what_is_near_gets_a_guess(run: Run) -> None:
    assert refused(run, "show", "darfuur", code=1) == 'no record is called "darfuur": did you mean darfur?'


@pytest.mark.parametrize("name", ["UN", "un", "United Nations", "SADC", "FADM", "Mozambique Armed Defence Forces"])
def test_an_organisations_name_is_no_name_of_a_record(run: Run, name: str) -> None:
    told = refused(run, "show", name, code=1)
    assert told.startswith(f'"{name}" is an organisation, not a record: rwpk missions --organisation')


@pytest.mark.parametrize("name", ["United Nations", "Southern African Development Community"])
def test_an_organisations_name_without_quotes_is_none_either(run: Run, name: str) -> None:
    assert "is an organisation" in refused(run, "show", *name.split(), code=1)


def test_the_african_union_is_no_name_of_darfur(run: Run) -> None:
    # an alias of Darfur begins with it, and the article speaks of its operations elsewhere
    refused(run, "show", "African Union", code=1)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("unamid", "Darfur"),
        ("AMIS", "Darfur"),
        ("Sudan", "Darfur"),
        ("UNMISS", "South Sudan"),
        ("MISCA", "Central African Republic"),
        ("MINUAR", "United Nations Assistance Mission for Rwanda"),
        ("Palma", "Cabo Delgado"),
    ],
)
def test_a_name_that_is_not_the_articles_is_said_first(run: Run, typed: str, name: str) -> None:
    told = f"{typed} is not the article's name for this record, {name}."
    assert run("show", typed).stdout.splitlines()[0] == told
    assert run("show", typed, "--linear").stdout.splitlines()[0] == told
    assert "is not the article's name" not in run("show", typed, "--json").stdout


@pytest.mark.parametrize(
    "typed",
    ["darfur", "UNAMIR", "South Sudan", "cabo", "Mozambique", "rwanda", "kigali", "top five", "Rwanda Peace Academy"],
)
def test_a_name_that_the_article_uses_needs_no_word(run: Run, typed: str) -> None:
    assert "is not the article's name" not in run("show", typed).stdout


def test_several_names_show_each_record_in_their_order(run: Run) -> None:
    done = run("show", "south-sudan", "darfur", COLUMNS="80")
    own = [run("show", name, COLUMNS="80").stdout for name in ("south-sudan", "darfur")]
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(own[0])
    assert done.stdout.endswith(own[1])
    assert done.stdout.removeprefix(own[0]).removesuffix(own[1]).strip() == ""


def test_json_is_an_object_for_one_record_and_an_array_for_several(run: Run) -> None:
    both = json.loads(run("show", "darfur", "south-sudan", "--json").stdout)
    assert both == [json.loads(run("show", name, "--json").stdout) for name in ("darfur", "south-sudan")]
    assert json.loads(run("show", "darfur", "sudan", "--json").stdout)["id"] == "darfur"


def test_of_several_names_each_is_told_with_its_own_record(run: Run) -> None:
    lines = run("show", "darfur", "unamid", "unmiss").stdout.splitlines()
    told = [line for line in lines if "is not the article's name" in line]
    assert "unmiss is not the article's name for this record, South Sudan." in told
    assert not [line for line in told if line.startswith("unamid") and "South Sudan" in line]


def test_of_several_names_one_that_nothing_has_refuses_them_all(run: Run) -> None:
    assert 'no record is called "nowhere"' in refused(run, "show", "darfur", "nowhere", code=1)
    assert 'says nothing of "mali"' in refused(run, "show", "darfur", "mali", code=1)


def test_a_dataset_of_ones_own_has_no_answer_from_rwpks_notes(run: Run) -> None:
    done = run("show", "Mali", "--data", "-", stdin=read_data("harbour.yaml"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "says nothing of" not in done.stderr


# lists --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["missions", "facts", "timeline"])
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_list_that_is_given_a_name_points_to_show(run: Run, command: str, options: list[str]) -> None:
    told = refused(run, command, "darfur", *options, code=2)
    assert told == f'rwpk {command} takes no name: rwpk show darfur shows one record, --match "darfur" searches'


def test_what_a_list_points_to_works_for_a_name_of_several_words(run: Run) -> None:
    told = refused(run, "missions", "south", "sudan", code=2)
    assert "rwpk show south sudan shows one record" in told
    assert '--match "south sudan"' in told


ORGANISATIONS = (
    "there are: Forces of the Southern African Development Community (SADC), Mozambique Armed Defence Forces (FADM), "
    "United Nations (UN)"
)
COUNTRIES = "there are: Central African Republic CAF, Mozambique MOZ, Rwanda RWA, South Sudan SSD, Sudan SDN"


@pytest.mark.parametrize("command", ["missions", "timeline"])
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["--organisation", "NATO"],
            f'--organisation "NATO": the article places no mission under or beside it; {ORGANISATIONS}',
        ),
        (
            ["--organization", "NATO"],
            f'--organisation "NATO": the article places no mission under or beside it; {ORGANISATIONS}',
        ),
        (
            ["--organisation", "African Union"],
            f"under or beside it; rwpk show multilateralism has what the article says of it; {ORGANISATIONS}",
        ),
        (
            ["--country", "SD"],
            f'--country "SD": no mission has it as its country, by name or alpha-3 code; {COUNTRIES}',
        ),
        (
            ["--country", "CAR"],
            f'--country "CAR": no mission has it as its country, by name or alpha-3 code; {COUNTRIES}',
        ),
        (["--country", "Soudan"], COUNTRIES),
        (
            ["--country", "Darfur"],
            f'--country "Darfur": no mission has it as its country, by name or alpha-3 code; {COUNTRIES}',
        ),
        (
            ["--country", "Sudan", "--country", "France"],
            f'--country "France": no mission has it as its country, by name or alpha-3 code; {COUNTRIES}',
        ),
        (
            ["--organisation", "UN", "--organisation", "EU"],
            '--organisation "EU": the article places no mission under or beside it; ',
        ),
    ],
)
def test_a_value_that_no_mission_has_is_answered_with_those_there_are(
    run: Run, command: str, arguments: list[str], told: str
) -> None:
    assert told in refused(run, command, *arguments, code=2)
    assert refused(run, command, *arguments, "--json", code=2) == refused(run, command, *arguments, code=2)


def test_a_topic_that_no_fact_has_is_answered_with_those_there_are(run: Run) -> None:
    topics = ", ".join(sorted({fact.topic for fact in rwpk.load().facts}))
    assert refused(run, "facts", "--topic", "nope", code=2) == f'--topic "nope": no fact has it; there are: {topics}'
    assert '(did you mean "law"?)' in refused(run, "facts", "-t", "laws", code=2)
    assert refused(run, "facts", "-t", "law", "-t", "nope", code=2).startswith('--topic "nope"')


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (["--country", "Sudan"], ["darfur"]),
        (["--country", "south sudan"], ["south-sudan"]),
        (["--country", "SSD", "--country", "sudan"], ["darfur", "south-sudan"]),
        (["--organisation", "sadc"], ["cabo-delgado"]),
        (["--organization", "Development Community"], ["cabo-delgado"]),
        (["--role", "HOST", "--framework", "Multilateral"], ["unamir"]),
    ],
)
def test_a_value_that_a_mission_has_finds_it(run: Run, arguments: list[str], ids: list[str]) -> None:
    assert [one["id"] for one in json.loads(run("missions", "--json", *arguments).stdout)] == ids


@pytest.mark.parametrize("command", ["missions", "timeline"])
def test_words_that_only_facts_have_point_to_them(run: Run, command: str) -> None:
    done = run(command, "--match", "women")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        'rwpk: no missions match; without filters there are 5\nrwpk: 1 fact matches: rwpk facts --match "women"\n'
    )
    assert [fact["id"] for fact in json.loads(run("facts", "--match", "women", "--json").stdout)] == ["appreciation"]


def test_a_script_is_told_of_no_facts_beside_its_data(run: Run) -> None:
    for form, stdout in (("json", "[]\n"), ("jsonl", "")):
        done = run("missions", "--match", "women", "--format", form)
        assert (done.returncode, done.stdout, done.stderr) == (0, stdout, "")


def test_a_list_cut_to_nothing_is_not_taken_for_words_that_nothing_has(run: Run) -> None:
    assert run("missions", "--match", "Darfur", "--limit", "0").stderr == ""


# options ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("missions -s 2010 -u 2012", "missions --since 2010 --until 2012"),
        ("missions -m terrorism", "missions --match terrorism"),
        ("missions -f csv -c id,start -n 2", "missions --format csv --columns id,start --limit 2"),
        ("missions -q", "missions --quiet"),
        ("facts -t law -m peacekeeping", "facts --topic law --match peacekeeping"),
        ("facts -f json -c id -n 3 -q", "facts --format json --columns id --limit 3 --quiet"),
        ("search women -f jsonl -n 1 -c text", "search women --format jsonl --limit 1 --columns text"),
        ("timeline -s 2010 -m Mozambique", "timeline --since 2010 --match Mozambique"),
    ],
)
def test_a_short_option_is_the_long_one(run: Run, short: str, long: str) -> None:
    done = run(*short.split())
    assert (done.returncode, done.stdout) == (0, run(*long.split()).stdout)
    assert done.stdout


@pytest.mark.parametrize("command", ["missions", "facts", "search the", "show harbour", "timeline"])
def test_data_is_d_in_every_command(run: Run, command: str) -> None:
    dataset = read_data("harbour.yaml")
    short, long = (run(*command.split(), option, "-", stdin=dataset) for option in ("-d", "--data"))
    assert (short.returncode, short.stdout, short.stderr) == (long.returncode, long.stdout, long.stderr)


def test_a_person_sees_the_same_answers_as_a_script() -> None:
    assert at_terminal("missions", "--country", "SD").startswith(
        'rwpk: error: --country "SD": no mission has it as its country, by name or alpha-3 code'
    )


def test_an_organisation_that_is_a_record_points_to_it(run: Run) -> None:
    told = refused(run, "missions", "--organisation", "UNAMIR", code=2)
    assert "the article places no mission under or beside it; rwpk show unamir " in told


def test_words_are_not_near_to_an_acronym(run: Run) -> None:
    assert "did you mean" not in refused(run, "show", "UN mission", code=1)
