"""An instance: a folder that can be made, opened, moved, and never half overwritten."""

import secrets
import shutil
import stat
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from survey.storage import drafts
from survey.storage.drafts import Draft
from survey.storage.instance import Instance, InstanceError, Settings


def test_a_missing_instance_names_the_command_that_makes_one(tmp_path: Path) -> None:
    for folder in (tmp_path / "missing", tmp_path):
        with pytest.raises(InstanceError, match="survey init"):
            Instance.open(folder)
    assert list(tmp_path.iterdir()) == []


def test_a_trial_is_clearly_made_up(instance: Instance) -> None:
    settings = instance.settings
    assert settings.trial
    assert settings.missing == ()
    for shown in (settings.organisation, settings.controller, settings.contact, settings.reference):
        assert "påhitta" in shown
    assert settings.public_url == "http://127.0.0.1:8000"


def test_a_live_instance_starts_without_anything_that_could_be_published(
    tmp_path: Path, database_url: str | None
) -> None:
    live = Instance.create(tmp_path / "live", trial=False, database_url=database_url)
    assert live.settings == Settings()
    assert set(live.settings.missing) == set(Settings.__struct_fields__) - {"trial"}


def test_the_folder_holds_the_database_and_a_secret_and_is_its_owners(sqlite: Instance) -> None:
    names = {path.name.removesuffix("-wal").removesuffix("-shm") for path in sqlite.path.iterdir()}
    assert names == {"survey.db", "secret"}
    assert stat.S_IMODE(sqlite.path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in sqlite.path.iterdir()} == {0o600}
    assert len(sqlite.secret) == 32


def test_it_opens_as_it_was_left(instance: Instance, database_url: str | None) -> None:
    renamed = msgspec.structs.replace(instance.settings, organisation="Annan kommun (påhittad)")
    instance.save_settings(renamed)
    again = Instance.open(instance.path, database_url)
    assert (again.settings, again.secret) == (renamed, instance.secret)
    assert instance.settings == renamed


def test_nothing_is_made_where_an_instance_is(instance: Instance, database_url: str | None) -> None:
    for trial in (True, False):
        with pytest.raises(InstanceError, match="already"):
            Instance.create(instance.path, trial=trial, database_url=database_url)
    assert Instance.open(instance.path, database_url).settings == instance.settings


def test_a_creation_that_was_cut_short_can_be_repeated(tmp_path: Path) -> None:
    folder = tmp_path / "cut"
    folder.mkdir()
    (folder / "survey.db").touch()
    with pytest.raises(InstanceError):
        Instance.open(folder)
    assert Instance.create(folder, trial=True).settings.trial


def test_a_trial_never_turns_into_a_live_instance(instance: Instance) -> None:
    with pytest.raises(InstanceError, match="survey init"):
        instance.save_settings(msgspec.structs.replace(instance.settings, trial=False))
    assert instance.settings.trial


def test_drafts_outlive_a_new_secret(
    instance: Instance, database_url: str | None, draft: Draft, size: int, now: datetime
) -> None:
    token = secrets.token_bytes(32)
    drafts.begin(instance.engine, token, draft, size=size, now=now)
    (instance.path / "secret").unlink()
    again = Instance.open(instance.path, database_url)
    assert again.secret != instance.secret
    assert drafts.load(again.engine, token, now=now).draft == draft


def test_a_damaged_secret_says_what_to_do(instance: Instance, database_url: str | None) -> None:
    (instance.path / "secret").write_bytes(b"short")
    with pytest.raises(InstanceError, match="Delete it"):
        Instance.open(instance.path, database_url)


def test_the_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "enkät 100 % ?x=1#y" / "инстанс"
    made = Instance.create(folder, trial=True)
    made.engine.dispose()
    assert Instance.open(folder).settings == made.settings
    assert (folder / "survey.db").stat().st_size > 0


def test_the_folder_can_be_moved(sqlite: Instance, tmp_path: Path) -> None:
    sqlite.engine.dispose()
    shutil.move(sqlite.path, tmp_path / "elsewhere")
    assert Instance.open(tmp_path / "elsewhere").settings == sqlite.settings
