"""The Caddyfile that is shipped, before the same app: what it tells, keeps and says when the app is away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from survey.public.limits import FROM_ONE_NETWORK
from tests.deployment.conftest import System
from tests.deployment.doors import ADDRESS, TOLD, Door
from tests.deployment.live import EXIT, HOST
from tests.deployment.processes import DEPLOYMENT, free_port, running, write_certificate
from tests.deployment.test_headers import complete
from tests.deployment.test_nothing_written import tells, told_by, writes
from tests.deployment.walks import answered

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CADDY = shutil.which("caddy") or "caddy"


@contextmanager
def caddy(folder: Path, app: int) -> Iterator[Door]:
    """Caddy with the shipped file, its port and certificate replaced by this place's."""
    port = free_port()
    write_certificate(folder)
    text = (DEPLOYMENT / "Caddyfile").read_text(encoding="utf-8")
    certificate = f"tls {folder}/fullchain.pem {folder}/privkey.pem"
    for shipped, here in {
        f"\n{HOST} {{\n": f"\n{HOST}:{port} {{\n\t{certificate}\n",
        "\tadmin off\n": "\tadmin off\n\tauto_https off\n",
        "reverse_proxy 127.0.0.1:8000": f"reverse_proxy 127.0.0.1:{app}",
    }.items():
        assert shipped in text, shipped
        text = text.replace(shipped, here)
    (folder / "Caddyfile").write_text(text, encoding="utf-8")
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = [CADDY, "run", "--config", f"{folder}/Caddyfile", "--adapter", "caddyfile"]
    door = Door("caddy", port, folder / "fullchain.pem")
    with running(command, folder / "output.log", lambda: open_to(door), home):
        yield door


def open_to(door: Door) -> bool:
    try:
        door.line().close()
    except OSError:
        return False
    return True


@pytest.fixture
def front(system: System, tmp_path: Path) -> Iterator[Door]:
    with caddy(tmp_path, system.gunicorn.port) as door:
        yield door


def test_people_answer_and_caddy_writes_nothing_of_them(front: Door, tmp_path: Path) -> None:
    one = answered(front, writes=writes)
    assert one.sent
    assert front.ask("POST", "/sv/start", b"&".join(b"f" for _ in range(10_000)), FORM).status == 413
    too_large = front.ask("POST", "/sv/start", b"x=" + b"x" * 70_000, FORM)
    assert too_large.status in {413, 502}  # Debian's Caddy takes its own cutting off for the app's fault
    assert complete(too_large.headers)
    front.says(b"nonsense\r\n\r\n")
    files = {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert tells(files, [ADDRESS, *TOLD.values(), *told_by(one)]) == []


def test_the_page_has_the_headers_of_the_app_once(front: Door) -> None:
    for path, status in (("/sv/", 200), ("/nothing", 404), ("/exit", 303)):
        reply = front.ask("GET", path)
        assert (reply.status, complete(reply.headers)) == (status, True)
        assert reply.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert reply.headers.get("Content-Encoding") is None


def test_26_the_network_is_caddys_to_tell(front: Door) -> None:
    for n in range(2 * FROM_ONE_NETWORK + 1):
        told = FORM | {"X-Forwarded-For": f"192.0.{n}.1", "Client-Network": f"192.0.{n}.0"}
        reply = front.ask("POST", "/sv/start", b"questionnaire=buyers", told, "127.0.9.1")
        if reply.status == 429:
            break
    assert reply.status == 429
    assert front.ask("POST", "/sv/start", b"questionnaire=buyers", FORM, "127.0.10.1").status == 303


def test_26_another_name_gets_no_page(front: Door) -> None:
    raw = front.says(b"GET /sv/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert b"<html" not in raw
    with pytest.raises(OSError, match="alert"):
        front.line(host="evil.example")


def test_without_the_app_somebody_is_told_to_try_again_and_can_leave(tmp_path: Path) -> None:
    with caddy(tmp_path, free_port()) as door:
        reply = door.ask("GET", "/sv/")
        assert (reply.status, complete(reply.headers)) == (502, True)
        assert "försök igen" in reply.body.decode()
        gone = door.ask("GET", "/exit")
        assert (gone.status, gone.headers["Location"]) == (303, EXIT)
        assert gone.headers["Clear-Site-Data"] == '"storage", "cache"'


def test_caddy_keeps_no_more_than_its_own_files(front: Door, tmp_path: Path) -> None:
    front.ask("GET", "/sv/")
    written = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    own = {"Caddyfile", "fullchain.pem", "privkey.pem", "output.log", "autosave.json", "instance.uuid"}
    assert written <= own | {"last_clean.json"}
