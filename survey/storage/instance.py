"""An instance: a folder with a secret and, unless PostgreSQL is used, the database. Nothing else."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Engine

from survey.storage.database import connect, migrate, revision
from survey.storage.settings import TRIAL, Settings, read_settings, write_settings

__all__ = ["Instance", "InstanceError", "Settings"]

DATABASE: Final = "survey.db"
SECRET: Final = "secret"  # noqa: S105  # a file's name
SECRET_SIZE: Final = 32


class InstanceError(Exception):
    """A folder that is no instance, or already is one; the sentence says what to do."""


class Instance:
    """What both apps and every command work on.

    ``settings`` are read when the instance is opened; a process that is running sees changes made by
    another one when it is started again.
    """

    def __init__(self, path: Path, engine: Engine, settings: Settings, secret: bytes) -> None:
        self.path = path
        self.engine = engine
        self.settings = settings
        self.secret = secret

    @classmethod
    def create(cls, path: Path, *, trial: bool, database_url: str | None = None) -> Instance:
        """Make an instance. Raises InstanceError when there is one already.

        A trial gets settings that clearly are made up; a live one empty ones, with which nothing can
        be published.
        """
        path = Path(path)
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if database_url is None and not (path / DATABASE).exists():
            _create(path / DATABASE, b"")
        engine = connect_instance(path, database_url)
        if revision(engine) and read_settings(engine) is not None:
            raise InstanceError(f"There is already an instance in {path}: nothing was changed.")
        migrate(engine)
        write_settings(engine, TRIAL if trial else Settings())
        engine.dispose()
        return cls.open(path, database_url)

    @classmethod
    def open(cls, path: Path, database_url: str | None = None) -> Instance:
        """Open an instance, its tables brought up to date. Raises InstanceError.

        A secret that is missing is made: nothing that has to last depends on it.
        """
        path = Path(path)
        if not path.is_dir() or (database_url is None and not (path / DATABASE).is_file()):
            raise _no_instance(path)
        engine = connect_instance(path, database_url)
        settings = read_settings(engine) if revision(engine) else None
        if settings is None:
            raise _no_instance(path)
        migrate(engine)
        secret = _secret(path / SECRET)
        if len(secret) != SECRET_SIZE:
            raise InstanceError(
                f"{path / SECRET} is damaged. Delete it: a new one is made at the next start."
            )
        return cls(path, engine, settings, secret)

    def save_settings(self, settings: Settings) -> None:
        """Keep new settings. Whether it is a trial never changes: its keys and texts would lie."""
        if settings.trial != self.settings.trial:
            raise InstanceError("A trial instance stays one: make a new instance with 'survey init'.")
        write_settings(self.engine, settings)
        self.settings = settings


def connect_instance(path: Path, database_url: str | None) -> Engine:
    """An engine for the instance's database, whether there is one yet or not."""
    return connect(database_url or URL.create("sqlite", database=str(path / DATABASE)))


def _no_instance(path: Path) -> InstanceError:
    return InstanceError(
        f"There is no instance in {path}. Make one with 'survey init' (or 'survey init --trial'), "
        "or name its folder with --instance."
    )


def _secret(path: Path) -> bytes:
    if not path.exists():
        whole = path.with_name(f"{SECRET}.{os.getpid()}")
        _create(whole, secrets.token_bytes(SECRET_SIZE))
        with suppress(FileExistsError):  # another worker was quicker
            os.link(whole, path)
        whole.unlink()
    return path.read_bytes()


def _create(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
