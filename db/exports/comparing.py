"""What came, went and changed between two snapshots.

Articles are the same by outlet and key, in whichever database they were numbered. Both sides are put
into a temporary SQLite file and joined there: any size in little memory.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.exports.checking import ARTICLES
from db.exports.errors import NoSnapshot

#: What may have changed → the document's fields that tell it. Numbers of a database (id, story_id) and
#: times of capture tell nothing of an article.
GROUPS: dict[str, tuple[str, ...]] = {
    "text": ("title", "subtitle", "excerpt", "version"),
    "body": ("body",),
    "tags": ("topics", "regions", "agencies", "programmes", "amounts"),
    "rights": ("rights",),
    "verdict": ("label", "score", "band"),
    "details": (
        "url", "language", "published_at", "published_precision", "modified_at", "bylines", "place",
        "section", "programme", "department", "contact", "tags", "attachments", "image_url",
    ),
}  # fmt: skip
_COLUMNS = "outlet, key, id, title, url, published_at, " + ", ".join(f"_{g}" for g in GROUPS)


@dataclass(frozen=True, slots=True)
class Change:
    """``change``: came, went or changed. ``what``, of a changed one: text, tags, rights, verdict,
    details. The other fields are of the newer side where it is there.
    """

    change: str
    what: tuple[str, ...]
    outlet: str
    key: str
    id: int | None
    title: str | None
    url: str | None
    published_at: str | None

    def document(self) -> dict[str, Any]:
        return {
            "change": self.change, "what": list(self.what), "outlet": self.outlet, "key": self.key,
            "id": self.id, "title": self.title, "url": self.url, "published_at": self.published_at,
        }  # fmt: skip


class Comparison:
    """Two snapshots side by side; `changes` may be asked for more than once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def changes(self) -> Iterator[Change]:
        """Those that came, that went, that changed; each by outlet and key."""
        for change, one, other in (("came", "new", "old"), ("went", "old", "new")):
            rows = self._connection.execute(
                f"SELECT {_COLUMNS} FROM {one} o WHERE NOT EXISTS (SELECT 1 FROM {other} n "
                "WHERE n.outlet = o.outlet AND n.key = o.key) ORDER BY outlet, key"
            )
            yield from (Change(change, (), *row[:6]) for row in rows)
        groups = ", ".join(f"o._{g}, n._{g}" for g in GROUPS)
        differ = " OR ".join(f"o._{g} IS NOT n._{g}" for g in GROUPS)
        for row in self._connection.execute(
            f"SELECT n.outlet, n.key, n.id, n.title, n.url, n.published_at, {groups} "
            f"FROM new n JOIN old o USING (outlet, key) WHERE {differ} ORDER BY n.outlet, n.key"
        ):
            if what := _what(row[6:]):
                yield Change("changed", what, *row[:6])

    def counts(self) -> dict[str, int]:
        """came, went, changed, of these text, tags … (an article may count in several), and same."""
        found: Counter[str] = Counter(dict.fromkeys(("came", "went", "changed", *_NAMES), 0))
        for change in self.changes():
            found.update((change.change, *change.what))
        (total,) = self._connection.execute("SELECT count(*) FROM new").fetchone()
        return dict(found) | {"same": total - found["came"] - found["changed"]}


_NAMES = tuple(name for name in GROUPS if name != "body")


def _what(pairs: tuple[str | None, ...]) -> tuple[str, ...]:
    differ = {g: (a, b) for g, a, b in zip(GROUPS, pairs[::2], pairs[1::2], strict=True) if a != b}
    body = differ.pop("body", None)
    # A text that one of the two may not pass on says nothing; the excerpt and the version's number do.
    if body is not None and None not in body:
        differ["text"] = body
    return tuple(name for name in _NAMES if name in differ)


@contextmanager
def compared(old: Path, new: Path) -> Iterator[Comparison]:
    """Two snapshots' folders. Raises NoSnapshot where one is none."""
    files = [_articles(folder) for folder in (old, new)]
    with (
        tempfile.TemporaryDirectory(prefix="aipolicy-diff-") as place,
        closing(sqlite3.connect(Path(place) / "diff.db")) as connection,
    ):
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        for table, file in zip(("old", "new"), files, strict=True):
            connection.execute(
                f"CREATE TABLE {table} ({_COLUMNS}, PRIMARY KEY (outlet, key)) WITHOUT ROWID"
            )
            marks = ", ".join("?" * len(_COLUMNS.split(",")))
            connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", _rows(file))
        connection.commit()
        yield Comparison(connection)


def _articles(folder: Path) -> Path:
    file = folder / ARTICLES
    if not file.is_file():
        raise NoSnapshot(
            f"{folder} is no snapshot: it has no {ARTICLES}. Name two folders that `aipolicy "
            "snapshot` made"
        )
    return file


def _rows(file: Path) -> Iterator[tuple[Any, ...]]:
    with file.open(encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            try:
                document = json.loads(line)
                yield (
                    document["outlet"], document["key"], document.get("id"), document.get("title"),
                    document.get("url"), document.get("published_at"),
                    *(_digest(document, fields) for fields in GROUPS.values()),
                )  # fmt: skip
            except (ValueError, KeyError, TypeError) as error:
                raise NoSnapshot(
                    f"line {number} of {file} is no article: the file is damaged; "
                    "`aipolicy snapshot verify` tells which files are"
                ) from error


def _digest(document: dict[str, Any], fields: tuple[str, ...]) -> str | None:
    values = [document.get(name) for name in fields]
    if all(value is None for value in values):
        return None
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
