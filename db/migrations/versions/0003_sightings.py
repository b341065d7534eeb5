"""An article's history as sightings of its versions, and which code read a light row last;
captures are found by their bytes.

Revision: 0003, after 0002, 2026-11-21 12:10:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# A version was seen when it was captured. Where an earlier version stands again, older code kept no
# time of its own for that: the last look at the article is the nearest there is.
_SEEN = """
    INSERT INTO sighting (article_id, version_id, at, capture_id)
    SELECT article_id, id, captured_at, capture_id FROM version ORDER BY article_id, n
"""
_TAKEN_BACK = """
    INSERT INTO sighting (article_id, version_id, at)
    SELECT a.id, a.current_version_id, a.last_checked_at
    FROM article a JOIN version c ON c.id = a.current_version_id
    WHERE c.n < (SELECT max(v.n) FROM version v WHERE v.article_id = a.id)
"""


def upgrade() -> None:
    op.add_column("article", sa.Column("extractor", sa.Text(), nullable=True))
    op.create_table(
        "sighting",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("article_id", BIG_ID, nullable=False),
        sa.Column("version_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capture_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_sighting_article_id_article"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["version.id"],
            name=op.f("fk_sighting_version_id_version"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["capture.id"], name=op.f("fk_sighting_capture_id_capture")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sighting")),
    )
    op.create_index("ix_sighting_article_id_at", "sighting", ["article_id", "at"])
    op.create_index(op.f("ix_sighting_version_id"), "sighting", ["version_id"])
    op.create_index("ix_capture_digest", "capture", ["digest"])
    op.execute(_SEEN)
    op.execute(_TAKEN_BACK)


def downgrade() -> None:
    op.drop_index("ix_capture_digest", table_name="capture")
    op.drop_index(op.f("ix_sighting_version_id"), table_name="sighting")
    op.drop_index("ix_sighting_article_id_at", table_name="sighting")
    op.drop_table("sighting")
    op.drop_column("article", "extractor")
