"""A page of a questionnaire as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from survey.pages.forms import PageForm, QuestionField
from survey.pages.languages import Interface
from survey.pages.plan import Plan, sections_on
from survey.pages.prose import prose
from survey.pages.rendering import Renderer
from survey.pages.support import Contact, card_text, contact_line
from survey.questionnaire.model import Answers
from survey.questionnaire.routing import Step, Way


class Notice(NamedTuple):
    """Something said above the questions that is no error."""

    title: str
    texts: tuple[str, ...] = ()


class Mistake(NamedTuple):
    """A line of the error summary."""

    variable: str
    text: str


class LanguageLink(NamedTuple):
    """Where the same page is in another language, which is named by itself."""

    language: str
    name: str
    address: str


class Frame(NamedTuple):
    """What stands around a page. ``back`` is a query that leads back here from the information pages,
    ``delete`` where answers can be deleted, ``previous`` the page before."""

    address: str
    switch: Sequence[LanguageLink] = ()
    previous: str = ""
    delete: str = ""
    back: str = ""


class Part(NamedTuple):
    """ "Del 2 av 5": the section a page belongs to."""

    number: int
    total: int
    title: str


def page_html(
    renderer: Renderer,
    plan: Plan,
    way: Way,
    step: Step,
    form: PageForm,
    frame: Frame,
    *,
    hidden: Mapping[str, str],
    contacts: Mapping[str, Contact],
    notice: Notice | None = None,
) -> str:
    """The page as its form holds it: with kept answers, or with what was typed and what is wrong."""
    interface = renderer.interface
    heading = _heading(plan, step, interface.language, way.answers)
    return renderer.html(
        "page.html",
        {
            **frame._asdict(),
            "form": form,
            "hidden": hidden,
            "notice": notice,
            "number": way.steps.index(step) + 1,
            "section": _part(plan, way, step, interface.language, heading),
            "heading": heading,
            "level": 2 if heading else 1,
            "opening": _opening(plan, way, step, interface.language),
            "card_texts": _cards(plan, step, contacts, interface.language),
            "mistakes": [mistake for field in form for mistake in _mistakes(field, step)],
        },
    )


def prompt(fields: Sequence[QuestionField], step: Step, interface: Interface) -> Notice:
    """The one kind question after an empty Continue; on a page of several it says which."""
    texts = [interface.translate("Du kan också gå vidare utan att svara.")]
    if len(fields) < len(step.questions):
        texts += [field.wording.heading for field in fields]
    return Notice(interface.translate("Vill du svara?"), tuple(texts))


def _heading(plan: Plan, step: Step, language: str, answers: Answers) -> str:
    """The page's own heading; "" when its one question is the heading."""
    page, questionnaire = step.page, plan.questionnaire
    if page.title:
        return plan.text(page.title, language, answers)
    if len(step.questions) == 1:
        only = step.questions[0]
        if only.type != "info" or only.title:
            return ""
    section = plan.sections.get(page.section)
    return plan.text(section.title if section else questionnaire.title, language, answers)


def _part(plan: Plan, way: Way, step: Step, language: str, heading: str) -> Part | None:
    """Which part of the way this is; its title only where the page's heading is another."""
    section = plan.sections.get(step.page.section)
    if section is None:
        return None
    passed_through = sections_on(plan, way.steps)
    title = plan.text(section.title, language, way.answers)
    number = passed_through.index(section.id) + 1
    return Part(number, len(passed_through), "" if title == heading else title)


def _opening(plan: Plan, way: Way, step: Step, language: str) -> Markup:
    """The section's introduction on its first page, and the page's own text."""
    texts = [step.page.text]
    section = plan.sections.get(step.page.section)
    if section and section.intro:
        first = next(other for other in way.steps if other.page.section == section.id)
        if first is step:
            texts.insert(0, section.intro)
    return Markup("").join(prose(plan.text(text, language, way.answers)) for text in texts if text)


def _cards(plan: Plan, step: Step, contacts: Mapping[str, Contact], language: str) -> list[Markup]:
    """The page's support cards: the same whatever is answered."""
    return [
        card_text(plan.cards.get(slot), contact_line(contacts[slot], language), language)
        for slot in step.page.support
        if slot in contacts
    ]


def _mistakes(field: QuestionField, step: Step) -> list[Mistake]:
    """What is wrong with a field, in the words that stand at the field itself."""
    rows = {f"{field.question.id}.{code}": text for code, text in field.wording.rows}
    found = []
    for variable, text in field.mistakes.items():
        about: Any = rows.get(variable) or (field.wording.heading if len(step.questions) > 1 else "")
        found.append(Mistake(variable, Markup("{} – {}").format(about, text) if about else text))
    return found
