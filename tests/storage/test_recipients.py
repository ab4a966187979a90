"""Recipients: who can open what, shown to hold their keys, and really gone when they leave."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from survey.questionnaire.model import Questionnaire
from survey.storage import recipients, responses, sealing, tables
from survey.storage.instance import Instance
from survey.storage.key_sets import known_key_sets
from survey.storage.keys import KeySet, PrivateKey, new_key
from survey.storage.recipients import (
    NoRecipients,
    NotProven,
    RecipientRefused,
    RecipientUnknown,
    add,
    is_proven,
    key_set,
    retire,
)
from survey.storage.sealing import Response, WrongKey, seal, unseal

TODAY = date(2026, 3, 4)


def names(engine: Engine, questionnaire: str | None = None) -> list[str]:
    return [one.name for one in recipients.recipients(engine, questionnaire)]


def stored(engine: Engine) -> list[bytes]:
    with engine.connect() as connection:
        return list(connection.execute(select(tables.responses.c.sealed)).scalars())


def test_responses_are_sealed_for_everybody_who_was_added(
    engine: Engine, private_keys: tuple[PrivateKey, ...]
) -> None:
    with pytest.raises(NoRecipients, match="add a public key"):
        key_set(engine, "sellers")
    for key in private_keys:
        add(engine, key.public)
    assert key_set(engine, "sellers") == KeySet(tuple(key.public for key in private_keys))
    assert names(engine) == ["Anna", "Berit", "Cecilia"]


def test_a_recipient_may_be_for_some_questionnaires_only(
    engine: Engine, private_keys: tuple[PrivateKey, ...]
) -> None:
    anna, berit, _ = private_keys
    add(engine, berit.public, ["rfsl", "relatives"])
    with pytest.raises(NoRecipients):
        key_set(engine, "sellers")
    add(engine, anna.public)
    assert [one.name for one in key_set(engine, "sellers").recipients] == ["Anna"]
    assert names(engine, "rfsl") == ["Anna", "Berit"]
    assert names(engine, "sellers") == ["Anna"]
    assert recipients.recipients(engine)[1].questionnaires == ("relatives", "rfsl")


def test_a_key_or_a_name_is_taken_once(engine: Engine, private_keys: tuple[PrivateKey, ...]) -> None:
    anna = private_keys[0]
    add(engine, anna.public)
    with pytest.raises(RecipientRefused, match="Anna"):
        add(engine, anna.public)
    with pytest.raises(RecipientRefused, match="another name"):
        add(engine, new_key("Anna", trial=True).public)


def test_a_live_instance_takes_no_trial_key(tmp_path: Path, database_url: str | None) -> None:
    live = Instance.create(tmp_path / "live", trial=False, database_url=database_url)
    with pytest.raises(RecipientRefused, match="trial"):
        add(live.engine, new_key("Anna", trial=True).public)
    add(live.engine, new_key("Anna").public)


def test_a_damaged_key_closes_what_it_was_for(engine: Engine, private_keys: tuple[PrivateKey, ...]) -> None:
    anna, berit, _ = private_keys
    add(engine, anna.public)
    add(engine, berit.public, ["rfsl"])
    of_berit = tables.recipients.c.name == "Berit"
    for damaged in (anna.public.raw, b"", b"\xff" * 1216):
        with engine.connect() as connection:
            connection.execute(update(tables.recipients).where(of_berit).values(public_key=damaged))
        with pytest.raises(NoRecipients, match="Berit"):
            key_set(engine, "rfsl")
        key_set(engine, "sellers")


def test_whoever_retires_opens_nothing_that_is_stored_and_the_others_still_do(
    engine: Engine,
    private_keys: tuple[PrivateKey, ...],
    questionnaire: Questionnaire,
    response: Response,
) -> None:
    for key in private_keys:
        add(engine, key.public)
    everybody = key_set(engine, "visitors")
    sealed = [seal(response, questionnaire, everybody) for _ in range(12)]
    responses.insert_many(engine, "visitors", everybody, sealed)
    responses.mix(engine, "visitors", everybody.id)
    responses.insert_many(engine, "visitors", everybody, sealed[:3])

    retire(engine, "Berit")
    retire(engine, "Berit")

    assert names(engine) == ["Anna", "Cecilia"]
    assert [one.name for one in key_set(engine, "visitors").recipients].count("Berit") == 0
    assert responses.stored(engine) == {"visitors": (3, 12)}
    responses.mix(engine, "visitors", everybody.id)
    anna, berit, cecilia = private_keys
    for one in stored(engine):
        assert len(one) == len(sealed[0])
        assert unseal(one, "visitors", everybody.id, anna) == response
        assert unseal(one, "visitors", everybody.id, cecilia) == response
        with pytest.raises(WrongKey):
            unseal(one, "visitors", everybody.id, berit)


def test_the_wraps_of_whoever_retired_are_in_no_file(
    sqlite: Instance, private_keys: tuple[PrivateKey, ...], questionnaire: Questionnaire, response: Response
) -> None:
    for key in private_keys:
        add(sqlite.engine, key.public)
    everybody = key_set(sqlite.engine, "visitors")
    sealed = seal(response, questionnaire, everybody)
    responses.insert_many(sqlite.engine, "visitors", everybody, [sealed])
    responses.mix(sqlite.engine, "visitors", everybody.id)
    place = everybody.position(private_keys[1].public.fingerprint)
    assert place is not None
    wrap = sealed[2 + 1168 * place : 2 + 1168 * (place + 1)]

    def left() -> bytes:
        return b"".join(path.read_bytes() for path in sqlite.path.iterdir())

    assert wrap[:64] in left()
    retire(sqlite.engine, "Berit")
    assert not any(wrap[start : start + 32] in left() for start in range(0, 1136, 64))


def test_the_last_one_who_can_open_answers_takes_none_of_them_along(
    engine: Engine,
    private_keys: tuple[PrivateKey, ...],
    questionnaire: Questionnaire,
    response: Response,
) -> None:
    anna = private_keys[0]
    add(engine, anna.public)
    alone = key_set(engine, "visitors")
    responses.insert_many(engine, "visitors", alone, [seal(response, questionnaire, alone)])
    retire(engine, "Anna")
    with pytest.raises(NoRecipients):
        key_set(engine, "visitors")
    responses.mix(engine, "visitors", alone.id)
    assert unseal(stored(engine)[0], "visitors", alone.id, anna) == response


def test_a_retired_key_can_be_added_again(engine: Engine, private_keys: tuple[PrivateKey, ...]) -> None:
    add(engine, private_keys[0].public)
    retire(engine, "Anna")
    add(engine, private_keys[0].public, ["rfsl"])
    assert names(engine) == ["Anna"]


def test_retiring_somebody_unknown_says_so(engine: Engine) -> None:
    with pytest.raises(RecipientUnknown, match="Dagmar"):
        retire(engine, "Dagmar")


def test_key_sets_that_were_used_are_remembered(
    engine: Engine, key_set: KeySet, questionnaire: Questionnaire, response: Response
) -> None:
    fewer = KeySet(key_set.recipients[:1])
    for keys in (key_set, fewer, key_set):
        responses.insert_many(engine, "visitors", keys, [seal(response, questionnaire, keys)])
    assert known_key_sets(engine) == tuple(sorted((key_set, fewer), key=lambda keys: keys.id))


def test_a_recipient_proves_that_they_hold_the_key(
    engine: Engine, private_keys: tuple[PrivateKey, ...]
) -> None:
    anna, berit, _ = private_keys
    added = add(engine, anna.public)
    assert not is_proven(added, today=TODAY)
    message = recipients.challenge(engine, "Anna")
    with pytest.raises(WrongKey):
        sealing.open_test_message(message, berit)
    with pytest.raises(NotProven, match="Anna"):
        recipients.prove(engine, "Anna", bytes(16), today=TODAY)
    word = sealing.open_test_message(message, anna)
    recipients.prove(engine, "Anna", word, today=TODAY)
    (proven,) = recipients.recipients(engine)
    assert is_proven(proven, today=TODAY + timedelta(days=92))
    assert not is_proven(proven, today=TODAY + timedelta(days=93))
    with pytest.raises(NotProven):
        recipients.prove(engine, "Anna", word, today=TODAY)


def test_only_the_latest_test_message_counts(engine: Engine, private_keys: tuple[PrivateKey, ...]) -> None:
    anna = private_keys[0]
    add(engine, anna.public)
    first, second = (recipients.challenge(engine, "Anna") for _ in range(2))
    with pytest.raises(NotProven):
        recipients.prove(engine, "Anna", sealing.open_test_message(first, anna), today=TODAY)
    recipients.prove(engine, "Anna", sealing.open_test_message(second, anna), today=TODAY)
    with pytest.raises(RecipientUnknown):
        recipients.challenge(engine, "Berit")
