"""Settings of an instance, kept in its database so that one place holds them."""

from __future__ import annotations

from typing import Final

import msgspec
from sqlalchemy import Engine, delete, insert, select

from survey.storage.database import writing
from survey.storage.tables import settings as table


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation decides about its instance. ``public_url`` has no slash at its end;
    ``exit_url`` is the neutral site that leaving quickly goes to; the others are texts shown to
    respondents (and frozen into versions when these are published)."""

    trial: bool = False
    public_url: str = ""
    exit_url: str = ""
    organisation: str = ""
    controller: str = ""
    contact: str = ""
    reference: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The settings that are still empty; with any of them, nothing can be published."""
        return tuple(name for name, value in msgspec.structs.asdict(self).items() if value == "")


TRIAL: Final = Settings(
    trial=True,
    public_url="http://127.0.0.1:8000",
    exit_url="https://www.smhi.se",
    organisation="Exempelkommunen (påhittad)",
    controller="Exempelnämnden i Exempelkommunen (påhittad)",
    contact="enkat@exempel.example (påhittad)",
    reference="Dnr 0000/0000 (påhittat)",
)


def read_settings(engine: Engine) -> Settings | None:
    """The settings, or None where there is no instance yet."""
    with engine.connect() as connection:
        rows = connection.execute(select(table.c.name, table.c.value)).all()
    known = set(Settings.__struct_fields__)
    values = {row.name: msgspec.json.decode(row.value) for row in rows if row.name in known}
    return msgspec.convert(values, Settings) if values else None


def write_settings(engine: Engine, settings: Settings) -> None:
    """Replace all settings."""
    rows = [
        {"name": name, "value": msgspec.json.encode(value).decode()}
        for name, value in msgspec.structs.asdict(settings).items()
    ]
    with writing(engine) as connection:
        connection.execute(delete(table))
        connection.execute(insert(table), rows)
