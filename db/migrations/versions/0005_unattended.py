"""Unattended runs: which machine a run is on, who works on what, what each source answered, which
fields fell, sources found anew; what stands behind a capture is found by it.

Revision: 0005, after 0004, 2026-11-21 17:50:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("run", sa.Column("machine", sa.Text(), nullable=True))
    for name in ("sources", "drift"):
        op.add_column(
            "run_outlet", sa.Column(name, JSON, nullable=False, server_default=sa.text("'[]'"))
        )
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=True),
        sa.Column("taken_at", AT, nullable=False),
        sa.Column("until", AT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "proposal",
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("newest_at", AT, nullable=True),
        sa.Column("first_at", AT, nullable=False),
        sa.Column("last_at", AT, nullable=False),
        sa.Column("run_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["outlet"], ["outlet.code"], name=op.f("fk_proposal_outlet_outlet")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_proposal_run_id_run")),
        sa.PrimaryKeyConstraint("outlet", "url", name=op.f("pk_proposal")),
    )
    for table in ("article", "version", "sighting"):
        op.create_index(op.f(f"ix_{table}_capture_id"), table, ["capture_id"])
    robots = sa.text("kind = 'robots'")
    op.create_index(
        "ix_capture_robots",
        "capture",
        ["outlet", "url", "fetched_at"],
        sqlite_where=robots,
        postgresql_where=robots,
    )
    op.create_index("ix_probe_outlet_at", "probe", ["outlet", "at"])


def downgrade() -> None:
    op.drop_index("ix_probe_outlet_at", "probe")
    op.drop_index("ix_capture_robots", "capture")
    for table in ("sighting", "version", "article"):
        op.drop_index(op.f(f"ix_{table}_capture_id"), table)
    op.drop_table("proposal")
    op.drop_table("lease")
    op.drop_column("run_outlet", "drift")
    op.drop_column("run_outlet", "sources")
    op.drop_column("run", "machine")
