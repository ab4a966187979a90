"""The words of every finding, in Swedish and English: kind → (sv, en)."""

from __future__ import annotations

from typing import Final

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
    # An XLSForm that is imported: what could not be taken
    "type_not_taken": (
        "'{name}': typen '{found}' finns inte här; raden är inte inläst.",
        "'{name}': there is no type '{found}' here; the row was not taken in.",
    ),
    "repeat_not_taken": (
        "'{name}': upprepade grupper finns inte här; frågorna i den är inte inlästa.",
        "'{name}': there are no repeated groups here; its questions were not taken in.",
    ),
    "inside_repeat": (
        "'{name}': ligger i en upprepad grupp; inte inläst.",
        "'{name}': inside a repeated group; not taken in.",
    ),
    "disabled": (
        "'{name}': avstängd i formuläret; inte inläst.",
        "'{name}': disabled in the form; not taken in.",
    ),
    "no_name": ("Raden har inget namn; inte inläst.", "The row has no name; not taken in."),
    "no_list": (
        "'{name}': listan '{found}' finns inte eller har färre än två svar; inte inläst.",
        "'{name}': there is no list '{found}' with at least two options; not taken in.",
    ),
    "or_other": (
        "'{name}': 'or_other' är inte inläst; lägg till ett svar och en fritextfråga.",
        "'{name}': 'or_other' was not taken in; add an option and a question for free text.",
    ),
    "empty_group": (
        "'{name}': gruppen har inga frågor som kunde läsas in.",
        "'{name}': the group has no questions that could be taken in.",
    ),
    "unclosed_group": (
        "'{name}': gruppen saknar 'end_group'; den slutar där formuläret slutar.",
        "'{name}': the group has no 'end_group'; it ends where the form ends.",
    ),
    "end_without_begin": (
        "'{found}' utan början; inte inläst.",
        "'{found}' without a beginning; not taken in.",
    ),
    "group_label": (
        "'{name}': en grupp i en grupp i en grupp har ingen plats här; rubriken '{found}' är inte inläst.",
        "'{name}': there is no group in a group in a group here; its label '{found}' was not taken in.",
    ),
    "condition_not_taken": (
        "'{name}': relevant '{found}' är inte inläst, för {why_sv} Den ställs därför till alla.",
        "'{name}': relevant '{found}' was not taken in, as {why_en} It is therefore asked of everybody.",
    ),
    "constraint_not_taken": (
        "'{name}': constraint '{found}' är inte inläst.",
        "'{name}': constraint '{found}' was not taken in.",
    ),
    "required_not_taken": (
        "'{name}': required '{found}' är inte inläst; bara yes och no går.",
        "'{name}': required '{found}' was not taken in; only yes and no work.",
    ),
    "cell_not_taken": (
        "Kolumnen '{column}' är inte inläst: {found}",
        "The column '{column}' was not taken in: {found}",
    ),
    "language_not_taken": (
        "Kolumnen '{column}' är inte inläst: språket finns inte här ({allowed}).",
        "The column '{column}' was not taken in: its language does not exist here ({allowed}).",
    ),
    "row_not_taken": ("Raden är inte inläst.", "The row was not taken in."),
    "sheet_not_taken": ("Bladet är inte inläst.", "The sheet was not taken in."),
    "list_unused": (
        "Listan '{found}' används inte av någon fråga som lästes in.",
        "The list '{found}' is used by no question that was taken in.",
    ),
    "piping_not_taken": (
        "'{name}': {found} kan inte visas i en text; där står '…' nu.",
        "'{name}': {found} cannot be shown in a text; it says '…' there now.",
    ),
    # What was changed on the way
    "renamed": (
        "'{name}' heter '{id}' här.",
        "'{name}' is called '{id}' here.",
    ),
    "code_renamed": (
        "Svaret '{name}' i listan '{found}' har koden '{id}' här.",
        "The option '{name}' of the list '{found}' has the code '{id}' here.",
    ),
    "state_taken": (
        "Svaret '{name}' i listan '{found}' är ett tillstånd här och räknas inte som svar.",
        "The option '{name}' of the list '{found}' is a state here and not counted as an answer.",
    ),
    "empty_differs": (
        "'{name}': den som inte svarade på {found} får frågan i XLSForm men inte här; lägg till "
        "'or {example} is not answered' om den ska ställas.",
        "'{name}': XLSForm asks it of whoever did not answer {found}, here it is not asked of them; add 'or "
        "{example} is not answered' if it should be.",
    ),
    "strict_bound": (
        "'{name}': gränsen '{found}' gäller här också själva talet.",
        "'{name}': the limit '{found}' includes the number itself here.",
    ),
    "decimals": (
        "'{name}': talet tas emot med högst {found} decimaler.",
        "'{name}': the number is taken with at most {found} decimals.",
    ),
    "no_label": (
        "'{name}' saknar text; namnet står i stället.",
        "'{name}' has no label; its name stands there instead.",
    ),
    "no_source_label": (
        "'{name}' saknar text på källspråket; en annan översättning står i stället.",
        "'{name}' has no label in the source language; another translation stands there instead.",
    ),
    "hint_as_text": (
        "'{name}' saknar text; ledtexten står i stället.",
        "'{name}' has no label; its hint stands there instead.",
    ),
    "braces": (
        "'{name}': klamrar kring ett ord betyder en ifylld text här; de är utbytta mot parenteser.",
        "'{name}': braces round a word mean a filled-in text here; they are parentheses now.",
    ),
    "markup": (
        "'{name}': märkning som '{found}' visas som den står.",
        "'{name}': markup such as '{found}' is shown as it stands.",
    ),
    "end_added": (
        "Sidan '{id}' är tillagd: varje enkät behöver ett slut.",
        "The page '{id}' was added: every questionnaire needs an end.",
    ),
    "title_from_name": (
        "Formuläret har ingen titel (form_title); filnamnet står i stället.",
        "The form has no title (form_title); the file's name stands there instead.",
    ),
}
