"""A digest as JSON: the figures themselves, times with +09:00."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from db.digest.shape import Digest, Number
from db.document import iso


def document(digest: Digest) -> str:
    """Indented, with a newline at its end."""
    return json.dumps(_plain(digest), ensure_ascii=False, indent=2) + "\n"


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return iso(value)
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(item) for item in value]
        case Number():
            return {"now": value.now, "before": value.before, "growth": value.growth}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
