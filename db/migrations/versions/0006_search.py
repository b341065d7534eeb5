"""The search index, and a queue of the articles that are to be indexed, filled by triggers.

SQLite: an FTS5 table without the texts. PostgreSQL: `tsvector` with GIN, long articles in parts.
`db.search` writes and asks both. All articles are queued: the next `aipolicy index` or run indexes
them.

Revision: 0006, after 0005, 2026-11-21 21:20:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: Only what is on topic and has a text is indexed.
_INDEXED = "{row}.label = 'on_topic' AND {row}.current_version_id IS NOT NULL"
#: What of an article is in the index.
_OF_ARTICLE = ("label", "band", "published_at", "current_version_id", "story_id")
_OF_VERSION = ("title", "subtitle", "body")
#: Tables whose rows name the article, and when a row matters.
_BESIDE = {"tag": "{row}.kind <> 'amount'", "rights": None}
_ALL = """
    INSERT INTO search_queue (article_id, mark)
    SELECT id, 0 FROM article WHERE label = 'on_topic' AND current_version_id IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "search_doc",
        sa.Column("docid", BIG_ID, nullable=False, autoincrement=False),
        sa.Column("article_id", sa.BigInteger(), nullable=True),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("story_id", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("docid", name=op.f("pk_search_doc")),
        sa.UniqueConstraint("article_id", name=op.f("uq_search_doc_article_id")),
    )
    op.create_index("ix_search_doc_story_id", "search_doc", ["story_id", "docid"])
    op.create_table(
        "search_queue",
        sa.Column("article_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("mark", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("article_id", "mark", name=op.f("pk_search_queue")),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "sqlite":
        _upgrade_sqlite()
    else:
        _upgrade_postgresql()
    op.execute(_ALL)


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, *_ in _triggers():
        op.execute(f"DROP TRIGGER {name}" + ("" if sqlite else f" ON {table}"))
    if sqlite:
        op.execute("DROP TABLE IF EXISTS search_new")  # of a rebuild that was killed
        op.execute("DROP TABLE IF EXISTS search_doc_new")
    else:
        op.execute("DROP FUNCTION search_queue_article()")
        op.execute("DROP FUNCTION search_queue_beside()")
        op.execute("DROP TABLE search_part")
    op.execute("DROP TABLE search")
    op.drop_table("search_queue")
    op.drop_index("ix_search_doc_story_id", "search_doc")
    op.drop_table("search_doc")


def _triggers() -> list[tuple[str, str, str, str, str | None]]:
    """(name, table, event, row, condition); SQLite's and PostgreSQL's rows are named alike."""
    found: list[tuple[str, str, str, str, str | None]] = []
    new, old = (_INDEXED.format(row=row) for row in ("NEW", "OLD"))
    found.append(("search_article_insert", "article", "INSERT", "NEW", new))
    changed = " OR ".join(f"{_distinct(name)}" for name in _OF_ARTICLE)
    found.append(
        ("search_article_update", "article", f"UPDATE OF {', '.join(_OF_ARTICLE)}", "NEW",
         f"({changed}) AND (({new}) OR ({old}))")
    )  # fmt: skip
    found.append(("search_article_delete", "article", "DELETE", "OLD", old))
    changed = " OR ".join(f"{_distinct(name)}" for name in _OF_VERSION)
    found.append(
        ("search_version_update", "version", f"UPDATE OF {', '.join(_OF_VERSION)}", "NEW", changed)
    )
    for table, condition in _BESIDE.items():
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            when = condition.format(row=row) if condition else None
            found.append((f"search_{table}_{event.lower()}", table, event, row, when))
    return found


def _distinct(name: str) -> str:
    if op.get_bind().dialect.name == "sqlite":
        return f"NEW.{name} IS NOT OLD.{name}"
    return f"NEW.{name} IS DISTINCT FROM OLD.{name}"


def _upgrade_sqlite() -> None:
    # What is fed in are tokens with spaces between them: no more is asked of FTS5's own tokenizer,
    # and `ascii` takes every other letter as it is. `prefix` is for words of one syllable, which are
    # found by how a token begins: some thousand lists would have to be merged for a common one.
    op.execute(
        "CREATE VIRTUAL TABLE search USING fts5"
        "(title, body, facet, content='', tokenize='ascii', prefix='1')"
    )  # fmt: skip
    for name, table, event, row, when in _triggers():
        id_ = f"{row}.{'id' if table == 'article' else 'article_id'}"
        # One row an article, with a new mark: a DELETE, for REPLACE would yield to the conflict
        # clause of the statement that fired the trigger.
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW"
            + (f" WHEN {when}" if when else "")
            + f" BEGIN DELETE FROM search_queue WHERE article_id = {id_};"
            f" INSERT INTO search_queue (article_id, mark) VALUES ({id_}, random()); END"
        )


def _upgrade_postgresql() -> None:
    op.create_table(
        "search",
        sa.Column("docid", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("tsv", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("docid", name=op.f("pk_search")),
    )
    op.create_table(
        "search_part",
        sa.Column("docid", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("part", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("tsv", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("docid", "part", name=op.f("pk_search_part")),
    )
    for table in ("search", "search_part"):
        op.create_index(f"ix_{table}_tsv", table, ["tsv"], postgresql_using="gin")
    for name, id_ in (("article", "id"), ("beside", "article_id")):
        # The transaction's number is the mark: many changes of one transaction are one row, and no
        # writer ever waits for another one's row.
        op.execute(
            f"""
            CREATE FUNCTION search_queue_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'DELETE' THEN
                    INSERT INTO search_queue (article_id, mark) VALUES (OLD.{id_}, txid_current())
                    ON CONFLICT DO NOTHING;
                ELSE
                    INSERT INTO search_queue (article_id, mark) VALUES (NEW.{id_}, txid_current())
                    ON CONFLICT DO NOTHING;
                END IF;
                RETURN NULL;
            END $$
            """
        )
    for name, table, event, _row, when in _triggers():
        function = "search_queue_article" if table == "article" else "search_queue_beside"
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW"
            + (f" WHEN ({when})" if when else "")
            + f" EXECUTE FUNCTION {function}()"
        )
