"""What is wrong or doubtful in a file that somebody hands in: where, and in Swedish and English."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Level = Literal["error", "warning", "note"]


class Finding(NamedTuple):
    """One thing about one place. ``place`` is a file and line, or a sheet and row, as a person says it."""

    place: str
    kind: str
    params: tuple[tuple[str, str], ...] = ()
    level: Level = "error"

    def sentence(self, language: str = "en") -> str:
        """What it is, in Swedish or English."""
        swedish, english = SENTENCES[self.kind]
        return (swedish if language == "sv" else english).format(**dict(self.params))

    def line(self, language: str = "en") -> str:
        """``place: message``, a warning marked as such."""
        word = {"sv": "varning: ", "en": "warning: "}.get(language, "warning: ")
        return f"{self.place}: {word if self.level == 'warning' else ''}{self.sentence(language)}"


def error(place: str, kind: str, **params: str) -> Finding:
    """Something that is wrong."""
    return Finding(place, kind, tuple(params.items()))


def warning(place: str, kind: str, **params: str) -> Finding:
    """Something doubtful that a person should look at."""
    return Finding(place, kind, tuple(params.items()), "warning")


def note(place: str, kind: str, **params: str) -> Finding:
    """Something that was done and should be known."""
    return Finding(place, kind, tuple(params.items()), "note")


SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # A translation against its source
    "placeholder_lost": (
        "'{path}': översättningen har tappat {found}.",
        "'{path}': the translation has lost {found}.",
    ),
    "placeholder_invented": (
        "'{path}': översättningen har {found}, som inte finns i den svenska texten.",
        "'{path}': the translation has {found}, which is not in the Swedish text.",
    ),
    "plural_forms": (
        "'{path}': {found} pluralformer av {wanted} är ifyllda.",
        "'{path}': {found} of {wanted} plural forms are filled in.",
    ),
    "plural_header": (
        "Plural-Forms ska vara '{wanted}'.",
        "Plural-Forms should be '{wanted}'.",
    ),
    "duplicate_path": (
        "'{path}' står två gånger; den första med den svenska text som gäller används.",
        "'{path}' stands twice; the first one with the present Swedish text is used.",
    ),
    "glossary": (
        "'{path}': '{term}' heter '{wanted}' i ordlistan.",
        "'{path}': '{term}' is '{wanted}' in the glossary.",
    ),
    # What a translator hands in, against what is there now
    "source_changed": (
        "'{path}': den svenska texten har ändrats sedan dess; översättningen är sparad för granskning.",
        "'{path}': the Swedish text has changed since; the translation is kept for review.",
    ),
    "both_changed": (
        "'{path}': översättningen har ändrats på båda håll; den som fanns står kvar, den nya ligger som "
        "kommentar.",
        "'{path}': the translation was changed on both sides; the present one stays, the new one is kept as "
        "a comment.",
    ),
    "path_gone": (
        "'{path}' finns inte längre i {catalogue}; översättningen är sparad bland de utgångna.",
        "'{path}' is no longer in {catalogue}; the translation is kept among the obsolete ones.",
    ),
    "state_unknown": (
        "'{path}': läget '{found}' finns inte ({allowed}); översättningen är sparad för granskning.",
        "'{path}': there is no state '{found}' ({allowed}); the translation is kept for review.",
    ),
    "still_check": (
        "'{path}': ändrad men fortfarande märkt '{state}', alltså inte använd.",
        "'{path}': changed but still marked '{state}', so not used yet.",
    ),
    "no_catalogue": (
        "'{path}': det finns ingen katalog '{catalogue}'; raden är inte inläst.",
        "'{path}': there is no catalogue '{catalogue}'; the row was not taken in.",
    ),
}
