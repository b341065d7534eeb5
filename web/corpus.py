"""A corpus that changes under the open room: restored from a copy, brought up to date, moved away.

SQLite goes on reading a file that has lost its name, and makes an empty one where there is none. So each
connection remembers which file it reads, and is let go of when the name leads to another.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError

from db import schema
from db.errors import DatabaseError, DatabaseUnreachable


def follow(engine: Engine) -> None:
    """Has the engine read the file that its name leads to now. Then a session raises
    DatabaseUnreachable where there is none.
    """
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return
    path = Path(name)

    def opened(_dialect: Any, record: Any, _arguments: Any, _named: Any) -> None:
        record.info["file"] = _identity(path)

    def taken(_connection: Any, record: Any, _proxy: Any) -> None:
        if record.info.get("file", at_first) != _identity(path):
            raise DisconnectionError  # the pool opens another one

    at_first = _identity(path)  # of the connections that are open already
    event.listen(engine, "do_connect", opened)
    event.listen(engine, "checkout", taken)


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise DatabaseUnreachable(
            f"there is no corpus at {path} any more ({error.strerror}). Put it back, or start the room "
            "with AIPOLICY_HOME naming another data folder"
        ) from error
    return found.st_dev, found.st_ino


def told(engine: Engine, error: DBAPIError) -> DatabaseError:
    """What to say of a query that failed: mostly that the corpus is no longer one of this program's."""
    try:
        has, knows = schema.current(engine), schema.head()
    except (DBAPIError, DatabaseError):
        return DatabaseUnreachable(f"the corpus cannot be read ({error.orig})")
    if has == knows:
        return DatabaseUnreachable(f"the corpus cannot be read at the moment ({error.orig})")
    return DatabaseUnreachable(
        f"the corpus has the schema {has} now, this program reads {knows}. Start the room again with "
        "the program that changed it, or bring the corpus up to date with `aipolicy index`"
    )
