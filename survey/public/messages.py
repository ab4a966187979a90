"""Pages that only say something: what happened, in one sentence, and what to do now."""

from __future__ import annotations

from typing import Final, NamedTuple

from flask import Response, request

from survey.public import frames
from survey.public.service import service


def _marked(message: str) -> str:
    """Marks a message for extraction; it is translated where it is used."""
    return message


class Again(NamedTuple):
    """What was posted, to be posted again by a button."""

    address: str
    fields: list[tuple[str, str]]


class Message(NamedTuple):
    """``retry``: seconds after which trying again makes sense; what was posted then gets a button."""

    status: int
    heading: str
    texts: tuple[str, ...] = ()
    retry: int = 0


_AGAIN: Final = _marked("Det du redan har sparat finns kvar. Vänta en stund och försök igen.")

MESSAGES: Final = {
    "bad_request": Message(
        400,
        _marked("Sidan kunde inte ta emot svaret"),
        (_marked("Gå tillbaka, ladda om sidan och försök igen. Det du redan har sparat finns kvar."),),
    ),
    "not_found": Message(
        404, _marked("Sidan finns inte"), (_marked("Kontrollera adressen eller börja från startsidan."),)
    ),
    "link_unknown": Message(
        404,
        _marked("Länken gäller inte längre"),
        (_marked("Du kan se på startsidan om det finns en enkät som är öppen."),),
    ),
    "ended": Message(
        410,
        _marked("Besöket är avslutat"),
        (
            _marked("Det finns inga svar att visa här."),
            _marked(
                "När du har lämnat enkäten går svar som inte är skickade inte att öppna igen. Detsamma "
                "gäller när enkäten har legat orörd i ungefär två timmar."
            ),
        ),
    ),
    "no_cookie": Message(
        410,
        _marked("Enkäten kunde inte börja"),
        (
            _marked(
                "Antingen är besöket avslutat, eller så tar webbläsaren inte emot kakor. Enkäten behöver en "
                "kaka för att hålla ihop dina svar. Den försvinner när du stänger webbläsaren."
            ),
            _marked("Tillåt kakor för den här webbplatsen och börja om."),
        ),
    ),
    "deleted": Message(
        200,
        _marked("Dina svar är raderade"),
        (_marked("Stäng fönstret och rensa webbhistoriken om andra använder samma enhet."),),
    ),
    "none_open": Message(
        200,
        _marked("Ingen enkät är öppen just nu"),
        (_marked("Du är välkommen tillbaka senare. Stöd finns oavsett, under ”Stöd och kontakter”."),),
    ),
    "closed": Message(
        410,
        _marked("Enkäten är stängd"),
        (
            _marked("Den tar inte emot fler svar, och svar som inte är skickade raderas."),
            _marked("Tack för att du ville delta."),
        ),
    ),
    "too_large": Message(
        413,
        _marked("Det var för mycket på en gång"),
        (_marked("Gå tillbaka och korta texten. Det du redan har sparat finns kvar."),),
    ),
    "too_many": Message(
        429,
        _marked("Just nu är det för många som börjar"),
        (_marked("Vänta en stund och försök igen."),),
        retry=60,
    ),
    "not_saved": Message(503, _marked("Svaret kunde inte sparas"), (_AGAIN,), retry=10),
    "unavailable": Message(503, _marked("Enkäten går inte att nå just nu"), (_AGAIN,), retry=10),
    "error": Message(500, _marked("Något gick fel hos oss"), (_AGAIN,)),
}


def message(name: str, language: str) -> Response:
    """The page that says it."""
    here = service()
    said = MESSAGES[name]
    translate = here.interfaces[language].translate
    around = frames.switched(here, language, lambda code: f"/{code}/")
    response = frames.page(
        here,
        language,
        "message.html",
        around,
        said.status,
        heading=translate(said.heading),
        texts=[translate(text) for text in said.texts],
        wrong=said.status >= 400,
        again=_same_again() if said.retry and request.method == "POST" else None,
    )
    if said.retry:
        response.headers["Retry-After"] = str(said.retry)
    return response


def _same_again() -> Again:
    return Again(request.path, list(request.form.items(multi=True)))
