"""The past of a corpus, written row by row: runs, articles, captures, notices, robots.txt."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert

from db import runs
from db.models import Article, ArticleRights, Capture, Run, RunOutlet
from db.session import writing
from flows.plan import record
from flows.stages.health import Health
from flows.watch import WatchReport, look
from spiders import archive, registry
from spiders.capturelog import WARC_NAME, run_folder
from spiders.warc import WarcFile
from tests.flows.visits import FEED, FULL, LIST, NOW

ALL = tuple(o.code for o in registry.outlets(active_only=True))
_numbers = itertools.count(1)


class Past:
    """Writes what ingest, import and reprocess would have left."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine = engine
        self.folder = folder
        with writing(engine) as session:
            runs.save_outlets(session, map(record, registry.outlets()), NOW)

    def run(self, at: datetime, outlets: Iterable[str] = ("kbs",), **columns: Any) -> str:
        """A closed run over these outlets, each with the same columns of `RunOutlet`. ``flow`` and
        ``until`` are the run's.
        """
        return self.runs([at], outlets, **columns)[0]

    def runs(
        self, times: Sequence[datetime], outlets: Iterable[str] = ("kbs",), *, flow: str = "ingest",
        until: str | None = None, **columns: Any,
    ) -> list[str]:  # fmt: skip
        fresh = {
            "status": "finished", "finish_reason": "finished", "message": None,
            "discovered": 4, "requests": 9, "bytes": 10, "crawl_seconds": 1.0, "errors": 0,
            "process_seconds": 1.0, "coverage": FULL, "warnings": [], "drift": [],
            "sources": [FEED, LIST],
        } | columns  # fmt: skip
        ids = [f"{at:%Y%m%dT%H%M%SZ}-{next(_numbers):06x}" for at in times]
        params: dict[str, Any] = {"until": until} if flow == "ingest" else {"paths": []}
        rows = [
            {
                "id": run_id, "flow": flow, "trigger": "schedule", "started_at": at,
                "params": params, "status": "finished", "finished_at": at, "code_version": "t",
            }
            for run_id, at in zip(ids, times, strict=True)
        ]  # fmt: skip
        outlets = tuple(outlets)
        with writing(self.engine) as session:
            session.execute(insert(Run), rows)
            visits = [fresh | {"run_id": i, "outlet": code} for i in ids for code in outlets]
            session.execute(insert(RunOutlet), visits)
        return ids

    def articles(
        self, times: Iterable[datetime], run_id: str, *, outlet: str = "kbs", label: str = "on_topic",
        dated: bool = True, notice: tuple[str, bool | None, str | None] | None = None,
    ) -> None:  # fmt: skip
        """One article at each time, seen half an hour later. ``notice``: licence, AI, text."""
        rows: list[dict[str, Any]] = [
            {
                "id": next(_numbers), "outlet": outlet, "title": "t", "label": label, "score": 0.5,
                "band": "accept", "published_at": at if dated else None, "run_id": run_id,
                "first_seen_at": at + timedelta(minutes=30), "last_checked_at": at, "checks": 1,
            }
            for at in times
        ]  # fmt: skip
        with writing(self.engine) as session:
            session.execute(insert(Article), [row | {"key": f"{row['id']}"} for row in rows])
            if notice is not None:
                licence, ai_training, text = notice
                said: dict[str, Any] = {"licence": licence, "ai_training": ai_training, "notice": text,
                        "source": "page", "updated_at": NOW}  # fmt: skip
                session.execute(
                    insert(ArticleRights), [said | {"article_id": row["id"]} for row in rows]
                )

    def capture(
        self, at: datetime, run_id: str, body: bytes = b"x", *, kind: str = "article",
        url: str = "https://news.kbs.co.kr/1", outlet: str = "kbs", status: int = 200,
    ) -> None:  # fmt: skip
        """One response, in the archive and in the database."""
        file = f"{outlet}/{at:%Y/%m}/{run_id}-{next(_numbers)}.warc.gz"
        local = run_folder(self.folder, f"w{next(_numbers)}", outlet)
        local.mkdir(parents=True)
        warc = WarcFile(local / WARC_NAME, file, "t")
        place = warc.add(url, status, [("Content-Type", "text/plain")], body, at)
        warc.close()
        archive.finish(self.folder, local.parent.name, outlet)
        with writing(self.engine) as session:
            session.add(
                Capture(
                    run_id=run_id, outlet=outlet, kind=kind, url=url, final_url=url, status=status,
                    fetched_at=at, file=file, offset=place.offset, length=place.length,
                    digest=place.digest, size=len(body),
                )
            )  # fmt: skip

    def look(self, now: datetime = NOW, **more: Any) -> WatchReport:
        return look(self.engine, folder=self.folder, now=now, **more)

    def of(self, outlet: str = "kbs", now: datetime = NOW) -> Health:
        report = self.look(now)
        return next(w.health for w in report.outlets if w.outlet.code == outlet)


def every(hours: float, *, days: float, until: datetime = NOW) -> list[datetime]:
    """Times before ``until``, oldest first."""
    count = int(days * 24 / hours)
    return [until - timedelta(hours=hours) * n for n in range(count, 0, -1)]
