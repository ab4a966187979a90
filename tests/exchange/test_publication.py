"""A translation that lost a placeholder keeps a questionnaire from being published."""

from __future__ import annotations

import pytest

from survey.commands import publication

from .conftest import Project


def test_a_lost_placeholder_is_an_error_where_the_question_stands(
    translated: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication, "TRANSLATIONS", translated.translations)
    path = translated.questionnaires / "visitors.yaml"
    assert publication.examined(path).errors == ()
    translated.translate("ru", "visitors", {"trust": "Насколько вы доверяете …"})
    assert publication.examined(path).errors == (
        f"{path}:10:13: 'trust (ru)': the translation has lost {{times}}.",
    )
