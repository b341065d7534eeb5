"""How sure a field's method is, beside the method.

Revision: 0002, after 0001, 2026-11-21 11:55:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON_ = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    # A plain ADD COLUMN, no batch: that would copy the table, under views that read it.
    op.add_column(
        "version",
        sa.Column("confidence", JSON_, nullable=False, server_default=sa.text("'{}'")),
    )


def downgrade() -> None:
    op.drop_column("version", "confidence")
