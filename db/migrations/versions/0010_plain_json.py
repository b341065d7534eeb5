r"""JSON is stored with Hangul as it is: `bylines LIKE '%김기성%'` found nothing while it said `\uae40…`.

SQLite alone: PostgreSQL's `jsonb` keeps characters, not how they were written. Rows are rewritten in one
transaction, a part after the other; meanwhile the file beside the database (-wal) grows by as much as
these tables hold. The search index does not hear of it: no value changes.

Revision: 0010, after 0009, 2026-11-22 04:50:00
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from alembic import op
from sqlalchemy import text

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_COLUMNS = {
    "run": ("params",),
    "run_outlet": ("coverage", "warnings", "sources", "drift"),
    "version": (
        "bylines", "captions", "tags", "attachments", "methods", "confidence", "warnings", "cuts",
    ),
    "verdict": ("evidence",),
    "model": ("weights", "report"),
    "tag": ("evidence",),
    "quote": ("evidence",),
    "probe": ("details",),
}  # fmt: skip
#: Rows that are rewritten at once.
_PART = 20_000
_HALF = re.compile("[\ud800-\udfff]")
#: Where JSON has to be read: a backslash of its own, a sign that stays an escape, half a character.
_KNOTTY = re.compile(r"\\\\|\\u00[0-7]|\\ud[89a-f]", re.IGNORECASE)


def upgrade() -> None:
    _rewrite(_plain, r"instr({}, '\u')")


def downgrade() -> None:
    _rewrite(_escaped, "length({0}) < length(CAST({0} AS BLOB))")


def _plain(stored: str) -> str:
    if stored.isascii() and not _KNOTTY.search(stored):
        return stored.encode("ascii").decode("raw_unicode_escape")  # five times as fast
    written = json.dumps(json.loads(stored), ensure_ascii=False)
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", written)


def _escaped(stored: str) -> str:
    return json.dumps(json.loads(stored))


def _rewrite(write: Callable[[str], str], concerned: str) -> None:
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        return

    def rewritten(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return write(value)
        except ValueError:
            return value  # no JSON: whoever wrote it may know

    driver: Any = bind.connection.driver_connection
    driver.create_function("rewritten", 1, rewritten, deterministic=True)
    triggers = bind.execute(text(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('version', 'tag')"
    )).tuples().all()  # fmt: skip
    for name, _ in triggers:
        bind.exec_driver_sql(f"DROP TRIGGER {name}")
    for table, columns in _COLUMNS.items():
        values = ", ".join(
            f"{c} = CASE WHEN {concerned.format(c)} THEN rewritten({c}) ELSE {c} END"
            for c in columns
        )
        some = " OR ".join(concerned.format(c) for c in columns)
        last = bind.exec_driver_sql(f"SELECT max(rowid) FROM {table}").scalar() or 0
        for first in range(0, last + 1, _PART):
            bind.exec_driver_sql(
                f"UPDATE {table} SET {values} WHERE rowid BETWEEN ? AND ? AND ({some})",
                (first, first + _PART - 1),
            )
    for _, sql in triggers:
        bind.exec_driver_sql(sql)
    driver.create_function("rewritten", 1, None)
