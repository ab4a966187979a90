"""`survey …` as an operator uses it: what a command prints, refuses and leaves behind."""

import re
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from survey.cli import main
from survey.storage import clock, recipients
from survey.storage.bundle import read_source
from survey.storage.instance import Instance
from survey.storage.keyfiles import new_key, read_private, write_private, write_public
from survey.storage.recipients import known_key_sets
from survey.storage.sealing import Response, open_test_message, unseal

Survey = Callable[..., Result]

VISITORS = """\
questionnaire: visitors
title: Besökarenkäten
languages: [sv]
pages:
  - single: sought_help
    text: Har du sökt hjälp?
    options: {yes: Ja, no: Nej}
  - open: improve
    text: Vad kan bli bättre?
    max_length: 200
  - end: done
    outcome: completed
    text: Tack!
    support: [emergency]
"""
SUPPORT = """\
module: support
contacts:
  emergency: {name: Nödnumret}
"""
LIVE = {
    "organisation": "Föreningen",
    "controller": "Föreningens styrelse",
    "contact": "styrelsen@example.org",
    "reference": "2026-01",
    "public_url": "https://survey.example.org",
    "exit_url": "https://weather.example.org",
}


@pytest.fixture
def survey(tmp_path: Path) -> Survey:
    """Runs a command on an instance of its own; every failure must be one readable line."""

    def run(*arguments: object, fails: bool = False) -> Result:
        line = ["--instance", str(tmp_path / "instance"), *map(str, arguments)]
        result = CliRunner().invoke(main, line)
        assert (result.exit_code != 0) == fails, result.output
        if fails:
            assert isinstance(result.exception, SystemExit), result.exception
            assert "Traceback" not in result.stderr
        return result

    return run


@pytest.fixture
def visitors(tmp_path: Path) -> Path:
    file = tmp_path / "visitors.yaml"
    file.write_text(VISITORS, encoding="utf-8")
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules/support.yaml").write_text(SUPPORT, encoding="utf-8")
    return file


KEYS = {name: new_key(name) for name in ("anna", "recovery")}


def public_key(folder: Path, name: str, *, trial: bool = False) -> Path:
    file = folder / f"{name}.key.pub"
    key = KEYS.get(name) or new_key(name, trial=trial)
    write_public(file, key.public)
    return file


@pytest.fixture
def trial(survey: Survey, tmp_path: Path, visitors: Path) -> Survey:
    survey("init", "--trial")
    survey("keys", "add", public_key(tmp_path, "analyst"))
    survey("publish", visitors)
    return survey


@pytest.fixture
def live(survey: Survey, tmp_path: Path) -> Survey:
    """A live instance with two recipients and all its settings, but contacts that nobody has verified."""
    survey("init")
    for name in ("anna", "recovery"):
        survey("keys", "add", public_key(tmp_path, name))
    for name, value in LIVE.items():
        survey("settings", "set", name, value)
    return survey


def prove_keys(folder: Path) -> None:
    """Both owners open their test messages."""
    engine = Instance.open(folder / "instance").engine
    for name in ("anna", "recovery"):
        word = open_test_message(recipients.challenge(engine, name), KEYS[name])
        recipients.prove(engine, name, word, today=clock.now().date())


def verify_contacts(survey: Survey, folder: Path) -> None:
    file = folder / "contacts.yaml"
    survey("contacts", "export", file)
    text = file.read_text(encoding="utf-8")
    head, *contacts = re.split(r"(?m)^- ", text)
    contacts = [
        f"- {contact}".replace("verified_on: ''", "verified_on: 2026-01-31").replace(
            "verified_by: ''", "verified_by: Anna"
        )
        for contact in contacts
        if re.search(r"phone: '?\d", contact)
    ]
    file.write_text(head + "".join(contacts), encoding="utf-8")
    survey("contacts", "import", file)


@pytest.mark.parametrize("name", main.list_commands(click.Context(main)))
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 3


def test_commands_without_an_instance_say_how_to_make_one(survey: Survey) -> None:
    assert "survey init" in survey("status", fails=True).stderr


def test_an_instance_is_not_made_twice(survey: Survey) -> None:
    survey("init", "--trial")
    assert "already an instance" in survey("init", "--trial", fails=True).stderr


def test_the_instance_may_be_named_after_the_command_too(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["init", "--trial", "--instance", str(tmp_path / "there")])
    assert result.exit_code == 0
    assert Instance.open(tmp_path / "there").settings.trial


