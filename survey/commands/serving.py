"""Serving an app under gunicorn, and what must hold before it may be."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import gc
import ipaddress
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import click
from gunicorn.app.base import BaseApplication
from gunicorn.errors import HaltServer

from survey.commands.discreet_logs import DiscreetLogger, keep_logs_discreet
from survey.commands.found_keys import files_that_open_answers
from survey.commands.refusals import worker_with
from survey.storage.instance import Instance
from survey.storage.postgresql import refuse_unsafe_server

# Several threads, so that somebody on a slow line does not keep the others waiting.
THREADS = 8
TIDIED_EVERY = 300.0  # seconds
M_ARENA_MAX = -8  # glibc's malloc.h


class CannotServe(RuntimeError):
    """Something that must be put right before anybody is let in."""


def split_address(bind: str) -> tuple[str, int]:
    """``host:port`` or ``[host]:port`` as its parts. Raises CannotServe."""
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise CannotServe(f"'{bind}' is no address to serve on: write HOST:PORT, such as 127.0.0.1:8000.")
    return host.strip("[]"), int(port)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises CannotServe, saying why the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotServe(
                f"Something is served on {host}:{port} already. Stop it, or name another address with --bind."
            ) from error
        raise CannotServe(f"Nothing can be served on {host}:{port}: {error.strerror or error}.") from error


class Served(NamedTuple):
    """An app, the headers that all its responses carry, and what it wants done beside its requests, in
    each worker."""

    make: Callable[[], Any]
    headers: Mapping[str, str]
    tidy: Callable[[Any], None]
    close: Callable[[Any], None]


def refuse_strangers(host: str) -> None:
    """Raise CannotServe if others could reach a trial there."""
    if not is_loopback(host):
        raise CannotServe(
            f"A trial is served on this machine only, not on {host}: its key lies beside its answers."
        )


def refuse_unsafe(instance: Instance, host: str) -> None:
    """Raise CannotServe where serving would endanger respondents."""
    settings = instance.settings
    if settings.trial:
        refuse_strangers(host)
        return
    if settings.missing:
        raise CannotServe(f"These settings are empty: {', '.join(settings.missing)} (survey settings set).")
    refuse_unsafe_server(instance.engine)
    for file in files_that_open_answers(instance.path):
        raise CannotServe(
            f"{file} can open answers, or is a trial's key, and lies on the machine that collects them. "
            "Move it to the analyst's machine and delete it here."
        )


def serve(served: Served, listener: socket.socket, workers: int) -> None:
    """Run gunicorn on a listening socket until it is told to stop; ends the process.

    Raises CannotServe when its workers cannot start; why stands in the log.
    """
    keep_logs_discreet()
    _settle_memory()
    try:
        _Application(served, listener, workers).run()
    except HaltServer as error:
        raise CannotServe("The server's processes could not start; the lines above say where.") from error


class _Application(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn around an app that each worker makes for itself, so that no connection is shared."""

    def __init__(self, served: Served, listener: socket.socket, workers: int) -> None:
        self._served = served
        ready = f"Answer at {_address(listener)} – Ctrl-C stops."
        self._settings = {
            "bind": f"fd://{listener.detach()}",  # gunicorn closes it
            "workers": workers,
            "worker_class": worker_with(served.headers),
            "threads": THREADS,
            # No header of a request says where it is from, through what it came or where the app lies.
            "forwarded_allow_ips": "",
            "loglevel": "warning",
            "accesslog": None,
            "logger_class": DiscreetLogger,
            # Else gunicorn opens a socket in the home folder through which it can be told things.
            "control_socket_disable": True,
            "when_ready": lambda _arbiter: click.echo(ready),
            "post_fork": _stoppable,
            "post_worker_init": self._started,
            "worker_exit": self._stopped,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._served.make()

    def _started(self, worker: Any) -> None:
        _settle_memory()
        threading.Thread(target=self._keep_tidy, args=(worker.wsgi,), daemon=True).start()

    def _keep_tidy(self, app: Any) -> None:
        pause = threading.Event()
        while not pause.wait(TIDIED_EVERY):
            self._served.tidy(app)

    def _stopped(self, _arbiter: Any, worker: Any) -> None:
        app = getattr(worker, "wsgi", None)
        if app is not None:
            self._served.close(app)


def _settle_memory() -> None:
    """Leave what is there to stay out of garbage collection, and let all threads share one heap.

    Looked through again and again, it would cost time in every request and be copied into each worker;
    a heap for each thread costs ten megabytes a worker.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 20, 20)
    with contextlib.suppress(AttributeError):  # not glibc
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def _stoppable(_arbiter: Any, _worker: Any) -> None:
    """Until a worker has handlers of its own it would swallow being told to stop, as its parent does."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
