"""`aipolicy run`: one run of the ingest flow, with a bar per outlet."""

from __future__ import annotations

import sys
from typing import Literal

import click
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from cli import output
from cli.commands.common import data_folder, database, outlet_option
from flows import environment
from flows.plan import choose, window
from flows.progress import Step, watching
from flows.run import RunReport


@click.command()
@outlet_option
@click.option(
    "--since", metavar="DAY", help="First day, YYYY-MM-DD in Korea; default: what is new."
)
@click.option("--until", metavar="DAY", help="Last day, inclusive; default: today.")
@click.option(
    "--deadline",
    type=click.IntRange(1),
    default=3600,
    show_default=True,
    help="Seconds a crawl may take.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON line an outlet on standard output.")
@click.pass_context
def run(
    context: click.Context,
    outlets: tuple[str, ...],
    since: str | None,
    until: str | None,
    deadline: int,
    as_json: bool,
) -> None:
    """Fetch what is new from the outlets and store what is AI policy."""
    report = ingest_now(outlets, since, until, deadline=deadline, verbose=context.obj["verbose"])
    show_report(report, as_json=as_json)
    if report.failed:
        sys.exit(1)


def ingest_now(
    outlets: tuple[str, ...],
    since: str | None,
    until: str | None,
    *,
    deadline: int = 3600,
    verbose: bool = False,
    trigger: Literal["hand", "demo"] = "hand",
) -> RunReport:
    """Run the flow here. Wrong usage and an unusable corpus are told before Prefect begins:
    its server takes seconds to start.
    """
    window(since, until)
    choose(outlets)
    folder = data_folder()
    database().dispose()
    server = environment.throwaway(folder, verbose=verbose)
    if server.process is not None:
        output.say("starting Prefect's server for this run; this takes a few seconds")
    from flows.ingest import ingest

    server.ready()
    with Bars() as bars, watching(bars.step):
        report: RunReport = ingest(
            outlets=list(outlets) or None,
            since=since,
            until=until,
            trigger=trigger,
            deadline=deadline,
        )
        return report


class Bars:
    """A bar per outlet on a terminal; a plain line per finished outlet elsewhere."""

    def __init__(self) -> None:
        self.progress = Progress(
            TextColumn("{task.fields[outlet]:<12}"),
            TextColumn("{task.fields[stage]:<8}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=output.stderr,
            disable=not output.stderr.is_terminal,
        )
        self.tasks: dict[str, TaskID] = {}
        self.processed: dict[str, int] = {}

    def __enter__(self) -> Bars:
        self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def step(self, step: Step) -> None:
        done = step.finished
        if step.stage == "process":
            done = self.processed[step.outlet] = self.processed.get(step.outlet, 0) + step.finished
        if not self.progress.disable:
            self._draw(step, done)
        if step.stage in ("failed", "skipped"):
            output.warn(f"{step.outlet}: {step.message}")
        elif step.stage == "done" and self.progress.disable:
            output.say(f"{step.outlet}: {step.discovered} discovered, all accounted for")

    def _draw(self, step: Step, done: int) -> None:
        if step.outlet not in self.tasks:
            self.tasks[step.outlet] = self.progress.add_task("", outlet=step.outlet, stage="")
        task = self.tasks[step.outlet]
        ended = step.stage in ("done", "failed", "skipped")
        self.progress.update(
            task,
            stage=step.stage,
            total=max(step.discovered, 1),
            completed=max(step.discovered, 1) if ended else done,
            visible=not ended,
        )


def show_report(report: RunReport, *, as_json: bool) -> None:
    """The ledger of a run, and what to do about what failed."""
    if as_json:
        output.json_lines(
            {
                "run": report.run_id, "outlet": r.outlet, "status": r.status,
                "discovered": r.discovered, "outcomes": dict(r.outcomes), "message": r.message,
                "requests": r.requests, "bytes": r.bytes, "crawl_seconds": r.crawl_seconds,
                "process_seconds": r.process_seconds, "coverage": dict(r.coverage),
                "warnings": list(r.warnings),
            }
            for r in sorted(report.outlets, key=lambda r: r.outlet)
        )  # fmt: skip
        return
    outcomes = report.outcomes
    seen = [name for name in outcomes if outcomes[name]]
    listed = [r for r in sorted(report.outlets, key=lambda r: r.outlet) if r.discovered]
    if listed:
        rows = [
            [r.outlet, r.discovered, *(r.outcomes.get(n, 0) or "" for n in seen)] for r in listed
        ]
        rows.append(["total", report.discovered, *(outcomes[n] for n in seen)])
        output.table(f"Run {report.run_id}", ["outlet", "discovered", *seen], rows)
    for run_id in report.recovered:
        output.say(f"what the killed run {run_id} had fetched was stored first")
    unreachable = [r for r in report.failed if not r.discovered]
    if unreachable and len(unreachable) == len(report.outlets):
        output.warn(
            "No outlet could be reached: is there a network? What was stored before is kept. "
            "`aipolicy demo` (or `make demo`) shows the whole pipeline without one."
        )
