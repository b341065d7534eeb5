"""`publish`: a dated snapshot of the corpus as files, with what the licences allow."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from sqlalchemy import Engine

from db import schema
from db.exports.selection import Selection
from db.home import home
from db.session import open_engine
from flows.stages import snapshot
from flows.stages.snapshot import Snapshot
from korean.dates import kst

stage: Any = partial(task, cache_policy=NO_CACHE, persist_result=False)


@flow(
    name="publish",
    description="Write the corpus as files: data, card, codebook, manifest, checksums.",
    persist_result=False,
)
def publish(folder: str | None = None, full_text: bool = False) -> Snapshot:
    """One snapshot, in a folder named after the day in Korea.

    Args:
        folder: where snapshots are kept; empty means `snapshots` in the data folder.
        full_text: texts whose licence does not allow it, too: for your own use only.
    """
    engine = open_engine(folder=home())
    try:
        schema.ensure(engine)
        made = export(engine, Path(folder) if folder else None, full_text=full_text)
        stage(_tell, name="report")(made)
        return made
    finally:
        engine.dispose()


def export(
    engine: Engine,
    folder: Path | None = None,
    *,
    full_text: bool = False,
    selection: Selection | None = None,
) -> Snapshot:
    """Today's snapshot, of the whole corpus or a selection of it. Raises
    `flows.stages.snapshot.SnapshotError`.
    """
    day = f"{kst(datetime.now(UTC)):%Y-%m-%d}"
    return snapshot.make(
        engine, folder or home() / "snapshots", day, full_text=full_text,
        selection=selection or Selection(),
    )  # fmt: skip


def _tell(made: Snapshot) -> None:
    create_markdown_artifact(markdown(made), key="publish", description=f"Snapshot {made.folder}")


def markdown(made: Snapshot) -> str:
    how = "written" if made.made else "there already, unchanged"
    return (
        f"Snapshot `{made.folder}` ({how}): {made.articles} articles, {made.with_body} of them "
        "with their text.\n"
    )
