"""Two tabs: a revision for each page, so that neither overwrites what the other saved unseen.

A form carries the page's kept revision and one of its own. It may be saved if the page still stands
at the revision it was made from, or at the form's own: then this very form saved it last, and
somebody went back in the same tab. Answers that change nothing never conflict.
"""

from __future__ import annotations

import re
import secrets
from typing import Final, NamedTuple

from survey.pages.forms import PageForm
from survey.pages.languages import Interface
from survey.pages.page import Notice
from survey.pages.wording import label
from survey.storage.drafts import Draft

_FIELD: Final = re.compile(r"([0-9]{1,10})\.([0-9]{1,10})", re.ASCII)


class Revision(NamedTuple):
    """``made_from``: the page's kept revision when the form was made, 0 if it was never saved."""

    made_from: int
    own: int

    def __str__(self) -> str:
        return f"{self.made_from}.{self.own}"


def new_revision(draft: Draft, page_id: str) -> Revision:
    """The revision of a form that is made now."""
    return Revision(draft.revisions.get(page_id, 0), secrets.randbits(31) or 1)


def posted_revision(text: str, draft: Draft, page_id: str) -> Revision:
    """The revision in a posted form; one made now if it carries none."""
    match = _FIELD.fullmatch(text)
    if match is None:
        return new_revision(draft, page_id)
    return Revision(int(match[1]), int(match[2]) & 0x7FFFFFFF)


def conflicts(revision: Revision, draft: Draft, page_id: str, form: PageForm) -> bool:
    """Whether another tab has saved other answers on this page since the form was made."""
    kept = draft.revisions.get(page_id, 0)
    return kept not in revision and any(
        draft.answers.get(variable) != value for variable, value in form.answers.items()
    )


def conflict_notice(form: PageForm, draft: Draft, interface: Interface) -> Notice:
    """What happened, and what was chosen in this tab, so that it can be chosen again."""
    texts = [
        interface.translate(
            "Här visas det som är sparat. Inget har skrivits över. Ändra om du vill, och gå sedan vidare."
        )
    ]
    for field in form:
        for variable, value in field.data.items():
            if value is not None and draft.answers.get(variable) != value:
                answer = label(field.question, value, interface.language)
                texts.append(
                    interface.translate("Det du valde i det här fönstret: %(answer)s", answer=answer)
                )
    return Notice(interface.translate("Svaret har ändrats i ett annat fönster"), tuple(texts))
