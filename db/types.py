"""Column types that behave alike on SQLite and PostgreSQL, and how JSON is written into them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

_HALF = re.compile("[\ud800-\udfff]")


def json_text(value: Any) -> str:
    """JSON as a column keeps it: Hangul stands as it is, for SQL and people to read. Half a character
    (a surrogate alone) stays an escape: no database takes it otherwise.
    """
    written = json.dumps(value, ensure_ascii=False)
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", written)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC. SQLite has no zones: it stores UTC and gives UTC back.

    Raises ValueError for a naive time: guessing its zone would move it by nine hours.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without zone cannot be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
