"""What everything takes on the disk: database, archive, runs, backups, and where that leads."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from db import sizes
from db.models import Article
from db.session import reading
from db.sizes import Forecast, Table, Week
from korean.dates import kst
from spiders.archive import archive_root
from spiders.moving import Shelf


@dataclass(frozen=True, slots=True)
class Size:
    """Bytes of everything. ``outlets``: outlet → captures, and their bytes in the archive;
    ``archive``: files, and their bytes as they lie there.
    """

    tables: tuple[Table, ...]
    database: int
    outlets: dict[str, tuple[int, int]]
    archive: tuple[int, int]
    runs: int
    backups: int
    prefect: int
    weeks: tuple[Week, ...]
    forecast: Forecast

    def document(self) -> dict[str, Any]:
        return {
            "database": self.database,
            "tables": [asdict(t) for t in self.tables],
            "archive": {
                "files": self.archive[0],
                "bytes": self.archive[1],
                "outlets": {o: {"captures": n, "bytes": b} for o, (n, b) in self.outlets.items()},
            },
            "runs": self.runs,
            "backups": self.backups,
            "prefect": self.prefect,
            "free": self.forecast.free,
            "weeks": [{**asdict(w), "until": kst(w.until).isoformat()} for w in self.weeks],
            "a_month": round(self.forecast.a_month),
            "months": self.forecast.months,
            "forecast": self.forecast.told(),
        }


def measure(engine: Engine, home: Path) -> Size:
    """Everything is looked at as it is now; a big archive takes a while to list."""
    tables = tuple(sizes.tables(engine))
    database = sum(t.bytes for t in tables)
    lengths = [size for _, size in Shelf.at(archive_root(home)).names()]
    weeks = sizes.weeks(engine)
    with reading(engine) as session:
        articles = session.scalar(select(func.count()).select_from(Article)) or 0
    return Size(
        tables, database, sizes.outlets(engine), (len(lengths), sum(lengths)),
        sizes.folder(home / "runs"), sizes.folder(home / "backups"),
        sizes.folder(home / "prefect"), tuple(weeks),
        sizes.forecast(weeks, database, articles, sizes.free(home)),
    )  # fmt: skip
