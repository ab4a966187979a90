"""What every workbook of ours has in common: text that stays text, no time, rows high enough to read."""

from __future__ import annotations

import datetime
import textwrap
from typing import Final

# Nothing becomes a formula, a link or a number because of what it looks like.
TEXT_ONLY: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# A workbook must say when it was made; here that is never the truth.
NO_TIME: Final = datetime.datetime(2000, 1, 1)


def lines_needed(text: str, width: float) -> int:
    """How many lines a text takes in a column so many characters wide, as nobody computes it on opening."""
    room = max(int(width * 0.95), 1)
    return sum(len(textwrap.wrap(part, room)) or 1 for part in text.split("\n"))