def test_the_environment_names_instance_and_database(tmp_path: Path) -> None:
    database = tmp_path / "elsewhere.db"
    environment = {"SURVEY_INSTANCE": str(tmp_path / "there"), "SURVEY_DATABASE": f"sqlite:///{database}"}
    result = CliRunner().invoke(main, ["init", "--trial"], env=environment)
    assert result.exit_code == 0, result.output
    assert database.stat().st_size
    assert [file.name for file in (tmp_path / "there").iterdir()] == ["secret"]


def test_an_unreachable_database_is_one_line(survey: Survey) -> None:
    missing = "postgresql://nobody@127.0.0.1:1/none?connect_timeout=2"
    result = survey("status", "--database", missing, fails=True)
    assert len(result.stderr.strip().splitlines()) == 1


def test_missing_translations_block_publishing_and_are_listed(
    survey: Survey, visitors: Path, tmp_path: Path
) -> None:
    visitors.write_text(VISITORS.replace("[sv]", "[sv, en]"), encoding="utf-8")
    survey("init", "--trial")
    survey("keys", "add", public_key(tmp_path, "analyst"))
    result = survey("publish", visitors, fails=True)
    assert "no English translation of 'sought_help.yes'" in result.stderr
    assert "visitors" not in survey("status").stdout


def test_publishing_the_same_again_changes_nothing(trial: Survey, visitors: Path) -> None:
    assert "was open already" in trial("publish", visitors).stdout


def test_codes_keep_their_numbers_when_options_are_added(
    trial: Survey, visitors: Path, tmp_path: Path
) -> None:
    visitors.write_text(
        VISITORS.replace("{yes: Ja, no: Nej}", "{unsure: Kanske, yes: Ja, no: Nej}"), encoding="utf-8"
    )
    trial("publish", visitors)
    trial("simulate", "visitors", "--count", 1)
    trial("mix")
    trial("bundle", tmp_path / "out.bundle")
    versions = read_source(tmp_path / "out.bundle").versions.values()
    numbers = [
        {option.code: option.number for option in next(version.questionnaire.questions()).options}
        for version in sorted(
            versions, key=lambda version: len(version.questionnaire.pages[0].questions[0].options)
        )
    ]
    assert numbers == [{"yes": 1, "no": 2}, {"unsure": 3, "yes": 1, "no": 2}]


def test_a_private_key_is_refused(survey: Survey, tmp_path: Path) -> None:
    survey("init", "--trial")
    write_private(tmp_path / "anna.key", new_key("anna"), "a passphrase")
    result = survey("keys", "add", tmp_path / "anna.key", fails=True)
    assert "private key" in result.stderr
    assert "anna.key.pub" in result.stderr


def test_a_live_instance_refuses_a_trials_key(live: Survey, tmp_path: Path) -> None:
    assert "trial" in live("keys", "add", public_key(tmp_path, "prov", trial=True), fails=True).stderr


def test_keys_are_listed_with_fingerprints_until_they_retire(live: Survey) -> None:
    listed = live("keys", "list").stdout
    assert re.search(r"(?m)^anna +([0-9a-f]{4} ){10}", listed)
    live("keys", "retire", "anna")
    assert "anna" not in live("keys", "list").stdout
    assert "anna" in live("keys", "retire", "nobody called anna", fails=True).stderr


def test_a_key_may_open_one_questionnaire_only(survey: Survey, tmp_path: Path, visitors: Path) -> None:
    survey("init", "--trial")
    survey("keys", "add", public_key(tmp_path, "rfsl"), "--for", "other")
    assert "0 of at least 1" in survey("publish", visitors, fails=True).stderr


def test_a_live_instance_opens_only_when_all_is_in_place(
    survey: Survey, tmp_path: Path, visitors: Path
) -> None:
    survey("init")
    reasons = survey("publish", visitors, fails=True).stderr
    assert "0 of at least 2 public keys" in reasons
    assert "controller" in reasons
    assert "verified the contacts emergency" in reasons


