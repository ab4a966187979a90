"""Another site on this machine, to be sent to on leaving: no test needs the network.

It can be made to wait with its answer, as a slow line does.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

TITLE = "Weather"
PAGE = f"<!doctype html><title>{TITLE}</title><h1>{TITLE}</h1>".encode()


class NeutralSite:
    """``asked`` is set when somebody has come; nothing is answered while ``answers`` is not set."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked = Event()
        self.answers = Event()
        self.answers.set()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Inside the block nobody gets an answer."""
        self.asked.clear()
        self.answers.clear()
        try:
            yield
        finally:
            self.answers.set()


class _Weather(BaseHTTPRequestHandler):
    site: NeutralSite

    def do_GET(self) -> None:
        self.site.asked.set()
        self.site.answers.wait()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def neutral_site(folder: Path) -> Iterator[NeutralSite]:
    """An https site with a certificate of its own making, kept in the folder."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder / "neutral.pem"))
    answering: Any = type("Weather", (_Weather,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), answering)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    answering.site = NeutralSite(f"https://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield answering.site
    finally:
        answering.site.answers.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _certificate(file: Path) -> Path:
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "neutral.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return file
