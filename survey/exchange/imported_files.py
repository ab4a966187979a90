"""The translations that came with an imported questionnaire, as PO files."""

from __future__ import annotations

from pathlib import Path

from survey.exchange.merging import merge
from survey.exchange.po_files import path_of, read_po, with_headers, write_po
from survey.exchange.sources import Source, is_shared, read_work
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.texts import texts_of


def write_catalogues(questionnaire: Questionnaire, path: Path, translations: Path) -> tuple[Path, ...]:
    """Write the texts of a questionnaire that lies at ``path`` already, a file a language.

    What a catalogue of that name says already is kept where the import says nothing. Shared
    texts (the states' usual words) are the project's own and are left alone. Raises
    CatalogueDamaged.
    """
    sources: tuple[Source, ...] = read_work([path]).catalogues[questionnaire.id].sources
    located = {text.context: text.text for text in texts_of(questionnaire) if not is_shared(text)}
    written = []
    for language in questionnaire.languages[1:]:
        file = path_of(translations, language, questionnaire.id)
        catalogue = merge(read_po(file, language, questionnaire.id), sources, translations.parent)
        for entry in catalogue:
            translation = located.get(entry.msgctxt or "", {}).get(language)
            if translation and not entry.obsolete:
                entry.msgstr, entry.previous_msgid = translation, None
                entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        if write_po(file, with_headers(catalogue, language, questionnaire.id)):
            written.append(file)
    return tuple(written)