def test_a_live_instance_opens_when_all_is_in_place(live: Survey, tmp_path: Path, visitors: Path) -> None:
    verify_contacts(live, tmp_path)
    prove_keys(tmp_path)
    live("publish", visitors, "--destroy-on", "2099-12-31")
    assert "visitors" in live("status").stdout


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("verified_on: ''", "verified_on: 2026-01-31"), "belong together"),
        (("verified_on: ''", "verifed_on: ''"), "verifed_on"),
        (("slot: health_advice", "slot: emergency"), "twice"),
        (("contacts:", "contacts: ["), "no list of contacts"),
    ],
)
def test_contacts_that_make_no_sense_are_refused(
    live: Survey, tmp_path: Path, change: tuple[str, str], reason: str
) -> None:
    file = tmp_path / "contacts.yaml"
    live("contacts", "export", file)
    file.write_text(file.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    assert reason in live("contacts", "import", file, fails=True).stderr


def test_contacts_that_are_shown_cannot_be_left_out(trial: Survey, tmp_path: Path) -> None:
    (tmp_path / "none.yaml").write_text("contacts: []\n", encoding="utf-8")
    assert "emergency" in trial("contacts", "import", tmp_path / "none.yaml", fails=True).stderr


def test_a_live_address_needs_https(live: Survey) -> None:
    assert "https://" in live("settings", "set", "public_url", "http://survey.example.org", fails=True).stderr
    assert LIVE["public_url"] in live("settings", "show").stdout


def test_a_collectors_link_can_be_revoked(trial: Survey) -> None:
    link = trial("collectors", "new", "visitors", "cards, Möllevången").stdout.strip()
    code = link.rsplit("/", 1)[1]
    assert link in trial("collectors", "list").stdout
    trial("collectors", "revoke", code)
    assert "revoked" in trial("collectors", "list").stdout
    assert "not open" in trial("collectors", "new", "visitor", "cards", fails=True).stderr


def test_only_a_trial_is_simulated(live: Survey, tmp_path: Path, visitors: Path) -> None:
    verify_contacts(live, tmp_path)
    prove_keys(tmp_path)
    live("publish", visitors, "--destroy-on", "2099-12-31")
    assert "trial" in live("simulate", "visitors", "--count", 1, fails=True).stderr


def test_a_bundle_holds_what_was_mixed_and_only_that(trial: Survey, tmp_path: Path) -> None:
    trial("simulate", "visitors", "--count", 12)
    assert re.search(r"visitors +0, 12", trial("status").stdout)
    assert "12 responses" in trial("mix").stdout
    trial("bundle", tmp_path / "out.bundle")
    assert read_source(tmp_path / "out.bundle").count == 12


def test_the_same_seed_gives_the_same_answers(survey: Survey, tmp_path: Path, visitors: Path) -> None:
    key = new_key("analyst")
    survey("init", "--trial")
    write_public(tmp_path / "analyst.key.pub", key.public)
    survey("keys", "add", tmp_path / "analyst.key.pub")
    survey("publish", visitors)
    drawn = []
    for seed in (7, 7, 8):
        survey("simulate", "visitors", "--count", 30, "--seed", seed)
        survey("mix")
        survey("bundle", tmp_path / "out.bundle")
        source = read_source(tmp_path / "out.bundle")
        opened = [unseal(one.body, one.questionnaire, one.key_set, key) for one in source.sealed()]
        drawn.append(sorted(map(repr, opened)))
    first, twice, other = drawn
    assert len(first) == 30
    assert sorted(first + first) == twice
    assert sorted(twice + first) != other


def test_simulated_responses_are_marked_inside_only(survey: Survey, tmp_path: Path, visitors: Path) -> None:
    key = new_key("analyst")
    survey("init", "--trial")
    write_public(tmp_path / "analyst.key.pub", key.public)
    survey("keys", "add", tmp_path / "analyst.key.pub")
    survey("publish", visitors)
    survey("simulate", "visitors", "--count", 5)
    survey("mix")
    instance = Instance.open(tmp_path / "instance")
    assert [key_set.recipients[0].name for key_set in known_key_sets(instance.engine)] == ["analyst"]
    opened: list[Response] = [
        unseal(one.body, one.questionnaire, one.key_set, key)
        for one in read_source(tmp_path / "instance").sealed()
    ]
    assert all(response.simulated for response in opened)


def test_the_first_key_of_a_trial_opens_under_the_passphrase_that_is_shown(tmp_path: Path) -> None:
    from survey.commands.first_start import open_questionnaires, trial_instance
    from survey.commands.place import Place

    place = Place(tmp_path / "instance", None)
    instance, key = trial_instance(place, None)
    assert key is not None
    assert read_private(key.file, key.passphrase).trial
    assert open_questionnaires(instance) == ["buyers", "relatives", "rfsl", "sellers"]

    again, no_key = trial_instance(place, None)
    assert no_key is None
    assert open_questionnaires(again) == []
