"""What the views work with: made once for each app, kept by each worker."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from flask import Flask, current_app

from survey.pages.languages import interfaces
from survey.pages.plan import Plan
from survey.pages.rendering import Renderer
from survey.public.limits import Limiter
from survey.public.tickets import Tickets
from survey.storage import clock as program_clock
from survey.storage import published
from survey.storage.closing import mix_what_is_due
from survey.storage.contacts import Contact, all_contacts
from survey.storage.counts import Counts
from survey.storage.drafts import purge_expired
from survey.storage.instance import Instance
from survey.storage.published import GRACE, OpenVersion
from survey.storage.recipients import NoRecipients, key_set

TEMPLATES: Final = Path(__file__).with_name("templates")
EXTENSION: Final = "survey.public"
REMEMBERED: Final = timedelta(seconds=30)
"""How long contacts and closing times are remembered: a page is one query."""
PURGED_EVERY: Final = timedelta(minutes=10)
RESERVE_BYTES: Final = 200 * 1024 * 1024
"""Room that is left on the disk for those who have begun."""

log = logging.getLogger(__name__)


class Closed(Exception):
    """The questionnaire takes no answers now."""


class Service:
    """The instance, the templates by language, and what is remembered between requests."""

    def __init__(self, app: Flask, instance: Instance, clock: Callable[[], datetime] | None = None) -> None:
        self.instance = instance
        self.engine = instance.engine
        self.clock = clock or program_clock.now
        self.interfaces = interfaces(app)
        self.renderers = {
            language: Renderer(
                interface, (TEMPLATES,), trial=instance.settings.trial, settings=instance.settings
            )
            for language, interface in self.interfaces.items()
        }
        self.secure = instance.settings.public_url.startswith("https://")
        self.tickets = Tickets(instance.secret)
        self.counts = Counts()
        self.starts = Limiter(self.clock)
        self._plans: dict[str, Plan] = {}
        self._remembered: dict[Any, tuple[datetime, Any]] = {}
        self._purged = self.clock()
        self._flushed = self._purged.date()

    def plan(self, version_hash: str) -> Plan:
        """A published version, ready to be asked. Raises VersionUnknown."""
        plan = self._plans.get(version_hash)
        if plan is None:
            plan = self._plans[version_hash] = Plan(published.version(self.engine, version_hash))
        return plan

    def contacts(self) -> Mapping[str, Contact]:
        """Every contact by slot."""
        found: Mapping[str, Contact] = self._remember(
            "contacts", lambda: {contact.slot: contact for contact in all_contacts(self.engine)}
        )
        return found

    def open_versions(self) -> list[OpenVersion]:
        """What can be begun now: open, and with somebody who can open the answers."""
        return [version for version in published.open_versions(self.engine) if self._sealable(version)]

    def opening(self, questionnaire_id: str) -> OpenVersion:
        """The version that newcomers to a questionnaire get. Raises Closed."""
        for version in published.open_versions(self.engine):
            if version.questionnaire == questionnaire_id and self._sealable(version):
                return version
        raise Closed(Closed.__doc__)

    def check_grace(self, questionnaire_id: str) -> None:
        """Raises Closed when the questionnaire was closed too long ago to go on."""
        closed = self._remember(
            ("closed", questionnaire_id), lambda: published.closed_since(self.engine, questionnaire_id)
        )
        if closed is not None and self.clock() > closed + GRACE:
            raise Closed(Closed.__doc__)

    def has_room(self) -> bool:
        """Whether somebody new can be let in without using up the disk."""
        return shutil.disk_usage(self.instance.path).free > RESERVE_BYTES

    def tidy(self) -> None:
        """What is due now and then: drafts that have expired, and once a day the counts."""
        now = self.clock()
        if now - self._purged > PURGED_EVERY:
            self._purged = now
            self._run(lambda: purge_expired(self.engine, now))
        if now.date() != self._flushed:
            self._flushed = now.date()
            self._run(lambda: self.counts.flush(self.engine))

    def mix(self) -> None:
        """Mix what has come, if it is enough or all there will be."""
        now = self.clock()
        self._run(lambda: mix_what_is_due(self.engine, now=now))

    def _run(self, job: Callable[[], object]) -> None:
        # Only the kind of error is logged: the rest could tell of somebody.
        try:
            job()
        except Exception as error:
            log.error("Tidying failed and will be tried again: %s", type(error))

    def _sealable(self, version: OpenVersion) -> bool:
        try:
            key_set(self.engine, version.questionnaire)
        except NoRecipients:
            return False
        return True

    def _remember(self, name: object, find: Callable[[], Any]) -> Any:
        known = self._remembered.get(name)
        now = self.clock()
        if known is None or now - known[0] > REMEMBERED:
            known = self._remembered[name] = (now, find())
        return known[1]


def service() -> Service:
    """The service of the app that is handling the request."""
    return current_app.extensions[EXTENSION]  # type: ignore[no-any-return]
