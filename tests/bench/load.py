"""Two workers under load: complete responses in a second, start-up, memory, and the first page's size.

Everything is on this machine, the load's own CPU included; the load stays on loopback and ends by itself.
"""

from __future__ import annotations

import gzip
import http.client
import multiprocessing
import os
import re
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from figures import Figure
from respondent import Answered, Respondents, walk
from trial import new_trial, version_of

from survey.questionnaire.model import Answers

WORKERS = 2
CLIENTS = 2  # processes
THREADS = 3  # in each
WARMING = 12
MEASURED = 240
STARTS = 3
RATE = 15.0
CORES = 2
MORE_REQUESTS = re.compile(r"<(?:img|script|iframe|link)[^>]+(?:src|href)=|url\(|@import")


class Server:
    """`survey serve public` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        program = [sys.executable, "-c", "from survey.cli import main; main()", "serve", "public"]
        began = perf_counter()
        self.process = subprocess.Popen(
            [*program, "--instance", str(folder), "--bind", self.address, "--workers", str(WORKERS)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("Answer at"):
                break
        OverHttp(self.address).ask("GET", "/sv/")
        self.started_in = perf_counter() - began

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in children.read_text().split()]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)


class OverHttp:
    """A connection that is kept, as a browser keeps it."""

    def __init__(self, address: str) -> None:
        self.connection = http.client.HTTPConnection(address, timeout=60)

    def ask(self, method: str, path: str, body: str = "", cookie: str = "") -> Answered:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        if cookie:
            headers["Cookie"] = cookie
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read().decode()
        given = response.headers.get("Set-Cookie", "").split(";")[0]
        return Answered(response.status, response.headers.get("Location", ""), given, content)


def measure(folder: Path) -> Iterator[Figure]:
    """Figures of a served trial instance."""
    instance, _ = new_trial(folder / "load")
    respondents = Respondents(version_of(instance, "sellers").questionnaire, WARMING + MEASURED, seed=2)
    instance.engine.dispose()
    starts = []
    for _ in range(STARTS):
        with served(folder / "load") as server:
            starts.append(server.started_in)
    yield Figure("start of 'survey serve public' to the first page", min(starts), "s", 1.0)
    with served(folder / "load") as server:
        first = OverHttp(server.address).ask("GET", "/sv/").body
        yield Figure("first view", len(first.encode()) / 1024, "KB")
        yield Figure("first view, gzip", len(gzip.compress(first.encode())) / 1024, "KB", 14)
        yield Figure("requests of the first view", 1 + len(MORE_REQUESTS.findall(first)), "requests", 1)
        _under_load(server.address, respondents, respondents.drawn[:WARMING])
        before = _cpu(server)
        seconds = _under_load(server.address, respondents, respondents.drawn[WARMING:])
        spent = 1000 * (_cpu(server) - before) / MEASURED
        yield Figure(
            "complete responses, 2 workers", MEASURED / seconds, "a second", RATE, more_is_better=True
        )
        # On a machine that does other things too, this tells more than the rate does.
        yield Figure("CPU of a complete response, the load's too", spent, "ms", 1000 * CORES // RATE)
        memory = [_memory(worker) for worker in server.workers()]
        # What one more worker costs; the resident size counts what all of them share in each.
        yield Figure("memory of a worker, its share (PSS)", max(pss for _, pss in memory), "MB", 70)
        yield Figure("memory of a worker, shared pages too (RSS)", max(rss for rss, _ in memory), "MB")


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    server = Server(folder)
    try:
        yield server
    finally:
        server.stop()


def _under_load(address: str, respondents: Respondents, drawn: list[Answers]) -> float:
    """Seconds until all of them have sent."""
    context = multiprocessing.get_context("fork")
    ready = context.Barrier(CLIENTS + 1)
    processes = [
        context.Process(target=_client, args=(address, respondents, drawn[number::CLIENTS], ready))
        for number in range(CLIENTS)
    ]
    for process in processes:
        process.start()
    ready.wait()
    began = perf_counter()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("Some of the respondents got stuck; see above.")
    return perf_counter() - began


def _client(address: str, respondents: Respondents, drawn: list[Answers], ready: Any) -> None:
    failed: list[BaseException] = []

    def work(number: int) -> None:
        try:
            app = OverHttp(address)
            for answers in drawn[number::THREADS]:
                walk(app, respondents, answers)
        except BaseException as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    ready.wait()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os._exit(1 if failed else 0)


def _cpu(server: Server) -> float:
    """CPU seconds that the workers and all past load have taken."""
    ticks = 0
    for worker in server.workers():
        fields = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    load = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ticks / os.sysconf("SC_CLK_TCK") + load.ru_utime + load.ru_stime


def _memory(pid: int) -> tuple[float, float]:
    """Resident and proportional set size in MB (10^6 bytes)."""
    found = dict(re.findall(r"(?m)^(Rss|Pss): +(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text()))
    return int(found["Rss"]) * 1024 / 1e6, int(found["Pss"]) * 1024 / 1e6
