"""The ledger in words and as a table, for people: the same in Prefect's pages and on the command line.

Everything is read back from the database after the last outlet was settled: only then is it known
which articles are copies, also those of outlets that were closed first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from db import queries
from db.ledger import parts
from db.models import OUTCOMES, Run
from flows.stages import drift
from flows.stages.account import CONTRACT, READABLE, OutletResult
from flows.stages.drift import Fall

#: Outcomes by the words of the report; all others keep their name.
NAMES = {"stored": "new", "copy": "copies"}
#: Shares below which a person should look, worst first in the report.
FLOORS: Mapping[str, float] = {**CONTRACT, drift.READABLE: READABLE, drift.OWN: 0.5}
#: Outcomes of pages that were lost on the way, to be tried again.
LOST = ("blocked", "unreachable", "http_error", "undecodable", "extract_failed", "too_large")
#: Problems of a source (`spiders.contract`) that mean nothing where another source answers.
HARMLESS = ("http", "unreachable", "interrupted")
#: Falls and warnings shown in a cell; the rest is counted.
SHOWN = 3


def results(session: Session, run: Run) -> list[OutletResult]:
    """The run's outlets as they stand in the database, by code."""
    table = queries.ledger(session, run.id)
    return [
        OutletResult(
            outlet=row.outlet, status=row.status, discovered=row.discovered,
            outcomes=table.get(row.outlet, {}), message=row.message, requests=row.requests,
            bytes=row.bytes, crawl_seconds=row.crawl_seconds, process_seconds=row.process_seconds,
            coverage=row.coverage, warnings=tuple(row.warnings),
            drift=tuple(Fall(**fall) for fall in row.drift), sources=tuple(row.sources),
        )
        for row in sorted(run.outlets, key=lambda row: row.outlet)
    ]  # fmt: skip


def whole(session: Session, run: Run) -> list[OutletResult]:
    """The outlets of a run and of those that did its parts on other machines, by code."""
    runs = [run, *parts(session, run.id)]
    return sorted((r for one in runs for r in results(session, one)), key=lambda r: r.outlet)


def headline(
    outlets: Sequence[OutletResult], *, skipped: Sequence[str] = (), recovered: Sequence[str] = ()
) -> str:
    """How the run went, in a sentence or three."""
    totals = summed(outlets)
    discovered = sum(result.discovered for result in outlets)
    failed = [r for r in outlets if r.status == "failed"]
    drifted = [r for r in outlets if r.drift]
    lost = sum(totals.get(outcome, 0) for outcome in LOST)
    said = [
        f"{len(outlets) - len(failed)} of {_many(len(outlets), 'outlet')} went well: "
        f"{_many(discovered, 'URL')} discovered, {totals.get('stored', 0)} new, "
        f"{totals.get('updated', 0)} updated, {totals.get('copy', 0)} copies, {lost} lost on the way."
    ]
    if sum(totals.values()) != discovered:
        said.append(f"The ledger does not add up: {sum(totals.values())} outcomes.")
    if failed:
        said.append(f"Failed: {_names(failed)}.")
    if drifted:
        said.append(f"Pages have drifted: {_names(drifted)}.")
    if skipped:
        said.append(f"Left to another run: {', '.join(skipped)}.")
    if recovered:
        said.append(f"Brought in what a killed run had left: {', '.join(recovered)}.")
    if not needs(outlets):
        said.append("Nothing needs a person.")
    return " ".join(said)


def needs(outlets: Iterable[OutletResult]) -> list[str]:
    """What a person should look at, an outlet a line, with the next step."""
    found: list[str] = []
    for result in outlets:
        why = [result.message] if result.status == "failed" and result.message else []
        why += [str(fall) for fall in result.drift[:SHOWN]]
        if not result.drift:
            why += [f"{name} {share:.0%}" for name, share in under(result) if name not in CONTRACT]
        why += broken(result) if result.status != "failed" else []
        why += lost(result) if not why else []
        if why:
            found.append(
                f"{result.outlet}: {'; '.join(why)} → `aipolicy doctor {result.outlet}`"
            )  # fmt: skip
    return found


