"""`aipolicy snapshot`: immutable folders of the corpus: made, checked, compared."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from cli import output
from cli.commands.common import as_json, existing
from cli.commands.export import brought, selecting, selection
from db.exports.checking import MANIFEST, check
from db.exports.comparing import Comparison, compared
from db.exports.errors import NoSnapshot
from db.exports.selection import Selection
from db.home import home
from db.queries import Filter
from db.session import reading
from flows import environment
from flows.stages.snapshot import SnapshotError


@click.group(invoke_without_command=True)
@click.pass_context
def snapshot(context: click.Context) -> None:
    """Make a snapshot of the corpus, check one, compare two. Alone: make one of everything."""
    if context.invoked_subcommand is None:
        context.invoke(make)


@snapshot.command()
@selecting
@click.option(
    "-o", "--output", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    help="Where snapshots are kept; default: DATA/snapshots.",
)  # fmt: skip
@as_json
def make(
    query: tuple[str, ...] = (),
    outlets: tuple[str, ...] = (),
    folder: Path | None = None,
    full_text: bool = False,
    as_json: bool = False,
    **given: Any,
) -> None:
    """Write FOLDER/DAY: data, dataset card, codebook, manifest and checksums.

    The same database gives the same bytes; a snapshot that is there is never overwritten.
    """
    chosen = selection(query, outlets, **given)
    if chosen.where != Filter():
        with reading(existing()) as session:
            chosen = brought(session, chosen)
    write(folder, full_text=full_text, selection=chosen, as_json=as_json)


def write(
    folder: Path | None, *, full_text: bool, selection: Selection | None, as_json: bool
) -> None:
    """Make it and say what it holds; None selects everything. `aipolicy publish` does the same."""
    environment.prepare(home())  # before Prefect is imported
    from flows.publish import export

    engine = existing()
    try:
        made = export(engine, folder, full_text=full_text, selection=selection)
    except SnapshotError as error:
        raise click.ClickException(str(error)) from error
    finally:
        engine.dispose()
    if as_json:
        output.json_lines([{
            "folder": str(made.folder), "made": made.made, "articles": made.articles,
            "with_body": made.with_body,
        }])  # fmt: skip
        return
    how = "written" if made.made else "was there already, unchanged"
    output.say(f"{output.many(made.articles, 'article')}, {made.with_body} with text; {how}:")
    click.echo(made.folder)


@snapshot.command()
@click.argument("folders", nargs=-1, metavar="[FOLDER]...")
@as_json
def verify(folders: tuple[str, ...], as_json: bool) -> None:
    """Are the files as they were made? Without a FOLDER all in DATA/snapshots. Exit 1 where not."""
    chosen = [_folder(name) for name in folders] or _all()
    faults = [(folder, fault) for folder in chosen for fault in check(folder)]
    rows = [{"snapshot": str(at), "file": f.file, "what": f.what} for at, f in faults]
    if as_json:
        output.json_lines(rows)
    elif rows:
        output.table("Not as they were made", list(rows[0]), [list(r.values()) for r in rows])
    damaged = {folder for folder, _ in faults}
    of = output.many(len(chosen), "snapshot")
    output.say(f"as made: {len(chosen) - len(damaged)} of {of}")
    if damaged:
        sys.exit(1)


@snapshot.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@as_json
def diff(old: str, new: str, as_json: bool) -> None:
    """Which articles came, went and changed from A to B: text, tags, rights, verdict, details.

    A and B are folders, or names of snapshots in DATA/snapshots.
    """
    with compared(_folder(old), _folder(new)) as comparison:
        if as_json:
            output.json_lines(change.document() for change in comparison.changes())
        else:
            _print(comparison)
        counts = comparison.counts()
    output.say(
        ", ".join(f"{number} {name}" for name, number in counts.items() if number) or "empty"
    )


def _print(comparison: Comparison) -> None:
    rows = (
        (c.change, " ".join(c.what), f"{c.outlet}:{c.key}", (c.published_at or "")[:10], c.title)
        for c in comparison.changes()
    )
    output.table("Changes", ["change", "what", "article", "published", "title"], rows)


def _folder(name: str) -> Path:
    """A folder, or a snapshot's name. Raises NoSnapshot."""
    for folder in (Path(name), home() / "snapshots" / name):
        if folder.is_dir():
            return folder
    raise NoSnapshot(
        f"there is no snapshot {name!r}: no folder of this name, and none in {home() / 'snapshots'}"
    )


def _all() -> list[Path]:
    parent = home() / "snapshots"
    found = sorted(
        f.parent for f in parent.glob(f"*/{MANIFEST}") if not f.parent.name.startswith(".")
    )
    if not found:
        raise NoSnapshot(f"there is no snapshot in {parent} yet; `aipolicy snapshot` makes one")
    return found
