"""`aipolicy prune`, `upkeep` and `size`: what goes, what is looked after, and what it all takes."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace

import click

from cli import output
from cli.commands.common import as_json, data_folder, database, existing
from db import sizes
from db.home import home
from flows import environment
from flows.growth import Size, measure
from flows.retention import Ages, RetentionError
from flows.retention import prune as let_go
from korean.dates import kst

#: A smaller share of the database than this is not shown; ``--json`` has everything.
SMALL = 0.005

older_option = click.option(
    "--older", type=click.IntRange(1), metavar="DAYS",
    help="Captures that nothing stands on go after so many days; default: AIPOLICY_RETENTION_DAYS.",
)  # fmt: skip
dry_run_option = click.option("--dry-run", is_flag=True, help="Only tell what would go.")


@click.command()
@older_option
@dry_run_option
@as_json
def prune(older: int | None, dry_run: bool, as_json: bool) -> None:
    """Let go what is old and stands behind nothing: rejects' and lists' captures, run folders."""
    try:
        ages = Ages.settings()
        if older is not None:
            ages = replace(ages, captures=older)
        report = let_go(database(), data_folder(), ages, dry_run=dry_run)
    except RetentionError as error:
        raise click.ClickException(str(error)) from error
    for problem in report.problems:
        output.warn(problem)
    if as_json:
        output.json_lines([asdict(report)])
    for line in report.told() if not as_json else ():
        click.echo(line)
    if report.problems:
        sys.exit(1)


@click.command()
@click.option("--keep", type=click.IntRange(1), default=8, show_default=True, metavar="N",
              help="Backups that stay.")  # fmt: skip
@older_option
@dry_run_option
@as_json
def upkeep(keep: int, older: int | None, dry_run: bool, as_json: bool) -> None:
    """Check the database, back it up (AIPOLICY_BACKUP), prune, and give room back."""
    environment.prepare(home())
    from flows.upkeep import tend

    try:
        report = tend(
            database(), data_folder(), keep=keep, older=older, dry_run=dry_run,
            watcher=lambda what: output.say(f"… {what}") if output.stderr.is_terminal else None,
        )  # fmt: skip
    except RetentionError as error:
        raise click.ClickException(str(error)) from error
    for problem in report.problems:
        output.fail(problem)
    if as_json:
        output.json_lines([asdict(report)])
    for line in report.told() if not as_json else ():
        click.echo(line)
    if report.problems:
        sys.exit(1)


@click.command()
@as_json
def size(as_json: bool) -> None:
    """What everything takes on the disk, how it grows, and when the disk will be full."""
    found = measure(existing(), home())
    if as_json:
        output.json_lines([found.document()])
        return
    _show(found)


def _show(found: Size) -> None:
    human = sizes.human
    output.table("Tables and indexes", ["name", "of", "size"],
                 [(t.name, t.of, human(t.bytes)) for t in found.tables
                  if t.bytes > SMALL * found.database])  # fmt: skip
    output.table("Archive", ["outlet", "captures", "size"],
                 [(o, n, human(b)) for o, (n, b) in found.outlets.items()])  # fmt: skip
    output.table("Growth", ["week to", "articles", "captures", "size"],
                 [(f"{kst(w.until):%Y-%m-%d}", w.articles, w.captures, human(w.bytes))
                  for w in found.weeks])  # fmt: skip
    rows = [
        ("database", human(found.database)),
        (f"archive, {found.archive[0]} files", human(found.archive[1])),
        ("run folders", human(found.runs)),
        ("backups in the data folder", human(found.backups)),
        ("Prefect's own", human(found.prefect)),
        ("free", human(found.forecast.free)),
    ]
    output.table("All", ["what", "size"], rows)
    output.say(found.forecast.told())
