"""The cover: what the workbook is, where it comes from, and how its tables are to be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from analysis.disclosure.audiences import Audience
from analysis.disclosure.figures import Count
from analysis.missing import KINDS
from analysis.opening import Unopened
from analysis.tables.table import Block, Column, Row, Sheet, Symbol, Value, count_value
from analysis.texts import N_, Texts

SHEET: Final = N_("Omslag")

AUDIENCE_RULES: Final = {
    "internal": N_("Datablad ingår och innehåller enskilda svar: lämna aldrig arbetsboken vidare."),
    "partner": N_("Inga datablad och ingen fritext."),
    "public": N_(
        "Inga datablad och ingen fritext; alla antal är avrundade till närmaste femtal, procenten räknade på "
        "de avrundade talen. En omgång lämnas ut en enda gång."
    ),
}


class Answered(msgspec.Struct, frozen=True):
    """One questionnaire in one wave, as the cover tells of it. ``simulated`` of n were simulated."""

    questionnaire: str
    title: str
    wave: str
    n: Count
    simulated: Count
    versions: tuple[str, ...]


class Provenance(msgspec.Struct, frozen=True):
    """Where the answers come from. ``recipients`` are (name, fingerprint) of everybody who can open them,
    ``destroyed_on`` (questionnaire and wave, ISO date)."""

    source: str
    organisation: str
    is_trial: bool
    checksum: str
    recipients: tuple[tuple[str, str], ...]
    unopened: dict[str, Unopened]
    destroyed_on: tuple[tuple[str, str], ...] = ()


def cover(answered: Sequence[Answered], provenance: Provenance, audience: Audience, texts: Texts) -> Sheet:
    """The sheet, in two columns without a header row."""
    columns = (Column("", "wrapped", 34), Column("", "wrapped", 92))
    blocks = (
        _source(provenance, audience, texts),
        *(_answered(one, texts) for one in answered),
        *([_unopened(provenance, texts)] if any(_is_shut(u) for u in provenance.unopened.values()) else []),
        _rules(audience, texts),
        _symbols(texts),
    )
    return Sheet(
        "cover",
        texts(SHEET),
        _title(answered, texts),
        columns,
        blocks,
        _warnings(answered, provenance, texts),
    )


def _title(answered: Sequence[Answered], texts: Texts) -> str:
    titles = list(dict.fromkeys(one.title for one in answered))
    return titles[0] if len(titles) == 1 else texts("Svar på {n} enkäter", n=len(titles))


def _warnings(answered: Sequence[Answered], provenance: Provenance, texts: Texts) -> tuple[str, ...]:
    simulated = any(one.simulated != 0 for one in answered)
    return (
        *([texts("PROV – inte för redovisning.")] if provenance.is_trial else []),
        *([texts("Innehåller simulerade svar.")] if simulated else []),
    )


def _block(title: str, rows: Sequence[tuple[Value, ...]]) -> Block:
    return Block(title, tuple(Row(cells) for cells in rows), title)


def _source(provenance: Provenance, audience: Audience, texts: Texts) -> Block:
    recipients = "\n".join(f"{name} ({fingerprint})" for name, fingerprint in provenance.recipients)
    return _block(
        texts("Underlag"),
        (
            (texts("Organisation"), provenance.organisation),
            (texts("Källa"), provenance.source),
            (texts("Kontrollsumma"), provenance.checksum),
            (texts("Prov"), texts("Ja") if provenance.is_trial else texts("Nej")),
            (texts("Arbetsboken är för"), f"{texts(audience.label)}. {texts(AUDIENCE_RULES[audience.id])}"),
            (texts("Svaren kan öppnas av"), recipients),
            *_ends(provenance, texts),
        ),
    )


def _ends(provenance: Provenance, texts: Texts) -> Sequence[tuple[Value, ...]]:
    """When it all has to be destroyed, this workbook too unless it is for the public."""
    if not provenance.destroyed_on:
        return ()
    dates = "\n".join(f"{wave}: {day}" for wave, day in provenance.destroyed_on)
    rule = texts("Senast då förstörs nycklar, svar, kopior och alla arbetsböcker som inte är offentliga.")
    return ((texts("Ska förstöras"), f"{dates}\n{rule}"),)


def _answered(one: Answered, texts: Texts) -> Block:
    title = f"{one.questionnaire} {one.wave}".strip()
    return _block(
        title,
        (
            (texts("Enkät"), one.title),
            (texts("Omgång"), one.wave or texts("ingen angiven")),
            (texts("Svar (n)"), count_value(one.n)),
            (texts("varav simulerade"), count_value(one.simulated)),
            (texts("Versioner"), ", ".join(one.versions)),
        ),
    )


def _is_shut(unopened: Unopened) -> bool:
    return bool(unopened.damaged or unopened.other_key)


def _unopened(provenance: Provenance, texts: Texts) -> Block:
    return _block(
        texts("Svar som inte kunde öppnas"),
        [
            (
                name,
                texts(
                    "{damaged} skadade, {other} förseglade för andra nycklar",
                    damaged=u.damaged,
                    other=u.other_key,
                ),
            )
            for name, u in provenance.unopened.items()
            if _is_shut(u)
        ],
    )


def _rules(audience: Audience, texts: Texts) -> Block:
    most = audience.threshold - 1
    return _block(
        texts("Regler"),
        (
            (
                texts("Små tal"),
                texts(
                    "Antal från 1 till {most} är dolda. Fler celler är dolda där de annars kunde räknas ut "
                    "ur summor, procent eller andra tabeller. Nollor visas, utom där en hel fråga är dold.",
                    most=most,
                ),
            ),
            (
                texts("Procent"),
                texts(
                    "Av alla: samtliga svarande. Av tillfrågade: de som fick frågan. Av giltiga svar: de som "
                    "svarade på frågan. Hela procent, halva avrundade uppåt; summan kan bli 99 eller 101."
                ),
            ),
            (
                texts("Medelvärde och median"),
                texts("Visas vid minst 30 giltiga svar när inget av antalen är dolt."),
            ),
            (
                texts("Tolkning"),
                texts("Talen gäller dem som svarade. De som svarar har själva valt det och är inget urval."),
            ),
        ),
    )


def _symbols(texts: Texts) -> Block:
    kinds = (
        (f"{texts(kind.label)} ({str(kind.code).replace('-', '−')})", texts(EXPLAINED[kind.code]))
        for kind in KINDS
    )
    return _block(
        texts("Tecken och koder"),
        (
            (Symbol.HIDDEN.value, texts("Dolt antal")),
            (Symbol.ABSENT.value, texts("Finns inte i den enkäten eller frågan")),
            *kinds,
        ),
    )


EXPLAINED: Final = {
    -99: N_("Fick frågan och gick vidare utan att svara"),
    -98: N_("Fick aldrig frågan, på grund av tidigare svar"),
    -97: N_("Valde att inte svara"),
    -96: N_("Valde ”vet inte” eller motsvarande"),
    -95: N_("Valde att frågan inte är aktuell"),
}
