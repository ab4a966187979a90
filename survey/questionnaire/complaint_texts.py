"""The words of every complaint, in Swedish and English: kind → (sv, en)."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # The file
    "no_file": ("Filen finns inte.", "The file does not exist."),
    "too_large": (
        "Filen är för stor: {size} byte, högst {limit}.",
        "The file is too large: {size} bytes, at most {limit}.",
    ),
    "encoding": (
        "Filen är inte UTF-8 (byte {byte}). Spara den som UTF-8.",
        "The file is not UTF-8 (byte {byte}). Save it as UTF-8.",
    ),
    "yaml": ("Filen går inte att läsa som YAML: {problem}", "The file cannot be read as YAML: {problem}"),
    "empty_file": ("Filen är tom.", "The file is empty."),
    "alias": (
        "Ankare och alias (&, *) är inte tillåtna: skriv ut det hela.",
        "Anchors and aliases (&, *) are not allowed: write it out.",
    ),
    "tag": ("Taggar (!) är inte tillåtna.", "Tags (!) are not allowed."),
    "too_deep": (
        "För många nivåer i varandra, högst {deepest}.",
        "Too many levels inside each other, at most {deepest}.",
    ),
    "several_documents": (
        "Filen har mer än ett dokument (---).",
        "The file holds more than one document (---).",
    ),
    "duplicate_key": (
        "'{key}' står två gånger, första gången på rad {first}.",
        "'{key}' stands twice, first on line {first}.",
    ),
    # Keys and values
    "want_mapping": (
        "Här ska stå nycklar med värden, som 'text: …'.",
        "Expected keys with values here, such as 'text: …'.",
    ),
    "want_list": (
        "Här ska stå en lista, med ett streck framför varje del.",
        "Expected a list here, with a dash before each item.",
    ),
    "want_text": ("'{key}' ska vara en text.", "'{key}' should be a text."),
    "want_flag": (
        "'{key}' ska vara true eller false, inte '{found}'.",
        "'{key}' should be true or false, not '{found}'.",
    ),
    "want_integer": (
        "'{key}' ska vara ett heltal från {low} till {high}, inte '{found}'.",
        "'{key}' should be a whole number from {low} to {high}, not '{found}'.",
    ),
    "want_number": (
        "'{key}' ska vara ett tal, inte '{found}'.",
        "'{key}' should be a number, not '{found}'.",
    ),
    "want_month": (
        "'{key}' ska vara en månad som 2026-01, inte '{found}'.",
        "'{key}' should be a month such as 2026-01, not '{found}'.",
    ),
    "want_one_of": (
        "'{key}' kan vara {allowed}, inte '{found}'.",
        "'{key}' can be {allowed}, not '{found}'.",
    ),
    "unknown_key": ("Nyckeln '{found}' finns inte här.", "There is no key '{found}' here."),
    "missing_key": ("'{key}' saknas.", "'{key}' is missing."),
    "empty_text": ("'{key}' är tom.", "'{key}' is empty."),
    "bad_id": (
        "'{found}' duger inte som id: små bokstäver a–z, siffror och _, med en bokstav först.",
        "'{found}' cannot be an id: small letters a–z, digits and _, beginning with a letter.",
    ),
    "reserved_id": ("'{found}' är upptaget; välj ett annat id.", "'{found}' is taken; choose another id."),
    "double_underscore": (
        "'{found}' får inte ha två _ i rad: det skiljer fråga från rad i data.",
        "'{found}' may not have two _ in a row: that parts question from row in data.",
    ),
    "bad_language": (
        "'{found}' är inget språk som finns här ({allowed}).",
        "'{found}' is no language that exists here ({allowed}).",
    ),
    # Pages and questions
    "what_is_this": (
        "Här väntas {allowed}.",
        "Expected {allowed} here.",
    ),
    "two_types": (
        "Frågan har två typer, '{first}' och '{second}'.",
        "The question has two types, '{first}' and '{second}'.",
    ),
    "duplicate_id": (
        "'{found}' finns redan, på rad {line} i {file}.",
        "'{found}' exists already, on line {line} of {file}.",
    ),
    "duplicate_code": (
        "Koden '{found}' finns redan i frågan.",
        "The code '{found}' is in the question already.",
    ),
    "no_options": ("Frågan behöver minst två svarsalternativ.", "The question needs at least two options."),
    "no_rows": ("Matrisen behöver minst en rad.", "The matrix needs at least one row."),
    "reserved_code": (
        "Koden '{found}' är reserverad: skriv '{found}: true' på frågan i stället.",
        "The code '{found}' is reserved: write '{found}: true' on the question instead.",
    ),
    "exclusive_single": (
        "'exclusive' betyder något bara i frågor med flera svar.",
        "'exclusive' means something only where several answers are allowed.",
    ),
    "order_ordered": (
        "En skala visas alltid i sin ordning.",
        "A scale is always shown in its own order.",
    ),
    "min_over_max": ("'min' är större än 'max'.", "'min' is greater than 'max'."),
    "ends_two": ("'ends' ska vara två texter.", "'ends' should be two texts."),
    "empty_page": ("Sidan har inga frågor.", "The page has no questions."),
    "no_end": (
        "Ingen sida avslutar enkäten: lägg till '- end: done' med 'outcome: completed' sist.",
        "No page ends the questionnaire: add '- end: done' with 'outcome: completed' last.",
    ),
    "after_end": (
        "Sidan kan aldrig visas: '{end}' på rad {line} avslutar alltid enkäten före den.",
        "The page can never be shown: '{end}' on line {line} always ends the questionnaire before it.",
    ),
    "no_module": ("Det finns ingen modul '{found}'.", "There is no module '{found}'."),
    "not_in_module": (
        "Modulen '{module}' har ingen '{found}'.",
        "The module '{module}' has no '{found}'.",
    ),
    "not_for_this": (
        "'{found}' hör bara till {only}.",
        "'{found}' belongs to {only} only.",
    ),
    "use_page_in_page": (
        "Skriv 'modul.fråga': bara en fråga i taget kan hämtas in på en sida.",
        "Write 'module.question': only one question at a time can be taken into a page.",
    ),
    "no_scale": ("Det finns ingen skala '{found}'.", "There is no scale '{found}'."),
    "no_contact": ("Det finns ingen kontakt '{found}'.", "There is no contact '{found}'."),
    "gate_codes": (
        "En grindfråga ska ha svaren 'yes' och 'skip'.",
        "A gate question must have the options 'yes' and 'skip'.",
    ),
    # Conditions
    "condition_character": (
        "Villkoret har ett tecken som inte betyder något: {found}",
        "The condition has a character that means nothing: {found}",
    ),
    "condition_unexpected": (
        "I villkoret står '{found}' där det ska stå {expected}.",
        "The condition has '{found}' where it should have {expected}.",
    ),
    "condition_unfinished": (
        "Villkoret slutar mitt i: det saknas {expected}.",
        "The condition ends too early: {expected} is missing.",
    ),
    "condition_deep": (
        "Villkoret har fler än {deepest} parenteser i varandra.",
        "The condition has more than {deepest} parentheses inside each other.",
    ),
    "unknown_question": ("Det finns ingen fråga '{found}'.", "There is no question '{found}'."),
    "later_question": (
        "'{found}' ställs senare, på rad {line}; ett villkor kan bara se tidigare frågor.",
        "'{found}' is asked later, on line {line}; a condition can only see earlier questions.",
    ),
    "own_question": (
        "Frågan kan inte bero på sitt eget svar.",
        "A question cannot depend on its own answer.",
    ),
    "whole_matrix": (
        "'{found}' har flera rader: skriv '{found}.rad', till exempel '{example}'.",
        "'{found}' has several rows: write '{found}.row', for example '{example}'.",
    ),
    "info_condition": (
        "'{found}' är information och har inget svar.",
        "'{found}' is information and has no answer.",
    ),
    "wants_has": (
        "'{found}' kan ha flera svar: skriv 'has' i stället för '{operator}'.",
        "'{found}' can have several answers: write 'has' instead of '{operator}'.",
    ),
    "wants_equals": (
        "'{found}' har ett svar: skriv '=' eller 'in' i stället för 'has'.",
        "'{found}' has one answer: write '=' or 'in' instead of 'has'.",
    ),
    "no_order": (
        "Svaren på '{found}' har ingen storleksordning: '{operator}' går inte.",
        "The answers to '{found}' have no size: '{operator}' does not work.",
    ),
    "only_is": (
        "'{found}' är fri text: bara 'is answered' och 'is asked' går.",
        "'{found}' is free text: only 'is answered' and 'is asked' work.",
    ),
    "unknown_code": (
        "'{found}' är inget svar på '{question}' ({options}).",
        "'{found}' is not an option of '{question}' ({options}).",
    ),
    "state_code": (
        "'{found}' är inget svar utan ett tillstånd: skriv '{question} is declined' eller 'is answered'.",
        "'{found}' is not an answer but a state: write '{question} is declined' or 'is answered'.",
    ),
    "not_number": (
        "'{question}' är ett tal; '{found}' är det inte.",
        "'{question}' is a number; '{found}' is not.",
    ),
    "not_month": (
        "'{question}' är en månad; skriv som 2026-01, inte '{found}'.",
        "'{question}' is a month; write it as 2026-01, not '{found}'.",
    ),
    "outside_range": (
        "'{question}' går från {low} till {high}; '{found}' ligger utanför.",
        "'{question}' goes from {low} to {high}; '{found}' is outside.",
    ),
    # Texts
    "unknown_placeholder": (
        "Texten har {{{found}}}, som varken är en tidigare fråga eller något som fylls i.",
        "The text has {{{found}}}, which is neither an earlier question nor something filled in.",
    ),
    "piping_kind": (
        "{{{found}}} kan inte visas i en text: bara tal och svar på frågor med ett svar.",
        "{{{found}}} cannot be shown in a text: only numbers and questions with one answer.",
    ),
    # Warnings
    "forced": (
        "Svaret är tvingande. Det får folk att sluta; behövs det?",
        "The answer is forced. That makes people stop; is it needed?",
    ),
    "many_options": (
        "Frågan har {count} svarsalternativ; fler än tolv är svåra att överblicka.",
        "The question has {count} options; more than twelve are hard to survey.",
    ),
    "sensitive_free_text": (
        "Fri text i en känslig fråga (nivå {number}): läs alltid svaren innan någon annan får se dem.",
        "Free text in a sensitive question (level {number}): always read the answers before others do.",
    ),
    "sensitive_free_text_bare": (
        "Fri text i en känslig fråga (nivå {number}): folk skriver sådant som röjer dem. Skriv i 'help' vad "
        "man inte ska skriva, eller ta bort den.",
        "Free text in a sensitive question (level {number}): people write what gives them away. Say in "
        "'help' what not to write, or leave it out.",
    ),
    "long_sentence": (
        "En mening har {count} ord ({language}); fler än 25 är svårt att läsa: ”{start}”",
        'A sentence has {count} words ({language}); more than 25 are hard to read: "{start}"',
    ),
    "hard_text": (
        "Texten är svår (LIX {lix}; under 40 är lättläst): ”{start}”",
        'The Swedish text is hard (LIX {lix}; under 40 is easy): "{start}"',
    ),
    "single_out": (
        "Bakgrundsfrågorna ({questions}) har tillsammans {combinations} kombinationer: med {respondents} "
        "svar blir i snitt färre än fem lika i allt, och redan i {thin} av {pairs} par. Behövs alla så fint "
        "delade?",
        "The background questions ({questions}) have {combinations} combinations together: with "
        "{respondents} answers fewer than five on average are alike in all, and in {thin} of {pairs} pairs "
        "already. Are all needed so finely divided?",
    ),
    "promised_minutes": (
        "Enkäten säger {promised} minuter, men den längsta vägen beräknas ta {longest} (den kortaste "
        "{shortest}).",
        "The questionnaire says {promised} minutes, but the longest way is estimated at {longest} (the "
        "shortest at {shortest}).",
    ),
    # Translations
    "untranslated_sv": (
        "'{path}' är inte översatt till svenska.",
        "There is no Swedish translation of '{path}'.",
    ),
    "untranslated_en": (
        "'{path}' är inte översatt till engelska.",
        "There is no English translation of '{path}'.",
    ),
    "untranslated_ru": (
        "'{path}' är inte översatt till ryska.",
        "There is no Russian translation of '{path}'.",
    ),
    "untranslated_more": (
        "{count} texter till är inte översatta ({language}).",
        "{count} more texts are not translated ({language}).",
    ),
    "placeholder_lost": (
        "'{path} ({language})': översättningen har tappat {found}.",
        "'{path} ({language})': the translation has lost {found}.",
    ),
    "placeholder_invented": (
        "'{path} ({language})': översättningen har {found}, som inte finns i källtexten.",
        "'{path} ({language})': the translation has {found}, which the source text does not have.",
    ),
    # Against the published version
    "breaking_change": (
        "'{id}' betyder något annat än i den publicerade versionen. Ge frågan ett nytt id och skriv "
        "'replaces: {id}':",
        "'{id}' means something else than in the published version. Give the question a new id and write "
        "'replaces: {id}':",
    ),
    "changed": (
        "'{id}' är ändrad sedan den publicerade versionen:",
        "'{id}' has changed since the published version:",
    ),
    # Proofs
    "never_shown": (
        "'{id}' kan aldrig visas.",
        "'{id}' can never be shown.",
    ),
    "contradiction": (
        "Villkoret för '{id}' kan aldrig vara sant, vad någon än svarar.",
        "The condition of '{id}' can never be true, whatever anybody answers.",
    ),
    "way_without_end": (
        "Alla kommer inte till en sida som avslutar enkäten: lägg till '- end: done' utan villkor sist.",
        "Not everybody comes to a page that ends it: add '- end: done' without a condition last.",
    ),
    "always_true": (
        "Villkoret för '{id}' gör ingen skillnad: alla som kommer hit uppfyller det.",
        "The condition of '{id}' makes no difference: everybody who comes here meets it.",
    ),
    "idle_option": (
        "'{found}' gör ingen skillnad i villkoret: det blir detsamma utan det svaret.",
        "'{found}' makes no difference in the condition: it is the same without that option.",
    ),
    "unproved": (
        "Det gick inte att bevisa att alla vägar fungerar: {reason} Installera tillägget 'proofs' (z3).",
        "It could not be proved that every way works: {reason} Install the extra 'proofs' (z3).",
    ),
}
