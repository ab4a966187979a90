"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

RANDOM_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "settings",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contacts",
        sa.Column("slot", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("slot", name="pk_contacts"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recipients",
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("questionnaires", sa.Text, nullable=False),
        sa.Column("trial", sa.Boolean, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("asked", sa.LargeBinary),
        sa.Column("proven_on", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_recipients"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "key_sets",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("recipients", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_key_sets"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "versions",
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("questionnaire", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("closed", sa.Integer),
        sa.PrimaryKeyConstraint("hash", name="pk_versions"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_versions_questionnaire_number", "versions", ["questionnaire", "number"], unique=True)
    op.create_table(
        "collectors",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("questionnaire", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("revoked", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("code", name="pk_collectors"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("expires", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "resume_codes",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("draft", sa.LargeBinary(16), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_resume_codes"),
        sa.ForeignKeyConstraint(["draft"], ["drafts.id"], name="fk_resume_codes_draft", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_resume_codes_draft", "resume_codes", ["draft"])
    op.create_table(
        "inbox",
        sa.Column("id", RANDOM_ID, autoincrement=False, nullable=False),
        sa.Column("questionnaire", sa.Text, nullable=False),
        sa.Column("key_set", sa.LargeBinary(16), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_questionnaire_key_set", "inbox", ["questionnaire", "key_set"])
    op.create_table(
        "mix_keys",
        sa.Column("questionnaire", sa.Text, nullable=False),
        sa.Column("key_set", sa.LargeBinary(16), nullable=False),
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("untidy", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("questionnaire", "key_set", name="pk_mix_keys"),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        # Else ANALYZE, which runs by itself, copies mix keys into the planner's statistics.
        op.execute('ALTER TABLE mix_keys ALTER COLUMN "key" SET STATISTICS 0')
    op.create_table(
        "responses",
        sa.Column("id", RANDOM_ID, autoincrement=False, nullable=False),
        sa.Column("questionnaire", sa.Text, nullable=False),
        sa.Column("key_set", sa.LargeBinary(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_responses"),
    )
    op.create_index("ix_responses_questionnaire_key_set", "responses", ["questionnaire", "key_set"])
    op.create_table(
        "counts",
        sa.Column("questionnaire", sa.Text, nullable=False),
        sa.Column("dimension", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("questionnaire", "dimension", "key", name="pk_counts"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in (
        "counts",
        "responses",
        "mix_keys",
        "inbox",
        "resume_codes",
        "drafts",
        "collectors",
        "versions",
        "key_sets",
        "recipients",
        "contacts",
        "settings",
    ):
        op.drop_table(table)
