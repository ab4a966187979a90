"""Where a way ends: turned away, or thanked."""

from __future__ import annotations

from flask import Response

from survey.pages.page import Frame
from survey.pages.plan import Plan
from survey.pages.prose import prose
from survey.pages.support import contact_line
from survey.public import frames
from survey.public.service import Service
from survey.public.visits import Visit, expire_cookie
from survey.questionnaire.model import Answers, Page
from survey.storage import drafts


def turned_away(here: Service, visit: Visit, end: Page, language: str) -> Response:
    """Forget everything, the answer that led here included, and show the end page.

    It is shown at once, not under an address of its own: reloading finds no visit any more.
    """
    if visit.token is not None:
        drafts.delete(here.engine, visit.token)
    response = end_page(here, visit.plan, end, language, visit.draft.answers, frames.frame(language))
    expire_cookie(response, here, visit.tag)
    return response


def end_page(
    here: Service,
    plan: Plan,
    end: Page,
    language: str,
    answers: Answers,
    around: Frame,
    *,
    sent: bool = False,
) -> Response:
    """An end page with its contacts."""
    contacts = here.contacts()
    title = (
        plan.text(end.title, language, answers) if end.title else here.interfaces[language].translate("Tack")
    )
    return frames.page(
        here,
        language,
        "end.html",
        around,
        heading=title,
        text=prose(plan.text(end.text, language, answers)) if end.text else "",
        contacts=[contact_line(contacts[slot], language) for slot in end.support if slot in contacts],
        sent=sent,
    )
