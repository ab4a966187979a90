"""What every response carries, errors included, and in which lengths pages come."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import Response

from survey.pages.rendering import SCRIPT, STYLE, csp_hash
from survey.storage.settings import Settings

_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        f"style-src {csp_hash(STYLE)}",
        f"script-src {csp_hash(SCRIPT)}",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_FEATURES: Final = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "payment",
    "usb",
)
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

LENGTH: Final = 20 * 1024
"""Pages are padded to this many bytes: every page of questions fits; the check takes a multiple of it."""

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def trusted_hosts(settings: Settings) -> frozenset[str]:
    """The names this app answers to; a trial also to those of the machine itself."""
    host = urlsplit(settings.public_url).hostname
    return frozenset({host} if host else ()) | (_LOOPBACK if settings.trial else frozenset())


def is_trusted(host: str, trusted: frozenset[str]) -> bool:
    """Whether a Host header, with or without a port, names one of these."""
    try:
        return urlsplit(f"//{host}").hostname in trusted
    except ValueError:
        return False


def padded(html: str) -> bytes:
    """The page with white space after it, so that its length does not tell which it is."""
    body = html.encode()
    return body.ljust(-(-len(body) // LENGTH) * LENGTH, b"\n")


def secured(response: Response) -> Response:
    """The response with all the headers."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
