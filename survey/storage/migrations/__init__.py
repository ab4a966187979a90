"""Alembic's migrations. A new one is a new file in ``versions`` and its number in ``tables.REVISION``."""
