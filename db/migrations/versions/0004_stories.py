"""Stories by near-duplicates, press releases' lineage, quotes with evidence, labels, models, amounts.

Tables that no code wrote before (sketch, quote) are made anew; stories keep their numbers and lose
their hash, for a story is more than one text now.

Revision: 0004, after 0003, 2026-11-21 15:00:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON_ = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)

OLD_STORIES = """
    SELECT s.id, min(a.published_at) AS first_published_at, count(*) AS articles,
           count(DISTINCT a.outlet) AS outlets, min(a.id) AS first_article_id
    FROM story s JOIN article a ON a.story_id = s.id
    GROUP BY s.id
"""
VIEWS = {
    # One row for each story that stands; `articles` counts its members.
    "stories": """
        SELECT s.id, s.first_at AS first_published_at, s.last_at AS last_published_at,
               s.size AS articles, s.outlets, s.first_id AS first_article_id,
               s.origin_id AS origin_article_id, o.outlet AS origin_outlet, o.title AS origin_title
        FROM story s LEFT JOIN article o ON o.id = s.origin_id
        WHERE s.merged_into IS NULL AND EXISTS (
            SELECT 1 FROM article a WHERE a.story_id = s.id AND a.label = 'on_topic'
        )
    """,
    # One row for each release and article that took from it.
    "lineage": """
        SELECT u.release_id, r.outlet AS release_outlet, ro.name AS release_outlet_name,
               r.title AS release_title, rv.department AS release_department,
               r.published_at AS release_published_at,
               u.article_id, a.outlet, o.name AS outlet_name, a.title, a.published_at, a.story_id,
               u.relation, u.share, u.coverage, u.kept, u.changed, u.added, u.dropped,
               u.delay_seconds
        FROM reuse u
        JOIN article r ON r.id = u.release_id
        JOIN outlet ro ON ro.code = r.outlet
        LEFT JOIN version rv ON rv.id = r.current_version_id
        JOIN article a ON a.id = u.article_id
        JOIN outlet o ON o.code = a.outlet
        WHERE a.label = 'on_topic' AND r.label = 'on_topic'
    """,
    # Direct quotations of current texts that are on topic.
    "quotes": """
        SELECT q.id, a.id AS article_id, a.outlet, o.name AS outlet_name, a.title, a.published_at,
               a.story_id, q.text, q.speaker, q.office, q.organisation, q.agency, q.verb,
               q.resolved, q.start, q."end"
        FROM quote q
        JOIN article a ON a.current_version_id = q.version_id
        JOIN outlet o ON o.code = a.outlet
        WHERE a.label = 'on_topic'
    """,
}
STORY = ("id", "created_at")


def upgrade() -> None:
    op.execute("DROP VIEW stories")
    _rebuild_story(_new_story, "")
    op.execute(
        """
        UPDATE story SET
            size = (SELECT count(*) FROM article a WHERE a.story_id = story.id),
            outlets = (SELECT count(DISTINCT a.outlet) FROM article a WHERE a.story_id = story.id),
            first_at = (SELECT min(a.published_at) FROM article a WHERE a.story_id = story.id),
            last_at = (SELECT max(a.published_at) FROM article a WHERE a.story_id = story.id),
            first_id = (SELECT a.id FROM article a WHERE a.story_id = story.id
                        ORDER BY a.published_at IS NULL, a.published_at, a.id LIMIT 1)
        """
    )
    op.execute("UPDATE story SET origin_id = first_id")
    op.create_table(
        "fingerprint",
        sa.Column("article_id", BIG_ID, nullable=False, autoincrement=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("algorithm", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("matched_at", TIME, nullable=True),
        _of_article("fingerprint", "article_id"),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_fingerprint")),
    )
    op.create_index(
        "ix_fingerprint_pending",
        "fingerprint",
        ["article_id"],
        sqlite_where=sa.text("matched_at IS NULL"),
        postgresql_where=sa.text("matched_at IS NULL"),
    )
    op.drop_table("sketch")
    op.create_table(
        "sketch",
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", "hash", "article_id", name=op.f("pk_sketch")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_relation_b_id", "relation", ["b_id"])
    _reuse()
    _quote()
    op.drop_table("label")
    _label(unique=True)
    _model()
    op.add_column("tag", sa.Column("krw", sa.BigInteger(), nullable=True))
    for name, query in VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query}")


def downgrade() -> None:
    for name in VIEWS:
        op.execute(f"DROP VIEW {name}")
    op.execute("DELETE FROM tag WHERE kind IN ('programme', 'amount')")
    op.drop_column("tag", "krw")
    op.drop_table("model")
    op.drop_table("label")
    _label(unique=False)
    op.drop_table("quote")
    _old_quote()
    op.drop_table("reuse")
    op.drop_index("ix_relation_b_id", table_name="relation")
    op.drop_table("sketch")
    _old_sketch()
    op.drop_index("ix_fingerprint_pending", table_name="fingerprint")
    op.drop_table("fingerprint")
    # Any hash will do that no text has: older code finds copies by the versions' hashes.
    _rebuild_story(_old_story, ", 'story:' || id")
    op.execute(f"CREATE VIEW stories AS {OLD_STORIES}")


def _rebuild_story(create, added: str) -> None:  # type: ignore[no-untyped-def]
    """Another `story` under the articles that point at it. SQLite cannot drop a unique column."""
    columns = ", ".join(STORY)
    op.execute(f"CREATE TEMPORARY TABLE kept_story AS SELECT {columns} FROM story")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("PRAGMA defer_foreign_keys = ON")
    else:
        op.drop_constraint("fk_article_story_id_story", "article", type_="foreignkey")
    op.drop_table("story")
    extra = create()
    op.execute(f"INSERT INTO story ({columns}{extra}) SELECT {columns}{added} FROM kept_story")
    op.execute("DROP TABLE kept_story")
    if op.get_bind().dialect.name != "sqlite":
        # The numbers were given by hand: the sequence has to go on after them.
        op.execute(
            "SELECT setval(pg_get_serial_sequence('story', 'id'), "
            "(SELECT coalesce(max(id), 0) + 1 FROM story), false)"
        )
        op.create_foreign_key("fk_article_story_id_story", "article", "story", ["story_id"], ["id"])


def _new_story() -> str:
    op.create_table(
        "story",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("origin_id", sa.BigInteger(), nullable=True),
        sa.Column("first_id", sa.BigInteger(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.Column("outlets", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.Column("first_at", TIME, nullable=True),
        sa.Column("last_at", TIME, nullable=True),
        sa.Column("merged_into", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["story.id"], name=op.f("fk_story_merged_into_story")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
    )
    return ""


def _old_story() -> str:
    op.create_table(
        "story",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_story_content_hash")),
    )
    return ", content_hash"


def _of_article(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_article")
    return sa.ForeignKeyConstraint([column], ["article.id"], name=name, ondelete="CASCADE")


def _reuse() -> None:
    op.create_table(
        "reuse",
        sa.Column("release_id", BIG_ID, nullable=False),
        sa.Column("article_id", BIG_ID, nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("coverage", sa.Float(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.Integer(), nullable=False),
        sa.Column("delay_seconds", sa.BigInteger(), nullable=True),
        sa.Column("algorithm", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        _of_article("reuse", "release_id"),
        _of_article("reuse", "article_id"),
        sa.PrimaryKeyConstraint("release_id", "article_id", name=op.f("pk_reuse")),
    )
    op.create_index("ix_reuse_article_id", "reuse", ["article_id"])


def _quote() -> None:
    op.drop_table("quote")
    op.create_table(
        "quote",
        *_quote_columns(),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("resolved", sa.Text(), nullable=True),
        sa.Column("evidence", JSON_, nullable=False),
        sa.UniqueConstraint("version_id", "start", name=op.f("uq_quote_version_id")),
    )
    op.create_index("ix_quote_speaker", "quote", ["speaker"])
    op.create_index("ix_quote_agency", "quote", ["agency"])


def _old_quote() -> None:
    op.create_table("quote", *_quote_columns())


def _quote_columns() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version_id", BIG_ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("verb", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["version.id"],
            name=op.f("fk_quote_version_id_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
    ]


def _label(*, unique: bool) -> None:
    parts: list[sa.schema.SchemaItem] = [
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("article_id", BIG_ID, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        _of_article("label", "article_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label")),
    ]
    if unique:
        parts.append(
            sa.UniqueConstraint(
                "article_id", "person", "created_at", name=op.f("uq_label_article_id")
            )
        )
    op.create_table("label", *parts)


def _model() -> None:
    op.create_table(
        "model",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ruleset", sa.Text(), nullable=False),
        sa.Column("labels", sa.Integer(), nullable=False),
        sa.Column("weights", JSON_, nullable=False),
        sa.Column("report", JSON_, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("promoted_at", TIME, nullable=True),
        sa.Column("retired_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model")),
        sa.UniqueConstraint("name", name=op.f("uq_model_name")),
    )


def _old_sketch() -> None:
    op.create_table(
        "sketch",
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.Column("article_id", BIG_ID, nullable=False),
        sa.Column("algorithm", sa.Integer(), nullable=False),
        _of_article("sketch", "article_id"),
        sa.PrimaryKeyConstraint("bucket", "hash", "article_id", name=op.f("pk_sketch")),
    )
