"""Where a command works: the instance folder and its database, named once for all commands."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click

import survey
from survey.storage.instance import Instance

PROJECT = Path(survey.__file__).parent.parent
QUESTIONNAIRES = PROJECT / "questionnaires"
TRANSLATIONS = PROJECT / "translations"

Command = Callable[..., Any]


def typed(path: Path) -> Path:
    """A path as somebody would type it here: short, where it lies below the current folder."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


class Place(NamedTuple):
    """The instance folder and, if it is not SQLite inside that folder, the database's URL."""

    folder: Path
    database: str | None

    def open(self) -> Instance:
        """The instance. Raises InstanceError, which says how to make one."""
        return Instance.open(self.folder, self.database)


def _remember(context: click.Context, parameter: click.Parameter, value: object) -> None:
    chosen = context.ensure_object(dict)
    if value is not None:
        chosen[parameter.name] = value


def place_options(command: Command) -> Command:
    """Adds --instance and --database, which count wherever on the line they stand."""
    for option in (
        click.option(
            "--database",
            metavar="URL",
            expose_value=False,
            callback=_remember,
            help="Database, instead of SQLite in the instance folder.  [env: SURVEY_DATABASE]",
        ),
        click.option(
            "--instance",
            metavar="DIR",
            expose_value=False,
            callback=_remember,
            help="Instance folder.  [default: instance; env: SURVEY_INSTANCE]",
        ),
    ):
        command = option(command)
    return command


def at_place(command: Command) -> Command:
    """Adds the place options to a command and hands it the Place as its first argument."""

    @functools.wraps(command)
    def with_place(*arguments: object, **options: object) -> object:
        chosen = click.get_current_context().ensure_object(dict)
        place = Place(Path(chosen.get("instance") or "instance"), chosen.get("database"))
        return command(place, *arguments, **options)

    return place_options(with_place)
