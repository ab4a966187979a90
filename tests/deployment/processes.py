"""The running system: nginx with the configuration that is shipped, before gunicorn, each a process."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.deployment.live import HOST
from tests.whole.programs import ROOT

DEPLOYMENT = ROOT / "survey/deployment"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin") or ""
DEADLINE = 120.0
"""Seconds after which something that must come about has failed to."""


class Ports(NamedTuple):
    """Where nginx listens: TLS, plain, and for tor."""

    tls: int
    plain: int
    onion: int


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < deadline, f"never came about: {what}"
        time.sleep(0.02)


@contextmanager
def running(
    command: list[str], log: Path, ready: Callable[[], bool], environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that writes to ``log``, from when it is ready until the block is left."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SURVEY_")}
    with log.open("ab") as written:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=written, stderr=written, env={**kept, **(environment or {})}
        )
    try:
        until(lambda: process.poll() is not None or ready(), f"{command[0]} serves")
        assert process.poll() is None, log.read_text(encoding="utf-8")
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=DEADLINE)


def survey(*arguments: object) -> list[str]:
    """The command line of `survey …`."""
    return [sys.executable, "-c", "from survey.cli import main; main()", *map(str, arguments)]


@contextmanager
def gunicorn(folder: Path, port: int, log: Path, temporary: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`survey serve public` of an instance, two workers."""
    temporary.mkdir(exist_ok=True)
    command = survey("--instance", folder, "serve", "public", "--bind", f"127.0.0.1:{port}")
    home = {"TMPDIR": str(temporary), "HOME": str(temporary)}
    with running(command, log, lambda: b"Answer at" in log.read_bytes(), home) as process:
        yield process


def configured(prefix: Path, ports: Ports, *app: str, onion: str = "") -> str:
    """The shipped nginx.conf with this place's ports and files; every replacement must find its line."""
    text = (DEPLOYMENT / "nginx.conf").read_text(encoding="utf-8")
    for shipped, here in {
        "user www-data;\n": "user www-data;\n" if os.geteuid() == 0 else "",
        "worker_rlimit_nofile 20000;": "worker_rlimit_nofile 4000;",
        "worker_connections 8192;": "worker_connections 2000;",
        "pid /run/nginx.pid;": f"pid {prefix}/nginx.pid;",
        "types { }": "types { }\n" + "\n".join(f"    {line}" for line in temporary_paths(prefix)),
        "server 127.0.0.1:8000;": " ".join(f"server {one};" for one in app),
        "listen [::]:80 default_server;\n": "\n",
        "listen [::]:443 ssl http2 default_server;\n": "\n",
        "listen [::]:80;\n": "\n",
        "listen [::]:443 ssl http2;\n": "\n",
        "listen 80": f"listen {ports.plain}",
        "listen 443": f"listen {ports.tls}",
        "/etc/ssl/enkat/": f"{prefix}/",
        "/etc/nginx/onion[.]conf": f"{prefix}/onion[.]conf",
    }.items():
        assert shipped in text, f"nginx.conf has no '{shipped.strip()}'"
        text = text.replace(shipped, here)
    if onion:
        shipped = (DEPLOYMENT / "onion.conf").read_text(encoding="utf-8")
        assert "ADDRESS" in shipped and "127.0.0.1:8081" in shipped
        shipped = shipped.replace("ADDRESS", onion).replace("127.0.0.1:8081", f"127.0.0.1:{ports.onion}")
        (prefix / "onion.conf").write_text(shipped, encoding="utf-8")
    return text


def temporary_paths(prefix: Path) -> list[str]:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return [f"{kind}_temp_path {prefix}/temporary/{kind};" for kind in kinds]


@contextmanager
def nginx(prefix: Path, ports: Ports, *app: str, onion: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """nginx in the foreground, before one or several addresses of the app."""
    (prefix / "temporary").mkdir(parents=True)
    write_certificate(prefix)
    (prefix / "nginx.conf").write_text(configured(prefix, ports, *app, onion=onion), encoding="utf-8")
    command = [NGINX, "-p", f"{prefix}/", "-c", f"{prefix}/nginx.conf", "-g", "daemon off;"]
    pid = prefix / "nginx.pid"
    with running(command, prefix / "output.log", pid.exists) as process:
        yield process


def free_ports() -> Ports:
    return Ports(free_port(), free_port(), free_port())


def free_port() -> int:
    """A port that nothing uses, and that the system gives to no outgoing connection meanwhile."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("0.0.0.0", port))  # noqa: S104  # nginx listens there
            return port


def write_certificate(folder: Path) -> None:
    """A certificate for the survey's name that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "privkey.pem").write_bytes(secret)
