"""For whom a workbook is: what each audience may see, as a table."""

from __future__ import annotations

from typing import Final

import msgspec

from analysis.texts import N_


class Audience(msgspec.Struct, frozen=True):
    """Rules of disclosure. Counts from 1 to ``threshold`` − 1 are hidden; ``round_to`` 1 rounds nothing."""

    id: str
    label: str
    threshold: int = 5
    round_to: int = 1
    has_data: bool = False
    may_have_free_text: bool = False
    is_released_once: bool = False


AUDIENCES: Final = {
    audience.id: audience
    for audience in (
        Audience("internal", N_("intern användning"), has_data=True, may_have_free_text=True),
        Audience("partner", N_("samarbetspartner")),
        Audience("public", N_("allmänheten"), round_to=5, is_released_once=True),
    )
}
