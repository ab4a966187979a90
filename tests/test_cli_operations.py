"""`survey …` over the life of an instance: keys proven and ended, waves destroyed, copies made, status."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from analysis.cli import main as analysis
from survey.cli import main
from survey.questionnaire.model import Version
from survey.storage import clock, published, recipients, responses, waves
from survey.storage.bundle import read_source
from survey.storage.contacts import all_contacts, replace_contacts
from survey.storage.instance import Instance
from survey.storage.keyfiles import write_private, write_public
from survey.storage.keys import PrivateKey, new_key
from survey.storage.proof_messages import read_test_message, word_text
from survey.storage.sealing import Response, WrongKey, open_test_message, seal, unseal

Survey = Callable[..., Result]
PASSPHRASE = "babab-babab-babab-babab-babab-babab"
YAML = """\
questionnaire: visitors
wave: "{wave}"
title: Besökarenkäten
languages: [sv]
pages:
  - single: sought_help
    text: Har du sökt hjälp?
    options: {{yes: Ja, no: Nej}}
  - end: done
    outcome: completed
    text: Tack!
    support: [emergency]
"""


class Place:
    """An instance in a folder, two analysts with keys, and the commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys: dict[str, PrivateKey] = {}

    def survey(self, *arguments: object, fails: bool = False, answer: str = "") -> Result:
        line = ["--instance", str(self.folder / "instance"), *map(str, arguments)]
        result = CliRunner().invoke(main, line, input=answer)
        assert (result.exit_code != 0) == fails, result.output
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    def open(self) -> Instance:
        return Instance.open(self.folder / "instance")

    def add_key(self, name: str, *more: str) -> None:
        self.keys[name] = new_key(name)
        file = self.folder / f"{name}.pub"
        write_public(file, self.keys[name].public)
        self.survey("keys", "add", file, *more)

    def prove(self, name: str) -> None:
        message = self.folder / f"{name}.test"
        self.survey("keys", "challenge", name, message)
        word = open_test_message(read_test_message(message).message, self.keys[name])
        self.survey("keys", "prove", name, *word_text(word).split())

    def questionnaire(self, wave: str = "2026") -> Path:
        file = self.folder / "visitors.yaml"
        file.write_text(YAML.format(wave=wave), encoding="utf-8")
        (self.folder / "modules").mkdir(exist_ok=True)
        support = "module: support\ncontacts:\n  emergency: {name: Nödnumret}\n"
        (self.folder / "modules/support.yaml").write_text(support, encoding="utf-8")
        return file

    def answered(self, number: int, *, mixed: bool = True) -> None:
        """So many respondents to the version that is open."""
        instance = self.open()
        (opened,) = published.open_versions(instance.engine)
        version: Version = published.version(instance.engine, opened.hash)
        keys = recipients.key_set(instance.engine, "visitors")
        response = Response(
            version=version.hash, language="sv", month="2026-03", wave=version.questionnaire.wave
        )
        sealed = [seal(response, version.questionnaire, keys) for _ in range(number)]
        responses.insert_many(instance.engine, "visitors", keys, sealed)
        if mixed:
            responses.mix(instance.engine, "visitors", keys.id)
        instance.engine.dispose()

    def opened_by(self, name: str) -> int:
        """How many answers of a bundle made now a key opens."""
        self.survey("mix")
        bundle = self.folder / "now.bundle"
        self.survey("bundle", bundle)
        number = 0
        for one in read_source(bundle).sealed():
            try:
                unseal(one.body, one.questionnaire, one.key_set, self.keys[name])
                number += 1
            except WrongKey:
                continue
        return number


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A live instance with two keys, settings and verified contacts; nothing is proven or published."""
    place = Place(tmp_path)
    place.survey("init")
    instance = place.open()
    settings = dict.fromkeys(instance.settings.missing, "Föreningen")
    settings |= {"public_url": "https://survey.example.org", "exit_url": "https://weather.example.org"}
    instance.save_settings(msgspec.structs.replace(instance.settings, **settings))
    verified = {"phone": "112", "verified_on": "2026-01-31", "verified_by": "Anna"}
    replace_contacts(
        instance.engine,
        [msgspec.structs.replace(contact, **verified) for contact in all_contacts(instance.engine)],
    )
    instance.engine.dispose()
    for name in ("anna", "berit"):
        place.add_key(name)
    return place


@pytest.fixture
def live(place: Place) -> Place:
    for name in place.keys:
        place.prove(name)
    place.survey("publish", place.questionnaire(), "--destroy-on", "2099-12-31")
    return place


def test_a_live_questionnaire_opens_only_when_every_key_is_proven(place: Place) -> None:
    file = place.questionnaire()
    date_ = ("--destroy-on", "2099-12-31")
    assert "open anything: anna, berit" in place.survey("publish", file, *date_, fails=True).stderr
    place.prove("anna")
    assert "open anything: berit" in place.survey("publish", file, fails=True).stderr
    place.prove("berit")
    assert "is open" in place.survey("publish", file).stdout


def test_a_word_that_is_wrong_or_mistyped_proves_nothing(place: Place) -> None:
    place.survey("keys", "challenge", "anna", place.folder / "anna.test")
    assert "32 digits" in place.survey("keys", "prove", "anna", "abcd", fails=True).stderr
    assert "not the word" in place.survey("keys", "prove", "anna", *["0000"] * 8, fails=True).stderr
    assert (
        "exists already"
        in place.survey("keys", "challenge", "anna", place.folder / "anna.test", fails=True).stderr
    )
    assert "not proven" in place.survey("keys", "list").stdout


def test_the_analyst_answers_a_test_message_with_the_key_file(place: Place) -> None:
    write_private(place.folder / "anna.key", place.keys["anna"], PASSPHRASE)
    (place.folder / "passphrase").write_text(PASSPHRASE)
    place.survey("keys", "challenge", "anna", place.folder / "anna.test")

    def answer(file: str) -> Result:
        key = ["--key", str(place.folder / "anna.key"), "--passphrase-file", str(place.folder / "passphrase")]
        return CliRunner().invoke(analysis, ["keys", "answer", str(place.folder / file), *key])

    place.survey("keys", "prove", "anna", *answer("anna.test").stdout.split())
    assert re.search(r"anna .* proven \d{4}-\d\d-\d\d", place.survey("keys", "list").stdout)
    place.survey("keys", "challenge", "berit", place.folder / "berit.test")
    assert "not made for the key of anna" in answer("berit.test").stderr
    (place.folder / "cut.test").write_text((place.folder / "berit.test").read_text()[:300])
    for file in ("cut.test", "anna.pub", "anna.key"):
        result = answer(file)
        assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)


def test_status_asks_for_a_proof_again_every_quarter(live: Place) -> None:
    assert "All is well." in live.survey("status").stdout
    engine = live.open().engine
    long_ago = clock.now().date() - timedelta(days=93)
    message = recipients.challenge(engine, "anna")
    recipients.prove(engine, "anna", open_test_message(message, live.keys["anna"]), today=long_ago)
    told = live.survey("status").stdout
    assert f"anna has not shown since {long_ago}" in told
    assert "→ survey keys challenge 'anna'" in told
    assert "berit has not" not in told


def test_a_live_wave_needs_a_date(place: Place) -> None:
    for name in place.keys:
        place.prove(name)
    reason = place.survey("publish", place.questionnaire(), fails=True).stderr
    assert "no date is set on which wave '2026' is destroyed" in reason
    place.survey("waves", "set", "visitors", "2099-01-01", "--wave", "2026")
    place.survey("publish", place.questionnaire())
    assert re.search(r"visitors +2026 +to be destroyed on 2099-01-01", place.survey("waves", "list").stdout)
    assert "--later" in place.survey("waves", "set", "visitors", "2100-01-01", fails=True).stderr
    place.survey("waves", "set", "visitors", "2100-01-01", "--later")
    assert "No version" in place.survey("waves", "set", "visitor", "2100-01-01", fails=True).stderr


def test_a_new_wave_needs_keys_of_its_own_and_the_old_ones_go_on_opening_theirs(live: Place) -> None:
    live.answered(12)
    live.survey("waves", "set", "visitors", "2098-12-31", "--wave", "2027")
    assert "open wave '2026' too" in live.survey("publish", live.questionnaire("2027"), fails=True).stderr
    for name in ("anna 2027", "berit 2027"):
        live.add_key(name)
        live.prove(name)
    for name in ("anna", "berit"):
        live.survey("keys", "retire", name, "--keeps-stored")
    live.survey("publish", live.questionnaire("2027"))
    live.answered(11)
    assert [live.opened_by(name) for name in live.keys] == [12, 12, 11, 11]
    live.survey("keys", "retire", "berit")
    assert [live.opened_by(name) for name in live.keys] == [12, 0, 11, 11]
    assert "what is stored only" in live.survey("keys", "list").stdout


def test_whoever_leaves_opens_nothing_of_a_new_bundle(live: Place) -> None:
    live.answered(12)
    live.answered(3, mixed=False)
    assert live.opened_by("berit") == 15
    live.survey("keys", "retire", "berit")
    assert (live.opened_by("anna"), live.opened_by("berit")) == (15, 0)
    told = live.survey("status").stdout
    assert "'visitors': 1 of at least 2 public keys are added" in told


def test_closing_mixes_what_has_come(live: Place) -> None:
    live.answered(3, mixed=False)
    assert "3 responses mixed" in live.survey("close", "visitors").stdout
    assert "not open" in live.survey("close", "visitors", fails=True).stderr


def past(place: Place, *, closed: timedelta | None = None) -> None:
    """As if the wave's date had come yesterday, and the questionnaire was closed so long ago."""
    engine = place.open().engine
    yesterday = clock.now().date() - timedelta(days=1)
    before = yesterday - timedelta(days=1)
    waves.set_date(engine, "visitors", "2026", yesterday, today=before)
    if closed is not None:
        published.close(engine, "visitors", now=clock.now() - closed)


