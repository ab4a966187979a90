"""What `survey check` says besides the complaints, in Swedish and English."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, dict[str, str]]] = {
    "sv": {
        "counts": "{path}: {errors} fel, {warnings} varningar",
        "unread": "Enkäten går inte att läsa förrän felen är rättade; inget mer kan sägas om den.",
        "ways": "Vägar",
        "reached": "Varje sida och fråga visas för någon, och alla kommer till ett slut. (Bevisat för alla "
        "vägar.)",
        "not_reached": "Något på vägarna är fel; se felen ovan.",
        "unproved": "Vägarna är inte bevisade; se varningen ovan.",
        "ending": "{outcome} '{id}': {those}.",
        "refused": "Avböjt,",
        "screened_out": "Sållas bort,",
        "completed": "Slutfört,",
        "everybody_else": "alla andra",
        "nobody": "ingen",
        "length": "Längd",
        "shortest": "Kortaste vägen: {pages} sidor, {questions} frågor, ungefär {minutes} min.",
        "longest": "Längsta vägen: {pages} sidor, {questions} frågor, ungefär {minutes} min.",
        "minutes": "Uppskattat för {language}: {shortest}–{longest} min.",
        "promised": "Enkäten säger själv {minutes} min.",
        "no_way": "Ingen väg leder till ett slutfört svar.",
        "reading": "Språk",
        "lix": "Svenskans LIX är {lix}: {judgement}.",
        "people": "Vem som kan pekas ut",
        "combinations": "Bakgrundsfrågor: {questions}, med {combinations} kombinationer mot {respondents} "
        "väntade svar.",
        "no_background": "Inga bakgrundsfrågor.",
        "thin": "Korsa inte dessa i tabeller, i snitt färre än fem svar i varje ruta: {pairs}.",
        "more": "och {count} par till",
        "sv": "svenska",
        "en": "engelska",
        "ru": "ryska",
    },
    "en": {
        "counts": "{path}: {errors} errors, {warnings} warnings",
        "unread": "It cannot be read until the errors are put right; nothing more can be said about it.",
        "ways": "Ways",
        "reached": "Every page and question is shown to somebody, and everybody comes to an end. (Proved for "
        "every way.)",
        "not_reached": "Something on the ways is wrong; see the errors above.",
        "unproved": "The ways are not proved; see the warning above.",
        "ending": "{outcome} '{id}': {those}.",
        "refused": "Declined,",
        "screened_out": "Screened out,",
        "completed": "Completed,",
        "everybody_else": "everybody else",
        "nobody": "nobody",
        "length": "Length",
        "shortest": "The shortest way: {pages} pages, {questions} questions, about {minutes} min.",
        "longest": "The longest way: {pages} pages, {questions} questions, about {minutes} min.",
        "minutes": "Estimated in {language}: {shortest}–{longest} min.",
        "promised": "The questionnaire itself says {minutes} min.",
        "no_way": "No way leads to a completed response.",
        "reading": "Language",
        "lix": "LIX of the Swedish is {lix}: {judgement}.",
        "people": "Who could be singled out",
        "combinations": "Background questions: {questions}, with {combinations} combinations against "
        "{respondents} expected answers.",
        "no_background": "No background questions.",
        "thin": "Do not cross these in tables, fewer than five answers a cell on average: {pairs}.",
        "more": "and {count} pairs more",
        "sv": "Swedish",
        "en": "English",
        "ru": "Russian",
    },
}

JUDGEMENTS: Final = (
    (30, {"sv": "mycket lättläst", "en": "very easy"}),
    (40, {"sv": "lättläst", "en": "easy"}),
    (50, {"sv": "medelsvårt", "en": "as newspapers"}),
    (60, {"sv": "svårt", "en": "hard"}),
    (10**6, {"sv": "mycket svårt", "en": "very hard"}),
)
"""What LIX below a figure means (Björnsson 1968)."""
