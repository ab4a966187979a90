"""What differed between a questionnaire's versions, for the footnotes of pooled variables."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from analysis.layout import Layout
from analysis.texts import N_, Texts
from survey.questionnaire.comparison import Verdict, differences

NOTES: Final[dict[Verdict, str]] = {
    "wording": N_("Formuleringen var inte densamma i alla versioner."),
    "options": N_("Svarsalternativen eller gränserna var inte desamma i alla versioner."),
    "asked_of": N_("Frågan ställdes inte under samma villkor i alla versioner."),
    "absent": N_("Frågan fanns inte i alla versioner; de som inte hade den räknas som inte tillfrågade."),
}


def version_notes(layout: Layout, texts: Texts) -> dict[str, tuple[str, ...]]:
    """Variable id → footnotes, where two versions following each other differ."""
    found: dict[str, set[Verdict]] = {}
    for before, after in pairwise(layout.versions):
        for difference in differences(before.questionnaire, after.questionnaire):
            found.setdefault(difference.question, set()).add(difference.verdict)
    return {
        variable.id: tuple(
            texts(note) for verdict, note in NOTES.items() if verdict in found.get(variable.question.id, ())
        )
        for variable in layout.variables
    }
