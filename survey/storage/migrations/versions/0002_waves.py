"""Waves with a date of destruction; whose key was changed is not gone."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

COUNTED = ("questionnaire", "dimension", "key")
OF_LATEST = (
    "UPDATE {table} SET wave = coalesce((SELECT wave FROM versions "
    "WHERE versions.questionnaire = {table}.questionnaire ORDER BY number DESC LIMIT 1), '')"
)


def upgrade() -> None:
    op.create_table(
        "waves",
        sa.Column("questionnaire", sa.Text, nullable=False),
        sa.Column("wave", sa.Text, nullable=False),
        sa.Column("destroy_on", sa.Text, nullable=False),
        sa.Column("destroyed_on", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("questionnaire", "wave", name="pk_waves"),
        sqlite_with_rowid=False,
    )
    op.add_column("versions", sa.Column("wave", sa.Text, nullable=False, server_default=""))
    op.add_column("mix_keys", sa.Column("wave", sa.Text, nullable=False, server_default=""))
    op.add_column("recipients", sa.Column("gone", sa.Boolean, nullable=False, server_default=sa.false()))
    connection = op.get_bind()
    documents = connection.execute(sa.text("SELECT hash, document FROM versions")).all()
    for version_hash, document in documents:
        connection.execute(
            sa.text("UPDATE versions SET wave = :wave WHERE hash = :hash"),
            {"wave": json.loads(document).get("wave", ""), "hash": version_hash},
        )
    op.execute(OF_LATEST.format(table="mix_keys"))
    op.execute("UPDATE recipients SET gone = retired")
    _replace_counts(COUNTED, sa.Column("wave", sa.Text, nullable=False, server_default=""))
    op.execute(OF_LATEST.format(table="counts"))


def downgrade() -> None:
    _replace_counts(COUNTED)
    for table, column in (("recipients", "gone"), ("mix_keys", "wave"), ("versions", "wave")):
        op.drop_column(table, column)
    op.drop_table("waves")


def _replace_counts(key: tuple[str, ...], *more: sa.Column[str]) -> None:
    """Make the table of totals anew with another primary key; what then falls together is added up."""
    connection = op.get_bind()
    listed = ", ".join(key)
    rows = connection.execute(
        sa.text(f"SELECT {listed}, sum(n) AS n FROM counts GROUP BY {listed}")  # noqa: S608
    ).mappings()
    totals = [{**row, "n": int(row["n"])} for row in rows]
    op.drop_table("counts")
    counts = op.create_table(
        "counts",
        *(sa.Column(name, sa.Text, nullable=False) for name in key),
        sa.Column("n", sa.Integer, nullable=False),
        *more,
        sa.PrimaryKeyConstraint(*key, *(column.name for column in more), name="pk_counts"),
        sqlite_with_rowid=False,
    )
    if totals:
        op.bulk_insert(counts, totals)
