"""`survey …`: the one place that knows both apps, and where errors become one line and an exit code.

A command is imported when it is used: what a server does not need would take room in each of its workers.
"""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click

from survey.commands.place import Place, at_place, place_options
from survey.storage.instance import Instance

OWN_ROOMS: Final = ("survey.", "analysis.")
ROOMS: Final = {
    "init": "instance:init_command",
    "keys": "recipients:keys_commands",
    "settings": "settings:settings_commands",
    "contacts": "settings:contacts_commands",
    "collectors": "settings:collectors_commands",
    "check": "check:check_command",
    "publish": "publishing:publish_command",
    "translate": "translate:translate_commands",
    "import": "exchange:import_command",
    "codebook": "exchange:codebook_command",
    "simulate": "simulation:simulate_command",
    "mix": "instance:mix_command",
    "bundle": "instance:bundle_command",
    "status": "status:status_command",
    "backup": "preservation:backup_command",
    "restore": "preservation:restore_command",
    "waves": "retention:waves_commands",
    "close": "retention:close_command",
    "purge": "retention:purge_command",
}
"""Command → its room in ``survey.commands`` and its name there. Those that run an app stand below."""


class Commands(click.Group):
    """The commands; their expected failures end in one readable line on standard error."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted([*super().list_commands(context), *ROOMS])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in ROOMS:
            return super().get_command(context, name)
        room, _, command = ROOMS[name].partition(":")
        found: click.Command = getattr(import_module(f"survey.commands.{room}"), command)
        return found

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except Exception as error:
            sentence = failure(error)
            if sentence is None:
                raise
            raise click.ClickException(sentence) from error


def failure(error: Exception) -> str | None:
    """What to tell a person, or None for a fault of the program, which may show its traceback.

    Every exception type of our own rooms is written as a sentence to act on; besides them only files
    and the database can fail for reasons that a person can put right.
    """
    from sqlalchemy.exc import DBAPIError

    if isinstance(error, DBAPIError):
        return f"The database cannot be used: {str(error.orig).strip().splitlines()[0]}"
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}"
    if type(error).__module__.startswith(OWN_ROOMS):
        return str(error)
    return None


@click.group(
    cls=Commands,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "auto_envvar_prefix": "SURVEY",
        "max_content_width": 100,
    },
)
@place_options
def main() -> None:
    """Parallel questionnaires to people who are at risk if they are found out."""


@main.command("run")
@click.option(
    "--demo",
    type=click.IntRange(1, 100_000),
    metavar="N",
    help="Add N simulated responses to each questionnaire.",
)
@click.option("--bind", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="At the first start, put the trial's key under the passphrase in this file, not a generated one.",
)
@at_place
def run(place: Place, demo: int | None, bind: str, passphrase_file: Path | None) -> None:
    """Start everything on this machine, to try it out.

    The first start makes a trial instance and a key pair, publishes the questionnaires and prints, once,
    what is needed to open answers.
    """
    from survey.commands import serving
    from survey.commands.first_start import open_questionnaires, tell_key, trial_instance

    host, port = serving.split_address(bind)
    serving.refuse_strangers(host)
    listener = serving.listen(host, port)
    passphrase = passphrase_file.read_text(encoding="utf-8").strip() if passphrase_file else None
    opened, key = trial_instance(place, passphrase)
    if key:
        tell_key(key, place)
    published = open_questionnaires(opened)
    if published:
        click.echo(f"Published: {', '.join(published)}")
    if demo:
        _add_demonstration(opened, demo)
    click.echo("A trial, for this machine only: its contacts are made up.")
    _serve_public(place, opened, listener, workers=2)


@main.group("serve")
def serve() -> None:
    """Serve an app in production, under gunicorn."""


@serve.command("public")
@click.option("--bind", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@at_place
def serve_public(place: Place, bind: str, workers: int) -> None:
    """Serve the respondents' pages.

    Refuses a trial instance on any address that others reach, and a live one beside a private key. A
    reverse proxy stands in front of it, for HTTPS and against slow senders.
    """
    from survey.commands import serving

    opened = place.open()
    host, port = serving.split_address(bind)
    serving.refuse_unsafe(opened, host)
    _serve_public(place, opened, serving.listen(host, port), workers)


def _add_demonstration(opened: Instance, count: int) -> None:
    from survey.commands.simulation import simulate
    from survey.storage.published import open_versions
    from survey.storage.responses import mix_due

    for version in open_versions(opened.engine):
        simulate(opened, version.questionnaire, count, seed=secrets.randbits(32))
    mix_due(opened.engine, at_least=1)
    click.echo(f"Added {count} simulated responses to each questionnaire.")


def _mix_at_start(opened: Instance) -> None:
    """What was due while nothing ran, such as a closed wave, is mixed before anybody is let in."""
    from survey.storage import clock
    from survey.storage.closing import mix_what_is_due
    from survey.storage.database import DatabaseBusy, DatabaseFull

    with suppress(DatabaseBusy, DatabaseFull):  # the workers try again
        mix_what_is_due(opened.engine, now=clock.now())


def _serve_public(place: Place, opened: Instance, listener: socket.socket, workers: int) -> None:
    from survey.commands import serving
    from survey.public.app import create_app, flush_counts
    from survey.public.headers import HEADERS
    from survey.public.service import EXTENSION

    _mix_at_start(opened)
    # Each worker opens its own connections: one from before the fork would be shared.
    opened.engine.dispose()

    def make() -> Any:
        return create_app(place.open())

    def tidy(app: Any) -> None:
        service = app.extensions[EXTENSION]
        service.tidy()
        service.mix()

    serving.serve(serving.Served(make, HEADERS, tidy, flush_counts), listener, workers)
