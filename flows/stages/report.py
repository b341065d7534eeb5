"""Report: the ledger as a table for people, kept as a Prefect artifact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prefect.artifacts import create_markdown_artifact

from db.models import OUTCOMES

if TYPE_CHECKING:
    from flows.run import IngestRun, RunReport


def publish(run: IngestRun) -> RunReport:
    """Leave the run's table where Prefect's pages show it, and hand the report on."""
    report = run.report()
    create_markdown_artifact(markdown(report), key="ledger", description=f"Run {report.run_id}")
    return report


def markdown(report: RunReport) -> str:
    """One row an outlet: discovered, every outcome that occurred, seconds, megabytes, message."""
    seen = [o for o in OUTCOMES if report.outcomes.get(o)]
    head = ["outlet", "status", "discovered", *seen, "crawl s", "process s", "MB", "message"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for result in sorted(report.outlets, key=lambda r: r.outlet):
        cells = [
            result.outlet,
            result.status,
            str(result.discovered),
            *(str(result.outcomes.get(o, 0)) for o in seen),
            f"{result.crawl_seconds:.1f}",
            f"{result.process_seconds:.1f}",
            f"{result.bytes / 1e6:.1f}",
            (result.message or "").replace("|", "\\|"),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)
