"""A questionnaire written as XLSForm and imported is the same questionnaire, in every language."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings

from survey.exchange.imported_files import write_catalogues
from survey.exchange.questionnaire_yaml import questionnaire_yaml
from survey.exchange.xlsform_reader import import_xlsform
from survey.questionnaire.catalogues import lookups
from survey.questionnaire.model import Questionnaire, Text
from survey.questionnaire.reader import read_questionnaire
from survey.questionnaire.texts import Located, mapped, translated

from .conftest import write_workbook
from .xlsforms import questionnaires, xlsform


def in_source(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire as its YAML has it: in one language."""
    source = questionnaire.languages[0]

    def only(located: Located) -> Text:
        return {source: located.text[source]}

    return mapped(questionnaire, only)


@settings(max_examples=60, deadline=None)
@given(questionnaires())
def test_import_gives_back_what_was_written(original: Questionnaire) -> None:
    with tempfile.TemporaryDirectory() as folder:
        form = write_workbook(Path(folder) / "form.xlsx", xlsform(original))
        imported = import_xlsform(form, original.id)
        assert imported.questionnaire == original
        assert [finding.line() for finding in imported.findings if finding.level == "warning"] == []

        path = Path(folder) / "questionnaires" / f"{original.id}.yaml"
        path.parent.mkdir()
        path.write_text(questionnaire_yaml(imported.questionnaire), encoding="utf-8")
        reading = read_questionnaire(path)
        assert [complaint.line() for complaint in reading.errors] == []
        assert reading.questionnaire == in_source(original)

        write_catalogues(imported.questionnaire, path, Path(folder) / "translations")
        found = lookups(Path(folder) / "translations", original.languages[1:], original.id)
        assert translated(reading.questionnaire, found) == original
