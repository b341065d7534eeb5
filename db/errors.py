"""What can go wrong with the database, each with what to do next."""

from __future__ import annotations

from collections.abc import Sequence


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


class NoCorpus(DatabaseUnreachable):
    """There is none where the settings point. Raised by `db.readonly`."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"there is no corpus at {where} yet. `aipolicy run` fetches, `aipolicy import PATH` reads "
            "files; AIPOLICY_HOME (or AIPOLICY_DATABASE_URL) names another one"
        )


class DatabaseLocked(DatabaseError):
    """Another program holds the SQLite file for longer than we wait. Raised by
    `db.session.retrying`.
    """


class TooSlow(DatabaseError):
    """A query took longer than it may. Raised by `db.readonly.asking`."""

    def __init__(self) -> None:
        super().__init__(
            "this took too long and was stopped. Ask for less: a shorter time, one outlet, more words"
        )


class LeaseLost(DatabaseError):
    """Somebody else may be at work on it now. Raised by `db.leases.require` and `flows.holding`."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(
            f"the lease of {', '.join(names)} is no longer ours: this process was stopped, or could "
            "not reach the database, for longer than a lease lasts. What was fetched is kept on this "
            "machine, and stored by its next run"
        )


class NotFound(DatabaseError):
    """No such article or run. Raised by the queries in `db.queries`."""