def test_purge_asks_and_destroys_for_good(live: Place) -> None:
    live.answered(12)
    assert "No wave's date has come." in live.survey("purge").stdout
    past(live, closed=timedelta(hours=4))
    assert "was to be destroyed on" in live.survey("status").stdout
    assert "12 responses" in live.survey("purge", "--dry-run").stdout
    live.survey("purge", fails=True)
    live.survey("purge", answer="n\n", fails=True)
    assert live.opened_by("anna") == 12
    assert "destroyed, 12 responses" in live.survey("purge", "--yes").stdout
    assert live.opened_by("anna") == 0
    assert "destroyed on" in live.survey("waves", "list").stdout
    assert "has had its time" in live.survey("publish", live.questionnaire(), fails=True).stderr


def test_purge_closes_first_what_is_still_answered(live: Place) -> None:
    live.answered(12)
    past(live)
    assert "closed; run purge again" in live.survey("purge", "--yes").stdout
    assert "still answered" in live.survey("purge", "--yes").stdout
    assert live.opened_by("anna") == 12


@pytest.mark.parametrize(("days", "told"), [(31, "All is well."), (30, "is destroyed in 30 days")])
def test_status_tells_when_the_date_is_near(live: Place, days: int, told: str) -> None:
    day = clock.now().date() + timedelta(days=days)
    live.survey("waves", "set", "visitors", day.isoformat())
    assert told in live.survey("status").stdout


