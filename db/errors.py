"""What can go wrong with the database, each with what to do next."""

from __future__ import annotations


class DatabaseError(Exception):
    """Base of the errors this room raises; the message is for people."""


class DatabaseTooNew(DatabaseError):
    """The database was written by newer code. Raised by `db.schema.ensure`."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"the database is newer than this program (its schema is {revision}, which this "
            "version does not know). Update the program, or point AIPOLICY_DATABASE_URL at "
            "another database; nothing was changed"
        )


class DatabaseUnreachable(DatabaseError):
    """No connection, or the file is no database. Raised by `db.schema.ensure`."""


class NotFound(DatabaseError):
    """No such article or run. Raised by the queries in `db.queries`."""
