"""Hosts on one machine: network namespaces, each with a cable to this one, and a PostgreSQL server."""

from __future__ import annotations

import os
import random
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import make_url

from survey.storage.database import connect
from tests.deployment.processes import DEPLOYMENT, free_port

README = DEPLOYMENT / "README.md"
PASSWORD = "correct-horse"


def missing() -> str:
    """What keeps these tests from running here; "" if nothing does."""
    if os.geteuid() != 0:
        return "only root can make network namespaces"
    if not shutil.which("ip"):
        return "iproute2 is not installed"
    return "" if postgresql_folder() else "postgresql is not installed"


def postgresql_folder() -> Path | None:
    """Where PostgreSQL's own programs lie on Debian."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


class Host(NamedTuple):
    """A namespace. ``here`` is this machine's end of the cable, ``there`` the host's."""

    name: str
    cable: str
    here: str
    there: str

    def command(self, *words: object) -> list[str]:
        """A command as it is run on that host."""
        return ["ip", "netns", "exec", self.name, *map(str, words)]

    def unplug(self) -> None:
        """At the host's end: what is sent to it is lost."""
        ip("-n", self.name, "link", "set", "cable", "down")

    def plug(self) -> None:
        ip("-n", self.name, "link", "set", "cable", "up")


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@contextmanager
def hosts(number: int) -> Iterator[list[Host]]:
    """Some hosts, each with its own cable to this machine, until the block is left."""
    with ExitStack() as stack:
        yield [stack.enter_context(host()) for _ in range(number)]


@contextmanager
def host() -> Iterator[Host]:
    identity = secrets.token_hex(3)
    # Addresses for measuring between networks: nobody else's.
    net = ip_network((f"198.18.{random.randrange(256)}.{4 * random.randrange(64)}", 30))
    made = Host(f"survey-{identity}", f"sv{identity}", *map(str, net.hosts()))
    ip("netns", "add", made.name)
    # Nothing meant for a host ever leaves this machine, whatever becomes of the cable.
    ip("route", "add", "unreachable", str(net), "metric", "9999")
    try:
        ip("link", "add", made.cable, "type", "veth", "peer", "name", "cable", "netns", made.name)
        ip("addr", "add", f"{made.here}/30", "dev", made.cable)
        ip("link", "set", made.cable, "up")
        ip("-n", made.name, "addr", "add", f"{made.there}/30", "dev", "cable")
        ip("-n", made.name, "link", "set", "cable", "up")
        ip("-n", made.name, "link", "set", "lo", "up")
        yield made
    finally:
        ip("netns", "del", made.name)
        ip("route", "del", "unreachable", str(net), "metric", "9999")


@contextmanager
def database(place: Path, reached_from: list[Host]) -> Iterator[str]:
    """A PostgreSQL server with the database and the role that the README tells to make.

    Gives the address as seen from this machine; a host has its own (``address_for``).
    """
    programs, port = postgresql_folder(), free_port()
    assert programs
    place.mkdir()
    shutil.chown(place, "postgres", "postgres")
    for folder in (place, *place.parents):
        if folder.stat().st_uid == 0 and folder.is_relative_to("/tmp"):  # noqa: S108  # pytest's own folders
            folder.chmod(folder.stat().st_mode | 0o011)
    as_owner = ["runuser", "-u", "postgres", "--"]
    cluster = ("-D", place / "data", "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8")
    quickly = ("--auth=trust", "--no-sync", "--wal-segsize=1")
    initdb = [*as_owner, programs / "initdb", *cluster, *quickly]
    subprocess.run(initdb, check=True, capture_output=True, cwd="/")
    addresses = ",".join(["127.0.0.1", *(one.here for one in reached_from)])
    with (place / "data/pg_hba.conf").open("a", encoding="utf-8") as rules:
        rules.writelines(f"host survey survey {one.there}/32 scram-sha-256\n" for one in reached_from)
    with (place / "data/postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(f"listen_addresses = '{addresses}'\nport = {port}\n")
        settings.write(f"unix_socket_directories = '{place}'\nfsync = off\n")
        settings.writelines(f"{line}\n" for line in documented("ini"))
    control = [*as_owner, programs / "pg_ctl", "-D", place / "data", "--silent"]
    log = ("--log", place / "server.log")
    subprocess.run([*control, "start", "--wait", *log], check=True, cwd="/", stdout=subprocess.DEVNULL)
    try:
        set_up(f"postgresql://postgres@127.0.0.1:{port}")
        yield f"postgresql://survey:{PASSWORD}@127.0.0.1:{port}/survey"
    finally:
        subprocess.run([*control, "stop", "--mode=immediate"], check=True, cwd="/")


def documented(language: str) -> list[str]:
    """The lines of the README's blocks in one language."""
    blocks = README.read_text(encoding="utf-8").split(f"```{language}\n")[1:]
    lines = [line for block in blocks for line in block.partition("```")[0].splitlines() if line.strip()]
    assert lines, f"the README has no {language}"
    return lines


def set_up(owner: str) -> None:
    """Run the README's SQL, in the database that \\c names."""
    name = "postgres"
    for line in documented("sql"):
        if line.startswith("\\c "):
            name = line.split()[1]
            continue
        engine = connect(f"{owner}/{name}")
        with engine.connect() as connection:
            connection.exec_driver_sql(line.replace("A-LONG-PASSWORD", PASSWORD))
        engine.dispose()


def address_for(host: Host, database: str) -> str:
    """The database's address as that host knows it."""
    return make_url(database).set(host=host.here).render_as_string(hide_password=False)
