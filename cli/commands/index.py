"""`aipolicy index`: bring the search index up to date, compare it with the corpus, make it anew."""

from __future__ import annotations

import dataclasses
import sys

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli import output
from cli.commands.common import as_json, database, existing
from db.search.index import catch_up, state
from db.search.rebuild import check as compare
from db.search.rebuild import rebuild as make_anew
from db.session import reading


@click.command()
@click.option("--rebuild", is_flag=True, help="Make the index anew; searches go on meanwhile.")
@click.option("--check", is_flag=True, help="Compare it with every text; nothing is written.")
@as_json
def index(rebuild: bool, check: bool, as_json: bool) -> None:
    """Index what is due. Runs do so by themselves; exit 1 when something is wrong."""
    if rebuild and check:
        raise click.UsageError("give --rebuild or --check: compare first, make it anew then")
    if check:
        _check(as_json)
        return
    engine = database()
    done = 0
    with _bar() as bar:
        if rebuild:
            task = bar.add_task("make anew", total=None)
            make_anew(engine, lambda now, all_: bar.update(task, completed=now, total=all_))
        else:
            with reading(engine) as session:
                total = state(session).pending
            task = bar.add_task("index", total=total)
            while part := catch_up(engine, 1000):
                done += part
                bar.update(task, completed=done)
    with reading(engine) as session:
        now = state(session)
    if as_json:
        output.json_lines([{**dataclasses.asdict(now), "indexed": None if rebuild else done}])
    else:
        how = "made anew" if rebuild else f"{done} brought up to date"
        output.say(f"{_are(now.documents)} in the index; {how}")
        if now.worn:
            output.say(
                f"{_are(now.dead, 'dead document')} in it and take room: `--rebuild` lets go"
            )
    if now.pending:
        output.fail(
            f"{_are(now.pending)} still to be indexed: changed meanwhile, or the lines "
            "above say why not; the same command tries again"
        )
        sys.exit(1)


def _check(as_json: bool) -> None:
    with _bar() as bar:
        task = bar.add_task("compare", total=None)
        found = compare(existing(), lambda done, all_: bar.update(task, completed=done, total=all_))
    if as_json:
        output.json_lines([{**dataclasses.asdict(found), "sound": found.sound}])
    else:
        due = f"; {found.pending} more are due: `aipolicy index`" if found.pending else ""
        output.say(
            f"{_are(found.documents)} in the index"
            + (" as they are in the corpus" if found.sound else "")
            + due
        )
    for problem in found.problems():
        output.fail(problem)
    if not found.sound:
        sys.exit(1)


def _are(number: int, name: str = "article") -> str:
    return f"{output.many(number, name)} {'is' if number == 1 else 'are'}"


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("left"),
        TimeRemainingColumn(), console=output.stderr, disable=not output.stderr.is_terminal,
    )  # fmt: skip
