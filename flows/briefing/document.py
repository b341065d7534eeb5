"""A digest as JSON: the figures themselves, times with +09:00. Where the corpus does not reach back
over the period before, what was before is null.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from db.digest.shape import Digest, Number
from db.document import iso


def document(digest: Digest) -> str:
    """Indented, with a newline at its end."""
    plain = _plain(digest, compared=digest.compared)
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"


def _plain(value: Any, *, compared: bool) -> Any:
    match value:
        case datetime():
            return iso(value)
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(item, compared=compared) for item in value]
        case Number():
            before, growth = (value.before, value.growth) if compared else (None, None)
            return {"now": value.now, "before": before, "growth": growth}
    if is_dataclass(value):
        return {
            field.name: _plain(getattr(value, field.name), compared=compared)
            for field in fields(value)
        }
    return value
