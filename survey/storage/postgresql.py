"""What a PostgreSQL server may keep beside the tables: nothing that tells who sent what when."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, Engine, text

OLDEST: Final = 150000
"""The oldest release in which a role that is no superuser may ask for a checkpoint."""

_LOG: Final = "its log would hold what is stored, and when"
_SETTINGS: Final[dict[str, tuple[str, str]]] = {
    "archive_mode": ("off", "copies of the write-ahead log tell when each response came"),
    "wal_keep_size": ("0", "the write-ahead log tells when each response came, and would be kept"),
    "track_commit_timestamp": ("off", "it notes the time of every response"),
    "log_statement": ("none", _LOG),
    "log_duration": ("off", _LOG),
    "log_min_duration_statement": ("-1", _LOG),
    "log_min_duration_sample": ("-1", _LOG),
    "log_transaction_sample_rate": ("0", _LOG),
    "log_parameter_max_length_on_error": ("0", _LOG),
}
_RIGHTS: Final = {
    "GRANT pg_checkpoint": "SELECT pg_has_role(current_user, 'pg_checkpoint', 'usage')",
    "GRANT pg_monitor": "SELECT pg_has_role(current_user, 'pg_monitor', 'usage')",
    "GRANT EXECUTE ON FUNCTION pg_switch_wal()": (
        "SELECT has_function_privilege(current_user, 'pg_switch_wal()', 'execute')"
    ),
}


class ServerUnsafe(Exception):
    """A PostgreSQL server that keeps what tells when a response came; the sentence says what to change."""


def refuse_unsafe_server(engine: Engine) -> None:
    """Raise ServerUnsafe, naming everything to change, unless the server keeps no more than the tables.

    Does nothing on SQLite.
    """
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        reasons = [*_old(connection), *_settings(connection), *_slots(connection), *_rights(connection)]
    if reasons:
        told = "; ".join(reasons)
        raise ServerUnsafe(
            f"The PostgreSQL server is not fit for answers: {told} (see survey/deployment/README.md)."
        )


def _old(connection: Connection) -> list[str]:
    release = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    return [] if release >= OLDEST else [f"it is older than PostgreSQL {OLDEST // 10000}"]


def _settings(connection: Connection) -> list[str]:
    query = text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)")
    found = {row.name: row.setting for row in connection.execute(query, {"names": list(_SETTINGS)})}
    return [
        f"set {name} to {wanted}, since {why}"
        for name, (wanted, why) in _SETTINGS.items()
        if found.get(name, wanted) != wanted
    ]


def _slots(connection: Connection) -> list[str]:
    number = connection.exec_driver_sql("SELECT count(*) FROM pg_replication_slots").scalar_one()
    return [f"drop its {number} replication slots, since they keep the write-ahead log"] if number else []


def _rights(connection: Connection) -> list[str]:
    return [
        f"its role needs {right}, to overwrite the write-ahead log"
        for right, query in _RIGHTS.items()
        if not connection.exec_driver_sql(query).scalar_one()
    ]
