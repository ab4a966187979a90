"""Names and codes of an XLSForm as ids and codes here: each new one once, the same one always alike."""

from __future__ import annotations

import re
import unicodedata

from survey.questionnaire.fields import ID, RESERVED


class Names:
    """Gives ids that are well formed, not reserved and not taken."""

    def __init__(self, initial: str, taken: tuple[str, ...] = ()) -> None:
        self.initial = initial
        self.taken = set(taken)

    def new(self, name: str) -> str:
        """An id as like the name as can be."""
        wanted = self._likeness(name)
        found, number = wanted, 2
        while found in self.taken:
            found, number = f"{wanted}_{number}", number + 1
        self.taken.add(found)
        return found

    def _likeness(self, name: str) -> str:
        if ID.fullmatch(name) and name not in RESERVED and "__" not in name:
            return name
        parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
        plain = unicodedata.normalize("NFKD", parted).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
        if not slug or slug in RESERVED:
            return f"{self.initial}_{slug}".strip("_")
        return slug if slug[0].isalpha() else f"{self.initial}{slug}"