def lost(result: OutletResult) -> list[str]:
    """Half of the pages that were asked for did not come to anything."""
    gone = {outcome: n for outcome in LOST if (n := result.outcomes.get(outcome))}
    known = result.outcomes.get("unchanged", 0) + result.outcomes.get("outside_window", 0)
    if 2 * sum(gone.values()) < max(1, result.discovered - known):
        return []
    return [f"most pages were lost: {', '.join(f'{n} {outcome}' for outcome, n in gone.items())}"]


def broken(result: OutletResult) -> list[str]:
    """Sources that a person should look at. A feed address that was only tried (404) is none, as long
    as another source of the outlet was read.
    """
    told = [source for source in result.sources if source.get("problem")]
    if len(told) < len(result.sources):
        told = [s for s in told if str(s["problem"]).partition(":")[0] not in HARMLESS]
    return [f"{source['kind']} {source['url']}: {source['problem']}" for source in told[:SHOWN]]


def under(result: OutletResult) -> list[tuple[str, float]]:
    """Shares under contract, the worst first."""
    low = [(n, s) for n, s in result.coverage.items() if s < FLOORS.get(n, 0.0)]
    return sorted(low, key=lambda one: (one[1] - FLOORS[one[0]], one[0]))


def summed(outlets: Iterable[OutletResult]) -> dict[str, int]:
    """Outcome → URLs, of all outlets."""
    totals: dict[str, int] = {}
    for result in outlets:
        for outcome, count in result.outcomes.items():
            totals[outcome] = totals.get(outcome, 0) + count
    return totals


def table(outlets: Sequence[OutletResult]) -> tuple[list[str], list[list[str]]]:
    """Columns and rows: discovered, every outcome that occurred (new, updated and copies always),
    seconds, megabytes, coverage, drift and warnings; a row of totals last.
    """
    totals = summed(outlets)
    seen = [o for o in OUTCOMES if totals.get(o) or o in ("stored", "updated", "copy")]
    columns = ["outlet", "status", "discovered", *(NAMES.get(o, o) for o in seen),
               "crawl s", "process s", "MB", "under contract", "drift", "warnings"]  # fmt: skip
    rows = [
        [
            r.outlet, r.status, str(r.discovered), *(str(r.outcomes.get(o, 0) or "") for o in seen),
            f"{r.crawl_seconds:.1f}", f"{r.process_seconds:.1f}", f"{r.bytes / 1e6:.1f}",
            *notes(r),
        ]
        for r in outlets
    ]  # fmt: skip
    rows.append([
        "total", "", str(sum(r.discovered for r in outlets)), *(str(totals.get(o, 0)) for o in seen),
        f"{sum(r.crawl_seconds for r in outlets):.1f}",
        f"{sum(r.process_seconds for r in outlets):.1f}",
        f"{sum(r.bytes for r in outlets) / 1e6:.1f}", "", "", "",
    ])  # fmt: skip
    return columns, rows


def notes(result: OutletResult) -> tuple[str, str, str]:
    """What is under contract, what fell, and what was warned of, each short enough for a cell."""
    low = [f"{name} {share:.0%}" for name, share in under(result)]
    fell = [f"{fall.field} {fall.was:.0%} → {fall.now:.0%}" for fall in result.drift]
    warned = [w for w in result.warnings if not w.startswith("drift: ")]
    return _some(low), _some(fell), _some(warned)


def markdown(
    outlets: Sequence[OutletResult], *, skipped: Sequence[str] = (), recovered: Sequence[str] = ()
) -> str:
    """The headline, what needs a person, and the table."""
    outlets = sorted(outlets, key=lambda result: result.outlet)
    lines = [headline(outlets, skipped=skipped, recovered=recovered), ""]
    if wanted := needs(outlets):
        lines += ["**Needs a person**", "", *(f"- {_plain(line)}" for line in wanted), ""]
    columns, rows = table(outlets)
    lines += ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(_plain(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Text that stays in its line and its cell."""
    return " ".join(text.split()).replace("|", "\\|")


def _some(values: Sequence[str]) -> str:
    more = len(values) - SHOWN
    return "; ".join(values[:SHOWN]) + (f"; and {more} more" if more > 0 else "")


def _names(outlets: Sequence[OutletResult]) -> str:
    return ", ".join(result.outlet for result in outlets)


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
