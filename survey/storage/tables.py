"""All tables on one page. Nothing here says when, from where or by whom something was answered.

Ids of responses are ``BigInteger().with_variant(Integer, "sqlite")``: SQLite takes only an INTEGER
primary key as the row's own number, and gives any other table hidden numbers in order of arrival.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    false,
)

REVISION: Final = "0002"
"""The newest migration in ``migrations/versions``."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

RandomId = BigInteger().with_variant(Integer, "sqlite")

settings = Table(
    "settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),  # JSON
    sqlite_with_rowid=False,
)

contacts = Table(
    "contacts",
    metadata,
    Column("slot", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("document", Text, nullable=False),  # JSON of contacts.Contact
    sqlite_with_rowid=False,
)

recipients = Table(
    "recipients",
    metadata,
    Column("fingerprint", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("public_key", LargeBinary, nullable=False),  # 1 216 bytes
    Column("questionnaires", Text, nullable=False),  # JSON list of ids, [] for all
    Column("trial", Boolean, nullable=False),
    Column("retired", Boolean, nullable=False, server_default=false()),  # nothing more is sealed for them
    Column("asked", LargeBinary),  # SHA-256 of the word in the latest test message
    Column("proven_on", Text, nullable=False, server_default=""),  # ISO date
    Column("gone", Boolean, nullable=False, server_default=false()),  # and nothing stored opens for them
    sqlite_with_rowid=False,
)

key_sets = Table(
    "key_sets",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("recipients", Text, nullable=False),  # JSON list of keys.PublicKey, in the order of the wraps
    sqlite_with_rowid=False,
)

versions = Table(
    "versions",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("questionnaire", Text, nullable=False),
    Column("number", Integer, nullable=False),  # 1, 2, 3 … within the questionnaire
    Column("document", LargeBinary, nullable=False),  # canonical JSON
    Column("open", Boolean, nullable=False),
    Column("closed", Integer),  # Unix minutes; null while open and before it was ever closed
    Column("wave", Text, nullable=False, server_default=""),
    Index(None, "questionnaire", "number", unique=True),
    sqlite_with_rowid=False,
)

waves = Table(
    "waves",
    metadata,
    Column("questionnaire", Text, primary_key=True),
    Column("wave", Text, primary_key=True),
    Column("destroy_on", Text, nullable=False),  # ISO date
    Column("destroyed_on", Text, nullable=False, server_default=""),  # ISO date
    sqlite_with_rowid=False,
)

collectors = Table(
    "collectors",
    metadata,
    Column("code", Text, primary_key=True),
    Column("questionnaire", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("revoked", Boolean, nullable=False, server_default=false()),
    sqlite_with_rowid=False,
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("revision", BigInteger, nullable=False),  # random
    Column("expires", Integer, nullable=False),  # whole hours since 1970
    sqlite_with_rowid=False,
)

resume_codes = Table(
    "resume_codes",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("draft", LargeBinary(16), ForeignKey("drafts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("ciphertext", LargeBinary, nullable=False),  # the draft's token, under a key from the code
    sqlite_with_rowid=False,
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", RandomId, primary_key=True, autoincrement=False),
    Column("questionnaire", Text, nullable=False),
    Column("key_set", LargeBinary(16), nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),  # a sealed response under the mix key
    Index(None, "questionnaire", "key_set"),
)

mix_keys = Table(
    "mix_keys",
    metadata,
    Column("questionnaire", Text, primary_key=True),
    Column("key_set", LargeBinary(16), primary_key=True),
    Column("key", LargeBinary(32), nullable=False),  # all zero when the inbox is empty
    Column("untidy", BigInteger, nullable=False),  # not 0 until the file has been rewritten after mixing
    Column("wave", Text, nullable=False, server_default=""),  # that was open when its first response came
    sqlite_with_rowid=False,
)

responses = Table(
    "responses",
    metadata,
    Column("id", RandomId, primary_key=True, autoincrement=False),
    Column("questionnaire", Text, nullable=False),
    Column("key_set", LargeBinary(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "questionnaire", "key_set"),
)

counts = Table(
    "counts",
    metadata,
    Column("questionnaire", Text, primary_key=True),
    Column("dimension", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("wave", Text, primary_key=True, server_default=""),
    sqlite_with_rowid=False,
)
