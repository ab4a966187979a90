"""Resume codes: written on paper, typed with slips, tried by strangers, and dead with their draft."""

import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from survey.storage import drafts, resume_codes, tables
from survey.storage.instance import Instance
from survey.storage.resume_codes import CodeMistyped, CodeUnknown, TooManyCodes, grouped, new_code, resume

Begin = Callable[[], tuple[bytes, int]]


def test_the_code_gives_back_the_draft_as_often_as_it_is_needed(
    instance: Instance, begun: Begin, now: datetime
) -> None:
    token, _ = begun()
    code = new_code(instance, token)
    assert (len(code), code.isdecimal()) == (24, True)
    for typed in (code, grouped(code), f" {code[:10]}-{code[10:]}\n"):
        assert resume(instance, typed, now=now) == token


def test_it_can_be_typed_in_any_scripts_digits(instance: Instance, begun: Begin, now: datetime) -> None:
    token, _ = begun()
    code = new_code(instance, token)
    arabic = "".join(chr(0x0660 + int(digit)) for digit in code)
    assert resume(instance, arabic, now=now) == token


def test_a_slip_of_the_pen_fails_before_any_stretching(
    instance: Instance, begun: Begin, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, _ = begun()
    code = new_code(instance, token)
    monkeypatch.setattr(resume_codes, "Argon2id", None)  # any use of it would raise
    wrong_digits = [
        code[:place] + str((int(code[place]) + step) % 10) + code[place + 1 :]
        for place in range(24)
        for step in (1, 5)
    ]
    for typed in (*wrong_digits, code[:-1], code + "0", "", "hej", "1" * 10_000):
        with pytest.raises(CodeMistyped, match="24 digits"):
            resume(instance, typed, now=now)


def test_unknown_expired_deleted_and_sent_read_alike(
    instance: Instance, begun: Begin, size: int, now: datetime
) -> None:
    codes: dict[str, datetime] = {"0" * 24: now}
    token, _ = begun()
    codes[new_code(instance, token)] = now + timedelta(hours=3)
    token, _ = begun()
    codes[new_code(instance, token)] = now
    drafts.delete(instance.engine, token)
    token, revision = begun()
    codes[new_code(instance, token)] = now
    with instance.engine.connect() as connection:
        drafts.replace_on(connection, token, drafts.Sent("0" * 64), revision, size=size, now=now)
    messages = set()
    for code, at in codes.items():
        with pytest.raises(CodeUnknown) as caught:
            resume(instance, code, now=at)
        messages.add(str(caught.value))
    assert len(messages) == 1


def test_a_new_code_takes_the_place_of_the_old_one(instance: Instance, begun: Begin, now: datetime) -> None:
    token, _ = begun()
    first, second = new_code(instance, token), new_code(instance, token)
    assert resume(instance, second, now=now) == token
    with pytest.raises(CodeUnknown):
        resume(instance, first, now=now)


def test_codes_die_with_their_draft(instance: Instance, begun: Begin, now: datetime) -> None:
    for _ in range(2):
        token, _ = begun()
        new_code(instance, token)
    drafts.delete(instance.engine, token)
    drafts.purge_expired(instance.engine, now + timedelta(hours=3))
    with instance.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(tables.resume_codes)).scalar() == 0


def test_neither_code_nor_token_is_kept(instance: Instance, begun: Begin) -> None:
    token, _ = begun()
    code = new_code(instance, token)
    with instance.engine.connect() as connection:
        (row,) = connection.execute(select(tables.resume_codes)).all()
    assert all(token not in cell and code.encode() not in cell for cell in row)


def test_at_most_two_are_stretched_at_a_time_and_a_flood_is_turned_away_at_once(
    instance: Instance, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, leave = threading.Semaphore(0), threading.Event()

    class Slow:
        def __init__(self, **_: object) -> None:
            pass

        def derive(self, code: bytes) -> bytes:
            inside.release()
            leave.wait(10)
            return secrets.token_bytes(48)

    monkeypatch.setattr(resume_codes, "Argon2id", Slow)
    outcomes: list[str] = []

    def attempt() -> None:
        with pytest.raises(CodeUnknown) as caught:
            resume(instance, "0" * 24, now=now)
        outcomes.append(type(caught.value).__name__)

    threads = [threading.Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in threads:
        inside.acquire()
    for _ in range(20):
        with pytest.raises(TooManyCodes, match="try again"):
            resume(instance, "0" * 24, now=now)
    leave.set()
    for thread in threads:
        thread.join()
    assert outcomes == ["CodeUnknown"] * 2
    attempt()
