"""Documents as `db.queries.documents` gives them, made up."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from db.document import FIELDS
from db.exports import About, write

BODY = "경상북도는 20일 인공지능 조례를 만든다고 밝혔다.\n\n예산은 15억 원이다."
OPEN = {"licence": "KOGL-1", "ai_training": None, "notice": "공공누리 제1유형", "source": "page"}
CLOSED = {
    "licence": "all-rights-reserved", "ai_training": False,
    "notice": "무단 전재, 재배포 및 AI 학습 금지", "source": "outlet-default",
}  # fmt: skip


def document(number: int = 1, **changed: Any) -> dict[str, Any]:
    """An article of KBS that may be passed on, with something in every list."""
    made: dict[str, Any] = dict.fromkeys(FIELDS)
    made |= {
        "id": number, "outlet": "kbs", "outlet_name": "KBS", "key": f"{8000000 + number}",
        "url": f"https://news.kbs.co.kr/news/view.do?ncd={8000000 + number}",
        "title": "경북, 인공지능 조례 만든다", "body": BODY, "language": "ko",
        "published_at": "2026-11-20T00:30:00+09:00", "published_raw": "입력 2026.11.20 (00:30)",
        "published_precision": "minute",
        "bylines": [{"name": "김하늘", "role": "기자", "email": "sky@example.kr"},
                    {"name": "이바다", "role": None, "email": None}],
        "captions": ["도청 앞"], "tags": ["AI", "조례"], "topics": ["law_regulation"],
        "regions": ["경북"], "agencies": ["과학기술정보통신부"], "programmes": [],
        "amounts": [{"krw": 1_500_000_000, "text": "15억 원"}],
        "attachments": [{"name": "조례안.hwp", "url": "https://example.kr/a.hwp"}],
        "rights": OPEN, "story_id": 5, "version": 1, "label": "on_topic", "score": 0.91,
        "band": "accept", "methods": {"title": "kbs.current", "body": "kbs.current"},
        "confidence": {"title": 0.9}, "warnings": [],
        "first_seen_at": "2026-11-20T01:00:00+09:00", "captured_at": "2026-11-21T00:10:00+09:00",
    }  # fmt: skip
    return made | changed


def written(format: str, *documents: dict[str, Any], **options: Any) -> bytes:
    out = io.BytesIO()
    assert write(format, documents, out, about=About(), **options) == len(documents)
    return out.getvalue()


def rows(data: bytes) -> list[dict[str, str]]:
    """A CSV file as a program reads it that knows CSV and nothing of us."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def many(number: int, **changed: Any) -> Iterable[dict[str, Any]]:
    """So many different ones, made when they are asked for."""
    return (document(n, title=f"{n}번째 조례", **changed) for n in range(number))
