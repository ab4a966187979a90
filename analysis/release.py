"""The release: opened responses become a book for an audience. Nothing true leaves this room unprotected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from analysis.counting import Group, groups_of
from analysis.data_columns import coded_columns, labelled_columns
from analysis.dataset import Dataset
from analysis.disclosure.audiences import Audience
from analysis.disclosure.figures import Count, Figures, protected, rounded, rounded_count
from analysis.disclosure.network import is_small
from analysis.tables.codebook import codebook
from analysis.tables.comparison import Compared, comparison
from analysis.tables.contents import contents
from analysis.tables.cover import Answered, Provenance, cover
from analysis.tables.free_text import free_texts
from analysis.tables.frequencies import SHEET as FREQUENCIES
from analysis.tables.frequencies import frequencies
from analysis.tables.multiple_response import multiple_responses
from analysis.tables.nonresponse import nonresponse
from analysis.tables.table import Sheet
from analysis.texts import N_, Texts
from analysis.versions import version_notes
from analysis.workbook.book import Book, DataSheet

LABELLED: Final = N_("Data_etiketter")
CODED: Final = N_("Data_koder")
LONGEST_NAME: Final = 31
"""Characters of a sheet's name in Excel."""


class Published(msgspec.Struct, frozen=True):
    """A group and the figures of it that the audience may see. ``label`` is how columns name it."""

    label: str
    group: Group
    figures: tuple[Figures, ...]


def published(datasets: Sequence[Dataset], audience: Audience) -> tuple[Published, ...]:
    """Count every group and protect its figures for the audience."""
    groups = groups_of(datasets)
    waves = {name: sum(g.questionnaire == name for g in groups) for name in (g.questionnaire for g in groups)}
    return tuple(
        Published(
            f"{group.questionnaire} {group.wave}".strip()
            if waves[group.questionnaire] > 1
            else group.questionnaire,
            group,
            tuple(_for_audience(f, audience) for f in protected(group, audience.threshold)),
        )
        for group in groups
    )


def book_of(
    parts: Sequence[Published],
    audience: Audience,
    provenance: Provenance,
    texts: Texts,
    *,
    free_text: bool = False,
) -> Book:
    """The whole workbook as a value."""
    named = [(part.label, part.figures) for part in parts]
    sheets = [_frequencies(part, parts, texts) for part in parts]
    side_by_side = comparison([Compared(p.label, p.group.dataset.layout, p.figures) for p in parts], texts)
    sheets += [side_by_side] if side_by_side.blocks else []
    several = multiple_responses(named, texts)
    sheets += [several] if several.blocks else []
    sheets.append(nonresponse(named, texts))
    if free_text:
        sheets.append(free_texts([(part.label, part.group) for part in parts], texts))
    datasets = tuple({part.group.questionnaire: part.group.dataset for part in parts}.values())
    data = _data_sheets(datasets, texts) if audience.has_data else ()
    after = (codebook([dataset.layout for dataset in datasets], texts),)
    front = cover([_answered(part, audience, texts) for part in parts], provenance, audience, texts)
    listed = contents([*sheets, *after], [(sheet.name, "") for sheet in data], texts)
    marks = [provenance.organisation, *front.lines]
    return Book(
        front.title,
        texts.language,
        " · ".join(mark for mark in marks if mark),
        (front, listed, *sheets),
        data,
        after,
    )


def _for_audience(figures: Figures, audience: Audience) -> Figures:
    return figures if audience.round_to == 1 else rounded(figures, audience.round_to)


def _frequencies(part: Published, parts: Sequence[Published], texts: Texts) -> Sheet:
    name = texts(FREQUENCIES)
    id_ = "frequencies"
    if len(parts) > 1:
        suffix = part.label.replace(" ", "_")
        name, id_ = f"{name}_{suffix}", f"{id_}_{suffix}"
    title = texts.of(part.group.dataset.layout.questionnaire.title)
    notes = version_notes(part.group.dataset.layout, texts)
    return frequencies(part.figures, notes, id_, sheet_name(name), title, texts)


def sheet_name(name: str) -> str:
    """A name that Excel takes: at most 31 characters, none of []:*?/\\."""
    return "".join("-" if letter in "[]:*?/\\" else letter for letter in name)[:LONGEST_NAME]


def _data_sheets(datasets: tuple[Dataset, ...], texts: Texts) -> tuple[DataSheet, ...]:
    return (
        DataSheet("data_labels", texts(LABELLED), labelled_columns(datasets, texts), is_labelled=True),
        DataSheet("data_codes", texts(CODED), coded_columns(datasets, texts), is_labelled=False),
    )


def _answered(part: Published, audience: Audience, texts: Texts) -> Answered:
    group = part.group
    layout = group.dataset.layout
    used = set(group.dataset.context["version"].codes[group.rows].tolist())
    versions = [v for place, v in enumerate(group.dataset.context["version"].levels) if place in used]
    simulated = int(group.dataset.simulated[group.rows].sum())
    return Answered(
        layout.questionnaire.id,
        texts.of(layout.questionnaire.title),
        group.wave,
        _told(group.n, audience),
        _told(simulated, audience),
        tuple(version[:12] for version in versions),
    )


def _told(count: int, audience: Audience) -> Count:
    """A number of responses for the cover: exact for those who have the data anyway."""
    if audience.has_data:
        return count
    return None if is_small(count, audience.threshold) else rounded_count(count, audience.round_to)