def test_case_54_status_tells_of_a_private_key_too(live: Place) -> None:
    write_private(live.folder / "instance/anna.key", live.keys["anna"], PASSPHRASE)
    told = live.survey("status").stdout.splitlines()
    assert told[0] == "To do: 1"
    assert "anna.key can open answers" in told[1]


def test_status_tells_what_waits_to_be_mixed(live: Place) -> None:
    live.answered(30, mixed=False)
    assert "30 responses to 'visitors' wait" in live.survey("status").stdout
    live.survey("mix")
    assert "All is well." in live.survey("status").stdout


def test_case_35_status_tells_of_a_damaged_key(live: Place) -> None:
    with live.open().engine.connect() as connection:
        connection.exec_driver_sql("UPDATE recipients SET public_key = zeroblob(1216) WHERE name = 'anna'")
    assert "The public key of anna is damaged" in live.survey("status").stdout


def test_a_copy_is_made_and_restored(live: Place, tmp_path: Path) -> None:
    live.answered(3, mixed=False)
    out = tmp_path / "out.backup"
    assert "survey mix" in live.survey("backup", out, fails=True).stderr
    live.survey("mix")
    assert "3 responses, 1 versions, read back and whole" in live.survey("backup", out).stdout
    assert "exists already" in live.survey("backup", out, fails=True).stderr
    assert "not empty" in live.survey("restore", out, fails=True).stderr
    copy = Place(tmp_path / "elsewhere")
    copy.keys = live.keys
    assert "3 responses" in copy.survey("restore", out).stdout
    assert copy.opened_by("berit") == 3
    assert "All is well." in copy.survey("status").stdout
    out.write_bytes(out.read_bytes()[:-9])
    third = Place(tmp_path / "third")
    result = third.survey("restore", out, fails=True)
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "third").exists() or not list((tmp_path / "third").iterdir())


def test_days_are_counted_from_the_date() -> None:
    from survey.commands.retention import days_left

    today = datetime(2026, 3, 4, tzinfo=UTC).date()
    assert days_left(waves.Wave("visitors", "", "2026-03-14"), today) == 10
    assert days_left(waves.Wave("visitors", "", "2026-03-14", "2026-03-15"), date(2026, 3, 16)) is None
