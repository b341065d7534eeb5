"""The status page: how the outlets were at the last watch, as Markdown, and in short as an SVG badge."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from sqlalchemy import Engine, select

from db import health, queries, sizes
from db.health import Probed
from db.home import home
from db.models import Run
from db.session import reading
from korean.dates import kst
from spiders import registry
from spiders.outlet import Outlet

#: Under the data folder; the files in it.
FOLDER = "status"
PAGE, BADGE = "status.md", "status.svg"


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run that fetched."""

    run_id: str
    status: str
    at: datetime
    discovered: int
    stored: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The newest snapshot's folder name and how many articles it holds."""

    name: str
    articles: int | None


@dataclass(frozen=True, slots=True)
class Size:
    """Articles on topic and light rows, bytes of the database and of the archive, and what came in
    over the last weeks, the newest first.
    """

    on_topic: int
    off_topic: int
    database: int
    archive: int
    weeks: tuple[sizes.Week, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An outlet and its last watch; None where it was not watched yet."""

    outlet: Outlet
    probe: Probed | None

    @property
    def alarm(self) -> bool:
        return bool(self.probe and self.probe.details.get("alarm"))

    @property
    def state(self) -> str:
        return self.probe.state if self.probe else "new"

    @property
    def common(self) -> str | None:
        return self.probe.details.get("common") if self.probe else None


@dataclass(frozen=True, slots=True)
class Status:
    """All the page shows. ``at`` is aware."""

    at: datetime
    rows: tuple[Row, ...]
    run: LastRun | None
    snapshot: Snapshot | None
    size: Size

    @property
    def fine(self) -> int:
        return sum(row.state == "ok" for row in self.rows)

    @property
    def alarms(self) -> int:
        """Alarms of their own, and one for each cause that many share."""
        own = sum(row.alarm and not row.common for row in self.rows)
        return own + len({row.common for row in self.rows if row.alarm and row.common})


def status(engine: Engine, *, now: datetime | None = None, folder: Path | None = None) -> Status:
    """What the last watch left, nothing computed anew. ``folder`` is the data folder."""
    now = now or datetime.now(UTC)
    with reading(engine) as session:
        probes = health.last_probes(session)
        rows = tuple(Row(o, probes.get(o.code)) for o in registry.outlets(active_only=True))
        last = session.scalars(
            select(Run).where(Run.flow == "ingest").order_by(Run.started_at.desc()).limit(1)
        ).first()
        run = None
        if last is not None:
            ledger = queries.ledger(session, last.id)
            stored = sum(row.get("stored", 0) + row.get("copy", 0) for row in ledger.values())
            found = sum(outlet.discovered for outlet in last.outlets)
            run = LastRun(last.id, last.status, last.started_at, found, stored)
        counted = queries.outlet_counts(session).values()
    size = Size(
        sum(c["on_topic"] for c in counted),
        sum(c["off_topic"] for c in counted),
        sum(table.bytes for table in sizes.tables(engine)),
        sum(length for _, length in sizes.outlets(engine).values()),
        tuple(sizes.weeks(engine, now)),
    )
    return Status(now, rows, run, _snapshot((folder or home()) / "snapshots"), size)


def _snapshot(folder: Path) -> Snapshot | None:
    found = sorted(f for f in folder.glob("*/manifest.json") if not f.parent.name.startswith("."))
    if not found:
        return None
    newest = max(found, key=lambda file: file.stat().st_mtime)
    try:
        articles = json.loads(newest.read_text(encoding="utf-8")).get("articles")
    except ValueError:
        articles = None  # the page is no place to fail over a damaged snapshot; publish will tell
    return Snapshot(newest.parent.name, articles)


def write(
    engine: Engine, out: Path, *, now: datetime | None = None, folder: Path | None = None
) -> tuple[Path, Path]:
    """The page and the badge, in a folder that is made if need be; each appears whole."""
    seen = status(engine, now=now, folder=folder)
    out.mkdir(parents=True, exist_ok=True)
    files = (out / PAGE, out / BADGE)
    for file, text in zip(files, (page(seen), badge(seen)), strict=True):
        part = file.with_suffix(file.suffix + ".part")
        part.write_text(text, encoding="utf-8", newline="\n")
        os.replace(part, file)
    return files


# -- the page --------------------------------------------------------------------------------------


def page(seen: Status) -> str:
    """Alarms first, then all outlets, then the last run, the last snapshot, size and growth."""
    korean, english = counts(seen)
    parts = [
        f"# {english} · {korean}",
        f"{_minute(seen.at)} (Asia/Seoul)",
        *_alarms(seen),
        "## Outlets · 매체",
        *_outlets(seen),
        "## The corpus · 말뭉치",
        *_corpus(seen),
    ]
    return "\n\n".join(parts) + "\n"


def counts(seen: Status) -> tuple[str, str]:
    """``73곳 중 71곳 정상``, ``71 of 73 outlets ok``."""
    return (
        f"{len(seen.rows)}곳 중 {seen.fine}곳 정상",
        f"{seen.fine} of {len(seen.rows)} outlets ok",
    )


def _alarms(seen: Status) -> list[str]:
    alarmed = [row for row in seen.rows if row.alarm]
    if not alarmed:
        return ["No alarm. · 경보 없음"]
    together: dict[str, list[Row]] = {}
    for row in alarmed:
        if row.common:
            together.setdefault(row.common, []).append(row)
    lines = [
        f"- **{name}** ({len(rows)} outlets at once): {', '.join(r.outlet.code for r in rows)}; "
        f"{_cell(_reason(rows[0]))}"
        for name, rows in together.items()
    ]
    lines += [
        f"- **{row.outlet.code}** {row.outlet.name}, {row.state}: {_cell(_reason(row))}. "
        f"Next: {_cell(_detail(row, 'next'))}"
        for row in alarmed
        if not row.common
    ]
    return [f"## {seen.alarms} alarms · 경보 {seen.alarms}건", "\n".join(lines)]


def _outlets(seen: Status) -> list[str]:
    head = (
        "outlet",
        "name",
        "state",
        "",
        "reason",
        "last visit",
        "last answer",
        "newest",
        "stored",
    )
    rows = [
        (
            row.outlet.code, row.outlet.name, row.state, "ALARM" if row.alarm else "",
            "" if row.state == "ok" else _reason(row), _when(row, "visited_at"),
            _when(row, "fetched_at"), _when(row, "newest_listed_at"),
            _when(row, "newest_stored_at"),
        )
        for row in sorted(seen.rows, key=lambda r: (not r.alarm, r.state == "ok"))
    ]  # fmt: skip
    return ["\n".join(_table(head, rows))]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]


def _corpus(seen: Status) -> list[str]:
    size, run, shot = seen.size, seen.run, seen.snapshot
    watched = max((r.probe.at for r in seen.rows if r.probe), default=None)
    lines = [
        f"- last watch: {_minute(watched) if watched else 'none yet'}",
        f"- last run: {run.run_id}, {run.status}, {_minute(run.at)}, {run.discovered} discovered, "
        f"{run.stored} stored" if run else "- last run: none yet",
        f"- last snapshot: {shot.name}, {shot.articles if shot.articles is not None else '?'} articles"
        if shot else "- last snapshot: none yet",
    ]  # fmt: skip
    lines.append(
        f"- {size.on_topic:,} articles on topic, {size.off_topic:,} light rows; archive "
        f"{sizes.human(size.archive)}, database {sizes.human(size.database)}"
    )
    rows = [
        (f"{kst(w.until):%Y-%m-%d}", f"{w.articles:,}", f"{w.captures:,}", sizes.human(w.bytes))
        for w in size.weeks
    ]
    head = ("week until", "new articles", "captures", "archive")
    return ["\n".join(lines), "\n".join(_table(head, rows))]


def _reason(row: Row) -> str:
    return (row.probe.reason if row.probe else None) or "not watched yet"


def _detail(row: Row, name: str) -> str:
    value: Any = row.probe.details.get(name) if row.probe else None
    return str(value or "")


def _when(row: Row, name: str) -> str:
    return _detail(row, name)[:16].replace("T", " ")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _minute(at: datetime) -> str:
    return f"{kst(at):%Y-%m-%d %H:%M}"


# -- the badge -------------------------------------------------------------------------------------

_GREEN, _AMBER, _RED, _GREY = "#2e7d32", "#8d6e00", "#b3261e", "#5f6368"
#: Width in pixels at 11 px: Hangul, and the rest.
_WIDE, _NARROW = 11.0, 6.6
_PAD = 8
_LABEL = "aipolicy"


def badge(seen: Status) -> str:
    """One line as SVG: ``71 of 73 outlets ok · 73곳 중 71곳 정상``; red with an alarm."""
    korean, english = counts(seen)
    text = f"{english} · {korean}"
    if seen.alarms:
        text += f" · {seen.alarms} alarms · 경보 {seen.alarms}건"
    watched = any(row.probe for row in seen.rows)
    worst = _RED if seen.alarms else _GREEN if seen.fine == len(seen.rows) else _AMBER
    return _svg(_LABEL, text, worst if watched else _GREY)


def _svg(label: str, text: str, colour: str) -> str:
    left, right = _width(label), _width(text)
    title = escape(f"{label}: {text}", {chr(34): "&quot;"})
    attributes: Mapping[str, str] = {
        "font-family": "Noto Sans KR, Apple SD Gothic Neo, Malgun Gothic, DejaVu Sans, sans-serif",
        "font-size": "11", "fill": "#fff", "text-anchor": "middle",
    }  # fmt: skip
    style = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
        f'aria-label="{title}">\n'
        f"<title>{title}</title>\n"
        f'<rect width="{left}" height="20" fill="#30343b"/>\n'
        f'<rect x="{left}" width="{right}" height="20" fill="{colour}"/>\n'
        f"<g {style}>\n"
        f'<text x="{left / 2:g}" y="14">{escape(label)}</text>\n'
        f'<text x="{left + right / 2:g}" y="14">{escape(text)}</text>\n'
        "</g>\n</svg>\n"
    )


def _width(text: str) -> int:
    return round(sum(_WIDE if ord(c) >= 0x1100 else _NARROW for c in text)) + 2 * _PAD
