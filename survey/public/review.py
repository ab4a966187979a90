"""Checking one's answers, sending them, and the thanks."""

from __future__ import annotations

from typing import NamedTuple

from flask import Response

from survey.pages.languages import Interface
from survey.pages.plan import Plan
from survey.pages.wording import label
from survey.public import frames, journey
from survey.public.counting import count_sent
from survey.public.ends import end_page
from survey.public.service import Service, service
from survey.public.visits import Visit, VisitEnded, check_form, open_visit
from survey.questionnaire.model import Answers, Question
from survey.questionnaire.routing import Way
from survey.questionnaire.variables import variables_of_question
from survey.storage.drafts import AlreadySent, DraftConflict
from survey.storage.recipients import key_set
from survey.storage.responses import send as store
from survey.storage.sealing import Response as Sealable
from survey.storage.sealing import seal


class Line(NamedTuple):
    """A question with its answers as they stand; ``change`` leads to its page."""

    question: str
    answers: list[tuple[str, str]]
    change: str


class Part(NamedTuple):
    """A section of the answers. ``given`` of ``asked`` questions have an answer."""

    title: str
    lines: list[Line]

    @property
    def asked(self) -> int:
        return len(self.lines)

    @property
    def given(self) -> int:
        return sum(any(text for _, text in line.answers) for line in self.lines)


def check(language: str, tag: str) -> Response:
    """All answers, by section, folded."""
    here = service()
    visit = open_visit(here, tag)
    way = visit.plan.way(visit.draft.answers)
    furthest = journey.frontier(way, visit.draft)
    if furthest < len(way.steps) or visit.token is None:
        return frames.see_other(f"/{language}/{tag}/{furthest + 1}")
    here.check_grace(visit.plan.questionnaire.id)
    around = frames.switched(
        here,
        language,
        lambda code: f"/{code}/{tag}/check",
        visit.plan.questionnaire.languages,
        previous=f"/{language}/{tag}/{len(way.steps)}",
        delete=f"/{language}/{tag}/delete",
        back=f"?back={tag}/check",
    )
    return frames.page(
        here,
        language,
        "check.html",
        around,
        parts=_parts(visit.plan, way, here.interfaces[language], f"/{language}/{tag}"),
        csrf_token=visit.csrf_token,
    )


def send(language: str, tag: str) -> Response:
    """Seal and store the answers. A second click finds them sent and gets the same thanks."""
    here = service()
    done = frames.see_other(f"/{language}/{tag}/done")
    try:
        visit = open_visit(here, tag)
        check_form(visit)
        way = visit.plan.way(visit.draft.answers)
        if journey.frontier(way, visit.draft) < len(way.steps) or visit.token is None:
            return frames.see_other(f"/{language}/{tag}/check")
        here.check_grace(visit.plan.questionnaire.id)
        _store(here, visit, visit.token, way, language)
    except AlreadySent:
        return done
    except DraftConflict:  # changed in another tab since it was read: look at it again
        return frames.see_other(f"/{language}/{tag}/check")
    count_sent(here, visit.plan)
    done.call_on_close(here.mix)
    return done


def done(language: str, tag: str) -> Response:
    """Thanks, once the answers are sent; nothing of them is shown any more."""
    here = service()
    try:
        open_visit(here, tag)
    except AlreadySent as sent:
        plan = here.plan(sent.version)
        if plan.thanks is None:
            raise VisitEnded(VisitEnded.__doc__) from sent
        languages = plan.questionnaire.languages
        around = frames.switched(here, language, lambda code: f"/{code}/{tag}/done", languages)
        return end_page(here, plan, plan.thanks, language, {}, around, sent=True)
    return frames.see_other(f"/{language}/{tag}/check")


def _store(here: Service, visit: Visit, token: bytes, way: Way, language: str) -> None:
    now = here.clock()
    questionnaire = visit.plan.questionnaire
    keys = key_set(here.engine, questionnaire.id)
    response = Sealable(
        version=visit.draft.version,
        language=language,
        month=f"{now:%Y-%m}",
        wave=questionnaire.wave,
        collector=visit.draft.collector,
        hurried=journey.hurried(visit.draft, way, int(now.timestamp()) // 60),
        answers=way.answers,
        orders=journey.orders_seen(way, visit.draft.seed),
    )
    store(
        here.engine,
        token,
        visit.revision,
        visit.draft.version,
        questionnaire.id,
        keys,
        seal(response, questionnaire, keys),
        now=now,
    )


def _parts(plan: Plan, way: Way, interface: Interface, place: str) -> list[Part]:
    language = interface.language
    parts: dict[str, Part] = {}
    for number, step in enumerate(way.steps, 1):
        section = plan.sections.get(step.page.section)
        title = plan.text(section.title, language, way.answers) if section else ""
        part = parts.setdefault(step.page.section if section else "", Part(title, []))
        for question in step.questions:
            if question.variables:
                anchor = f"#f-{question.id}" if len(step.questions) > 1 else ""
                change = f"{place}/{number}?from=check{anchor}"
                part.lines.append(_line(plan, question, way.answers, interface, change))
    return [part for part in parts.values() if part.lines]


def _line(plan: Plan, question: Question, answers: Answers, interface: Interface, change: str) -> Line:
    """The question and each of its variables' answers; the rows of a matrix are named."""
    language = interface.language
    given = []
    for variable in variables_of_question(question):
        row = plan.text(variable.row.text, language, answers) if variable.row else ""
        given.append((row, label(question, answers.get(variable.id), language)))
    return Line(plan.text(question.text, language, answers), given, change)
