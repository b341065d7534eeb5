"""`aipolicy backup` and `restore`: the corpus as files of its own form, and back."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from cli import output
from cli.commands.common import as_json, data_folder, existing
from db.document import iso
from db.home import database_url, home
from flows.backupfolder import BackupError


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--archive/--no-archive", default=True, show_default=True,
    help="Copy the raw responses (WARC files) beside it, too: only those that are new.",
)  # fmt: skip
@click.option(
    "--keep", type=click.IntRange(1), metavar="N", help="Then remove all but the newest N backups."
)
@click.option(
    "--check/--no-check", default=True, show_default=True,
    help="Restore it into a temporary SQLite database and compare.",
)  # fmt: skip
@as_json
def backup(
    folder: Path | None, archive: bool, keep: int | None, check: bool, as_json: bool
) -> None:
    """Write a backup of the corpus into FOLDER/TIME (default: DATA/backups), while it is used."""
    from flows.backup import make

    try:
        made = make(
            existing(), data_folder(), folder, archive=archive, keep=keep, check=check,
            watcher=_progress,
        )  # fmt: skip
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        output.json_lines([dataclasses.asdict(made)])
        return
    output.say(made.told())
    if made.removed:
        output.say(f"older backups removed: {', '.join(made.removed)}")
    click.echo(made.folder)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option(
    "--home", "target", type=click.Path(path_type=Path, file_okay=False),
    help="Into a SQLite database in this data folder.",
)  # fmt: skip
@click.option("--database", "url", metavar="URL", help="Into this empty database.")
@click.option("--archive", is_flag=True, help="Put the raw responses back into the archive, too.")
@as_json
def restore(
    folder: Path, target: Path | None, url: str | None, archive: bool, as_json: bool
) -> None:
    """Load the backup in FOLDER into an empty database: all of it, or nothing.

    Without --home and --database into the one the settings name.
    """
    from flows import restore as flow

    if target is not None and url is not None:
        raise click.UsageError("give --home or --database, not both: --home is SQLite in a folder")
    data = (target or home()).absolute()
    where = f"sqlite:///{data / 'corpus.db'}" if target else database_url(data, url)
    try:
        done = flow.restore(folder, data, where, archive=archive, watcher=_progress)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        output.json_lines([{
            "database": done.database, "rows": done.rows, "archive_files": done.files,
            "of": iso(done.manifest.at), "closed_runs": list(done.closed),
        }])  # fmt: skip
        return
    output.say(
        f"{done.rows} rows as they were on {iso(done.manifest.at)} are in {done.database}; every "
        "table has the backup's digest"
    )
    if done.files is not None:
        output.say(f"{done.files} files were put back into the archive")
    if done.closed:
        output.say(f"runs that were under way are closed: {', '.join(done.closed)}")


def _progress(what: str) -> None:
    if output.stderr.is_terminal:
        output.say(f"… {what}")
