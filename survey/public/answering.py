"""Pages of a questionnaire: shown, answered, and what comes next."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from flask import Response, request
from msgspec.structs import replace

from survey.pages.forms import PageForm
from survey.pages.page import Notice, page_html, prompt
from survey.public import frames, journey
from survey.public.counting import count_reached
from survey.public.ends import turned_away
from survey.public.revisions import Revision, conflict_notice, conflicts, new_revision, posted_revision
from survey.public.service import Service, service
from survey.public.start import check_may_begin
from survey.public.tickets import new_token
from survey.public.visits import Visit, check_form, open_visit, set_cookie
from survey.questionnaire.routing import Step, Way
from survey.storage import drafts
from survey.storage.drafts import Draft, DraftConflict
from survey.storage.sealing import sealed_size

_ATTEMPTS: Final = 4


def show(language: str, tag: str, number: int) -> Response:
    """The n-th page of somebody's way, with what they have answered on it."""
    here = service()
    visit = open_visit(here, tag)
    here.check_grace(visit.plan.questionnaire.id)
    way = visit.plan.way(visit.draft.answers)
    furthest = journey.frontier(way, visit.draft)
    if number - 1 > furthest or number > len(way.steps):
        return frames.see_other(_place(language, tag, furthest, way))
    return _page(here, visit, way, way.steps[number - 1], language)


def answer(language: str, tag: str, number: int) -> Response:
    """Take what was posted. What another tab saved meanwhile on another page is kept."""
    for _ in range(_ATTEMPTS - 1):
        with suppress(DraftConflict):
            return _answer(language, tag)
    return _answer(language, tag)


def _answer(language: str, tag: str) -> Response:
    here = service()
    visit = open_visit(here, tag)
    check_form(visit)
    here.check_grace(visit.plan.questionnaire.id)
    way = visit.plan.way(visit.draft.answers)
    furthest = journey.frontier(way, visit.draft)
    index = journey.position_of(way, request.form.get("page", ""))
    if index is None or index > furthest:
        return frames.see_other(_place(language, visit.tag, furthest, way))
    step = way.steps[index]
    form = _form(here, visit, step, language, way, posted=True)
    revision = posted_revision(request.form.get("revision", ""), visit.draft, step.page.id)
    if request.form.get("action") == "language":
        return _page(here, visit, way, step, language, form.as_typed(), revision)
    if not form.validate():
        return _page(here, visit, way, step, language, form, revision, status=422)
    if conflicts(revision, visit.draft, step.page.id, form):
        notice = conflict_notice(form, visit.draft, here.interfaces[language])
        return _page(here, visit, way, step, language, notice=notice, status=409)
    draft = journey.answered(visit.draft, step, form.answers, language, revision.own, passed=True)
    after = visit.plan.way(draft.answers)
    stop = journey.stop(after, draft)
    if stop is not None:
        return turned_away(here, visit, stop, language)
    opened = journey.opened_on(step, after)
    if opened is not None:
        draft = journey.answered(visit.draft, step, form.answers, language, revision.own, passed=False)
    elif form.empty and not request.form.get("prompted"):
        notice = prompt(form.empty, step, here.interfaces[language])
        return _page(here, visit, way, step, language, form, revision, notice=notice, prompted=True)
    address = _next(visit, draft, step, after, language, opened)
    return _saved(here, visit, draft, after, address)


def _saved(here: Service, visit: Visit, draft: Draft, way: Way, address: str) -> Response:
    """Keep the draft and go on. The first time, under a token made now: a cookie from elsewhere is
    never taken over."""
    plan, now = visit.plan, here.clock()
    size = sealed_size(plan.questionnaire)
    counted = journey.reached(draft, way, plan)
    draft = replace(draft, counted=(*draft.counted, *counted))
    response = frames.see_other(address)
    if visit.token is None:
        check_may_begin(here, plan)
        token, value = new_token()
        draft = replace(draft, begun=int(now.timestamp()) // 60)
        drafts.begin(here.engine, token, draft, size=size, now=now)
        set_cookie(response, here, visit.tag, value)
    else:
        drafts.save(here.engine, visit.token, draft, visit.revision, size=size, now=now)
    count_reached(here, plan, draft, counted)
    return response


def _page(
    here: Service,
    visit: Visit,
    way: Way,
    step: Step,
    language: str,
    form: PageForm | None = None,
    revision: Revision | None = None,
    *,
    notice: Notice | None = None,
    prompted: bool = False,
    status: int = 200,
) -> Response:
    """The page as ``form`` holds it; without one, with the kept answers."""
    form = form or _form(here, visit, step, language, way)
    number = way.steps.index(step) + 1
    from_check = _from_check()
    query = "?from=check" if from_check else ""
    place = f"{visit.tag}/{number}"
    around = frames.switched(
        here,
        language,
        lambda code: f"/{code}/{place}{query}",
        visit.plan.questionnaire.languages,
        previous=_previous(visit, language, number, from_check),
        delete=f"/{language}/{visit.tag}/delete",
        back=f"?back={place}",
    )
    hidden = {
        "csrf_token": visit.csrf_token,
        "page": step.page.id,
        "revision": str(revision or new_revision(visit.draft, step.page.id)),
    }
    if from_check:
        hidden["return"] = "check"
    if prompted or request.form.get("prompted"):
        hidden["prompted"] = "1"
    body = page_html(
        here.renderers[language],
        visit.plan,
        way,
        step,
        form,
        around,
        hidden=hidden,
        contacts=here.contacts() if step.page.support else {},
        notice=notice,
    )
    return frames.html(body, status)


def _form(
    here: Service, visit: Visit, step: Step, language: str, way: Way, *, posted: bool = False
) -> PageForm:
    return visit.plan.form(
        step.questions,
        here.interfaces[language],
        way.answers,
        request.form if posted else None,
        visit.draft.seed,
    )


def _next(visit: Visit, draft: Draft, step: Step, way: Way, language: str, opened: str | None) -> str:
    """Where to go after a page: to what opened on it, to the next page, or back to the check."""
    index = journey.position_of(way, step.page.id)
    if opened is not None and index is not None:
        query = "?from=check" if _from_check() else ""
        return f"/{language}/{visit.tag}/{index + 1}{query}#f-{opened}"
    furthest = journey.frontier(way, draft)
    if _from_check():
        if furthest < len(way.steps):
            return f"/{language}/{visit.tag}/{furthest + 1}?from=check"
        return f"/{language}/{visit.tag}/check"
    following = furthest if index is None else index + 1
    return _place(language, visit.tag, min(following, furthest), way)


def _place(language: str, tag: str, index: int, way: Way) -> str:
    """The address of the page with this index, or of the check when all pages are passed."""
    return f"/{language}/{tag}/{index + 1 if index < len(way.steps) else 'check'}"


def _previous(visit: Visit, language: str, number: int, from_check: bool) -> str:
    if from_check:
        return f"/{language}/{visit.tag}/check"
    return f"/{language}/{visit.tag}/{number - 1}" if number > 1 else f"/{language}/"


def _from_check() -> bool:
    return request.form.get("return", request.args.get("from")) == "check"
