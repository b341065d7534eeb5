"""Report: how the run went, kept as a Prefect artifact.

Markdown, not a table artifact: Prefect's pages draw its tables as well, and it can begin with a
sentence. The words are `flows.stages.ledger`'s, the same as on the command line.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from prefect.artifacts import create_markdown_artifact

from db import queries
from db.session import reading
from flows.stages import ledger

if TYPE_CHECKING:
    from flows.run import IngestRun, RunReport


def publish(run: IngestRun) -> RunReport:
    """Leave the run's table where Prefect's pages show it, and hand the report on."""
    report = settled(run)
    create_markdown_artifact(markdown(report), key="ledger", description=f"Run {report.run_id}")
    return report


def settled(run: IngestRun) -> RunReport:
    """The run's report, its outcomes read anew: an article stored for an outlet closed first may
    have turned out to be a copy of one that came after it.
    """
    report = run.report()
    with reading(run.engine) as session:
        now = queries.ledger(session, run.run_id)
    fresh = tuple(replace(r, outcomes=now.get(r.outlet, {})) for r in report.outlets)
    return replace(report, outlets=fresh)


def markdown(report: RunReport) -> str:
    """The report of a run as it stands in Prefect's pages."""
    return ledger.markdown(report.outlets, skipped=report.skipped, recovered=report.recovered)
