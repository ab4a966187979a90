"""The kinds of missing: everything a cell can hold that is no answer. One table for all rooms."""

from __future__ import annotations

from typing import Final

import msgspec

from analysis.texts import N_, Texts
from survey.questionnaire.model import LEFT_EMPTY, NOT_ASKED, STATES
from survey.questionnaire.variables import Variable


class Missing(msgspec.Struct, frozen=True):
    """One kind: its code in data, its state in the questionnaire ("" if none) and its label (msgid)."""

    code: int
    state: str
    label: str

    def name(self, variable: Variable, texts: Texts) -> str:
        """What the respondent saw if the question says it in its own words ("Minns inte")."""
        own = next((state.text for state in variable.states if state.code == self.state), None)
        return texts.of(own) if own else texts(self.label)

    def possible(self, variable: Variable) -> bool:
        """Whether a respondent could end up here: a state has to be offered by the question."""
        return not self.state or any(state.code == self.state for state in variable.states)


KINDS: Final = (
    Missing(LEFT_EMPTY, "", N_("Lämnat tomt")),
    Missing(NOT_ASKED, "", N_("Inte tillfrågad")),
    Missing(STATES["declined"], "declined", N_("Vill inte svara")),
    Missing(STATES["dont_know"], "dont_know", N_("Vet inte")),
    Missing(STATES["not_applicable"], "not_applicable", N_("Inte aktuellt")),
)
"""In the order of their codes, −99 to −95: ``KINDS[i].code == i - 99``."""

FIRST: Final = KINDS[0].code
