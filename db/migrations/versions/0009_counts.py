"""Indexes for the numbers that front pages ask for: articles of an outlet, and what was edited lately.

Revision: 0009, after 0008, 2026-11-22 04:05:00
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_article_outlet_label_published_at", "article", ["outlet", "label", "published_at"]
    )
    op.create_index("ix_sighting_at", "sighting", ["at", "article_id"])


def downgrade() -> None:
    op.drop_index("ix_sighting_at", "sighting")
    op.drop_index("ix_article_outlet_label_published_at", "article")
