"""Leaving quickly, and deleting one's answers."""

from __future__ import annotations

from flask import Response, request

from survey.public import frames
from survey.public.messages import message
from survey.public.service import service
from survey.public.visits import check_form, expire_all, expire_cookie, open_visit
from survey.storage import drafts


def leave() -> Response:
    """Forget this browser's visits and go to a neutral site. Touches no database.

    "cookies" is not cleared: that would log the person out of the organisation's whole domain,
    which is a trace of its own.
    """
    here = service()
    response = frames.see_other(here.instance.settings.exit_url)
    response.headers["Clear-Site-Data"] = '"storage", "cache"'
    expire_all(response, here, request)
    return response


def confirm_deletion(language: str, tag: str) -> Response:
    """Ask before deleting."""
    here = service()
    visit = open_visit(here, tag)
    place = frames.way_back() or f"{tag}/1"
    around = frames.switched(
        here,
        language,
        lambda code: f"/{code}/{tag}/delete?back={place}",
        visit.plan.questionnaire.languages,
        previous=f"/{language}/{place}",
        back=f"?back={place}",
    )
    return frames.page(here, language, "delete.html", around, csrf_token=visit.csrf_token)


def delete(language: str, tag: str) -> Response:
    """Delete everything that was answered in this visit."""
    here = service()
    visit = open_visit(here, tag)
    check_form(visit)
    if visit.token is not None:
        drafts.delete(here.engine, visit.token)
    response = message("deleted", language)
    expire_cookie(response, here, tag)
    return response
