"""Other names of what is searched for, in the database: for `ko_query`, which knows no Python.

PostgreSQL only. The vocabulary (`korean.aliases`) is the truth; this is a copy of it, compared when
something is indexed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import Connection, insert, text
from sqlalchemy.orm import Session
from sqlalchemy.sql import column, table

from korean.aliases import known

_TABLE = table("search_alias", column("name"), column("other"))
#: The row whose ``other`` is the digest of all others.
_DIGEST = ""


def fill(connection: Connection | Session) -> bool:
    """Make the table as the vocabulary is; whether it was anything else."""
    rows = sorted(_rows())
    digest = hashlib.blake2b(repr(rows).encode(), digest_size=16).hexdigest()
    asked = text("SELECT other FROM search_alias WHERE name = :name")
    if connection.execute(asked, {"name": _DIGEST}).scalars().all() == [digest]:
        return False
    connection.execute(text("DELETE FROM search_alias"))
    everything = [*rows, (_DIGEST, digest)]
    connection.execute(insert(_TABLE), [{"name": n, "other": o} for n, o in everything])
    return True


def _rows() -> Iterator[tuple[str, str]]:
    for key, others in known().items():
        for other in others:
            yield key.strip(), other
