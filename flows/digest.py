"""`digest`: the briefing on a week, as files to read and to mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from sqlalchemy import Engine

from db import schema
from db.digest import Span
from db.digest import digest as read
from db.digest import week as week_of
from db.exports.errors import writable
from db.exports.selection import view
from db.exports.whole import whole_file
from db.home import home
from db.session import open_engine, reading
from flows.briefing.formats import Format, written
from korean.dates import kst

stage: Any = partial(task, cache_policy=NO_CACHE, persist_result=False)
#: What is kept of a week; JSON is for programs, and they have `aipolicy digest --format json`.
KEPT: tuple[Format, ...] = ("md", "html")


@dataclass(frozen=True, slots=True)
class Written:
    """A week's files; ``changed`` are those that were not there, or not the same."""

    span: Span
    files: tuple[Path, ...]
    changed: tuple[Path, ...]
    text: str  # as Markdown


@flow(
    name="digest",
    description="Write a week's briefing as Markdown and HTML.",
    persist_result=False,
)
def digest(
    week: str | None = None, folder: str | None = None, lang: Literal["ko", "en"] = "ko"
) -> Written:
    """One week's briefing, in files named after it.

    Args:
        week: such as 2026-W47, Monday to Sunday in Korea; empty means the last one that is over.
        folder: where digests are kept; empty means `digests` in the data folder.
        lang: ko or en.
    """
    engine = open_engine(folder=home())
    try:
        schema.ensure(engine)
        made = write(engine, Path(folder) if folder else home() / "digests", week, lang=lang)
        stage(_tell, name="report")(made)
        return made
    finally:
        engine.dispose()


def write(
    engine: Engine,
    folder: Path,
    week: str | None = None,
    *,
    lang: Literal["ko", "en"] = "ko",
    today: date | None = None,
) -> Written:
    """``FOLDER/2026-W47.md`` and ``.html``. A file that would be the same is left alone: for the same
    corpus a second time changes nothing. Raises `db.digest.NoSuchSpan` and CannotWrite.
    """
    today = today or kst(datetime.now(UTC)).date()
    span = week_of(week, today=today)
    with reading(view(engine)) as session:
        found = read(session, span, today=today)
    texts = {folder / f"{span.name}.{form}": written(found, form, lang) for form in KEPT}
    with writable(folder):
        folder.mkdir(parents=True, exist_ok=True)
        changed = tuple(file for file, text in texts.items() if not _same(file, text))
    for file in changed:
        with whole_file(file) as out:
            out.write(texts[file].encode())
    return Written(span, tuple(texts), changed, next(iter(texts.values())))


def _same(file: Path, text: str) -> bool:
    return file.is_file() and file.read_bytes() == text.encode()


def _tell(made: Written) -> None:
    """The briefing itself, readable in Prefect."""
    how = "written" if made.changed else "there already, unchanged"
    create_markdown_artifact(
        key="digest",
        markdown=made.text,
        description=f"Digest {made.span.name} ({how}): {made.files[0].parent}",
    )
