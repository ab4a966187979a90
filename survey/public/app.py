"""The app for respondents, made from an instance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.routing import BaseConverter

from survey.public import answering, failures, information, leaving, review, start
from survey.public.headers import is_trusted, secured, trusted_hosts
from survey.public.service import EXTENSION, Service
from survey.public.visits import TAG
from survey.storage.instance import Instance

MOST_BYTES: Final = 64 * 1024
MOST_FIELDS: Final = 1_000


class TagConverter(BaseConverter):
    """A visit's tag in an address."""

    regex = TAG


def create_app(instance: Instance, clock: Callable[[], datetime] | None = None) -> Flask:
    """The respondents' app. ``clock`` gives the time in UTC, for tests that travel in it."""
    app = Flask("survey.public", static_folder=None, template_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        MAX_FORM_PARTS=MOST_FIELDS,
    )
    app.extensions[EXTENSION] = Service(app, instance, clock)
    _routes(app, tuple(app.extensions[EXTENSION].interfaces))
    failures.register(app)
    app.before_request(_refuses(trusted_hosts(instance.settings)))
    app.after_request(secured)
    return app


def flush_counts(app: Flask) -> None:
    """Write down what this process has counted; for when it stops."""
    app.extensions[EXTENSION].counts.flush(app.extensions[EXTENSION].engine)


def _routes(app: Flask, languages: tuple[str, ...]) -> None:
    app.url_map.converters["tag"] = TagConverter
    # A redirect that mends an address would name this host as the app sees it: without https.
    app.url_map.strict_slashes = app.url_map.merge_slashes = False
    language = f"/<any({','.join(languages)}):language>"
    visit = f"{language}/<tag:tag>"
    app.add_url_rule("/", view_func=start.front)
    app.add_url_rule("/favicon.ico", view_func=_no_icon)
    app.add_url_rule("/exit", view_func=leaving.leave)
    app.add_url_rule("/c/<code>", view_func=start.short_link)
    app.add_url_rule(f"{language}/", view_func=start.choose)
    app.add_url_rule(f"{language}/start", view_func=start.to_front)
    app.add_url_rule(f"{language}/start", view_func=start.start, methods=["POST"])
    app.add_url_rule(
        f"{language}/<any({','.join(information.PAGES)}):name>", view_func=information.information
    )
    app.add_url_rule(f"{visit}/<int(max=999):number>", view_func=answering.show)
    app.add_url_rule(f"{visit}/<int(max=999):number>", view_func=answering.answer, methods=["POST"])
    app.add_url_rule(f"{visit}/check", view_func=review.check)
    app.add_url_rule(f"{visit}/check", view_func=review.send, methods=["POST"])
    app.add_url_rule(f"{visit}/done", view_func=review.done)
    app.add_url_rule(f"{visit}/delete", view_func=leaving.confirm_deletion)
    app.add_url_rule(f"{visit}/delete", view_func=leaving.delete, methods=["POST"])


def _no_icon() -> Response:
    return Response(status=204)


def _refuses(hosts: frozenset[str]) -> Callable[[], None]:
    """Refuse requests for another host, bodies that do not say how long they are (no browser sends one,
    and werkzeug would cut them off), and forms of more fields than any page has."""

    def check() -> None:
        # Werkzeug's own list of trusted hosts takes no IPv6 address.
        if not is_trusted(request.host, hosts):
            raise BadRequest
        if request.method == "POST" and (_has_no_length() or _fields() > MOST_FIELDS):
            raise RequestEntityTooLarge

    return check


def _has_no_length() -> bool:
    return request.content_length is None and bool(request.environ.get("wsgi.input_terminated"))


def _fields() -> int:
    return sum(map(len, request.form.listvalues()))
