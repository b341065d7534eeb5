"""`aipolicy backfill`, `publish` and `reprocess`: the corpus looked after, by hand.

The same work as the deployments of ``prefect.yaml``. Only a backfill needs Prefect here.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from cli import output
from cli.commands import snapshot as snapshots
from cli.commands.common import as_json, database, outlet_option
from cli.commands.run import Bars
from db.home import home
from flows import environment
from flows.plan import choose
from flows.progress import watching
from spiders.window import KST

if TYPE_CHECKING:
    from flows.backfill import BackfillReport, SliceReport
    from flows.rereport import Example, ReprocessReport
    from flows.rescored import RescoreReport


@click.command()
@outlet_option
@click.option("--since", metavar="DAY", required=True, help="First day, YYYY-MM-DD in Korea.")
@click.option("--until", metavar="DAY", help="Last day, inclusive; default: today.")
@click.option("--slice-days", default=31, show_default=True, help="Days fetched in one go.")
@click.option("--deadline", default=10800, show_default=True, help="Seconds a crawl may take.")
@as_json
@click.pass_context
def backfill(
    context: click.Context,
    outlets: tuple[str, ...],
    since: str,
    until: str | None,
    slice_days: int,
    deadline: int,
    as_json: bool,
) -> None:
    """Fetch a window of the past in slices, newest first. Started again, it goes on."""
    server = environment.throwaway(home(), verbose=context.obj["verbose"])
    from flows import backfill as flow

    flow.slices(since, until, slice_days, datetime.now(KST).date())
    choose(outlets)
    server.ready()
    with Bars() as bars, watching(bars.step):
        report = flow.backfill(
            since=since, until=until, outlets=list(outlets) or None, slice_days=slice_days,
            deadline=deadline,
        )  # fmt: skip
    _show_backfill(report, as_json)
    if report.failed:
        output.warn("Not all is done: the same command goes on with what is left.")
        sys.exit(1)


def _show_backfill(report: BackfillReport, as_json: bool) -> None:
    if as_json:
        output.json_lines(_slice(part) for part in report.slices)
        return
    columns = ["since", "until", "run", "done_before", "outlets", "discovered"]
    rows = []
    for part in report.slices:
        failed = [o.outlet for o in part.run.failed] if part.run else []
        skipped = part.run.skipped if part.run else ()
        row = _slice(part)
        rows.append([*(row[c] for c in columns), " ".join(failed), " ".join(skipped)])
    output.table("Backfill", [*columns, "failed", "skipped"], rows)


def _slice(part: SliceReport) -> dict[str, object]:
    run = part.run
    return {
        "since": part.slice.first.isoformat(), "until": part.slice.last.isoformat(),
        "run": run.run_id if run else None, "done_before": len(part.done_before),
        "outlets": len(run.outlets) if run else 0,
        "failed": [o.outlet for o in run.failed] if run else [],
        "skipped": list(run.skipped) if run else [],
        "discovered": run.discovered if run else 0,
        "outcomes": run.outcomes if run else {},
    }  # fmt: skip


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--full-text", is_flag=True,
    help="Texts whose licence does not let them be passed on, too: for your own use only.",
)  # fmt: skip
@as_json
def publish(folder: Path | None, full_text: bool, as_json: bool) -> None:
    """Write a snapshot of the corpus as files into FOLDER/DAY (default: DATA/snapshots)."""
    snapshots.write(folder, full_text=full_text, selection=None, as_json=as_json)


@click.command()
@outlet_option
@click.option(
    "--dry-run", is_flag=True, help="Tell what would change, with examples; write nothing."
)
@click.option("--all", "everything", is_flag=True, help="Also what today's code has read before.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1), metavar="N",
    help="Captures read at once; by default one for each core.",
)  # fmt: skip
@click.option(
    "--judge", is_flag=True,
    help="Only judge again, with today's rules and model: texts as they are stored, rejects from "
    "the archive.",
)  # fmt: skip
@as_json
def reprocess(
    outlets: tuple[str, ...],
    dry_run: bool,
    everything: bool,
    jobs: int | None,
    judge: bool,
    as_json: bool,
) -> None:
    """Read again from the archive what other code than today's has read.

    An ended or killed reprocess goes on where it was when it is started again. Exit 1 when a
    capture could not be read.
    """
    environment.prepare(home())
    if judge:
        _rescore(outlets, dry_run=dry_run, everything=everything, jobs=jobs, as_json=as_json)
        return
    from flows.reprocess import ReprocessError, again

    choose(outlets)
    with _bar() as bar:
        task = bar.add_task("read again", total=None)
        try:
            report = again(
                database(), home(), outlets, dry_run=dry_run, everything=everything, jobs=jobs,
                watcher=lambda done, all_: bar.update(task, completed=done, total=all_),
            )  # fmt: skip
        except ReprocessError as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        output.json_lines([report.document()])
    else:
        _show_reprocess(report)
    if report.unread:
        sys.exit(1)


def _rescore(
    outlets: tuple[str, ...], *, dry_run: bool, everything: bool, jobs: int | None, as_json: bool
) -> None:
    from flows.rescoring import RescoreError, rescore_all

    choose(outlets)
    with _bar() as bar:
        task = bar.add_task("judge again", total=None)
        try:
            report = rescore_all(
                database(), home(), outlets, dry_run=dry_run, everything=everything, jobs=jobs,
                watcher=lambda done, all_: bar.update(task, completed=done, total=all_),
            )  # fmt: skip
        except RescoreError as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        output.json_lines([report.document()])
    else:
        _show_rescore(report)


def _show_rescore(report: RescoreReport) -> None:
    if report.moved:
        moves = [(*what, number) for what, number in sorted(report.moved.items())]
        output.table("Judged otherwise today", ["outlet", "was", "is", "articles"], moves)
        rows = [
            (e.id, e.outlet, e.was, e.now, f"{e.reason_was} → {e.reason}",
             "held by a label" if e.held else "", e.title)
            for e in sorted(report.examples, key=lambda e: (e.outlet, e.was, e.now))
        ]  # fmt: skip
        columns = ["article", "outlet", "was", "is", "reason", "", "title"]
        output.table("Examples", columns, rows)
    for problem in report.problems:
        output.warn(problem)
    how = "nothing was written" if report.run_id is None else f"run {report.run_id}"
    output.say(f"{report.texts} texts and {report.light} light rows judged by {report.ruleset}, "
               f"{sum(report.moved.values())} moved; {how}")  # fmt: skip
    for number, what in (
        (report.grown, "light rows now on topic, with their text"),
        (report.held, "moves without effect: a person's label holds"),
        (report.unread, "captures unread; those rows are tried again next time"),
        (report.without, "light rows left as they are: no capture, only a title"),
        (report.overtaken, "left as they are: a crawl renewed them meanwhile"),
    ):
        if number:
            output.say(f"{what} ({number})")


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn(),
        console=output.stderr, disable=not output.stderr.is_terminal,
    )  # fmt: skip


def _show_reprocess(report: ReprocessReport) -> None:
    if report.fields:
        rows = [("all", name, number) for name, number in report.fields.most_common()]
        rows += [
            (code, name, number)
            for code, counts in sorted(report.outlets.items())
            for name, number in counts.most_common()
        ]
        output.table("Fields that read otherwise", ["outlet", "field", "articles"], rows)
        examples = sorted(report.examples, key=lambda e: (e.outlet, e.field, e.key))
        columns = ["article", "field", "was", "is"]
        output.table("Examples", columns, [_example(e) for e in examples])
    for name, number in [*report.labels.most_common(), *report.outcomes.most_common()]:
        output.say(f"{number} {name}")
    for problem in report.problems:
        output.warn(problem)
    how = "nothing was written" if report.run_id is None else f"run {report.run_id}"
    if report.merged:
        output.say(f"{report.merged} versions were no edit: today they read as another one does")
    if report.overtaken:
        output.say(f"{report.overtaken} were renewed by a crawl meanwhile and left as they are")
    unread = f", {report.unread} could not be read" if report.unread else ""
    count = f"{report.read - report.unread} of {report.read}" if report.unread else report.read
    output.say(f"{count} articles read again ({report.texts} texts), "
               f"{report.changed} read otherwise{unread}; {how}")  # fmt: skip


def _example(example: Example) -> tuple[str, str, str, str]:
    version = f" v{example.version}" if example.version else ""
    return f"{example.outlet}:{example.key}{version}", example.field, example.old, example.new
