"""What a death or a long sleep left on Prefect's server: runs nobody works on, long overdue, or lost."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.serving.api import AT_WORK, WAITING, ask

logger = logging.getLogger(__name__)

#: A scheduled run this long past its time was missed: the machine slept, or nothing was up.
MISSED = timedelta(seconds=60)
#: What Prefect 3.8.8 says of a run it cancels while a worker starts it, since a server that was killed
#: forgot that the run has its deployment's place.
LOST = "Deployment concurrency slot lost"
#: How far back lost runs are looked for.
RECENT = timedelta(minutes=30)
#: Begins the idempotency key of a run made again.
AGAIN = "again "
#: How many runs are looked at in one go; the server gives no more.
PAGE = 200


def overdue(runs: Iterable[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """Of runs waiting to be started: those missed, but for each deployment's newest. That one
    catches up for all of them, since a run fetches whatever is new.
    """
    newest: dict[str, datetime] = {}
    missed = []
    for run in runs:
        due = datetime.fromisoformat(run["expected_start_time"])
        if run["deployment_id"] and run["auto_scheduled"] and now - due > MISSED:
            missed.append((due, run))
            newest[run["deployment_id"]] = max(due, newest.get(run["deployment_id"], due))
    return [run for due, run in missed if due < newest[run["deployment_id"]]]


def pass_over(url: str, pool: str, now: datetime | None = None) -> int:
    """Cancel the missed scheduled runs of a pool but the newest of each deployment; how many.

    Without it they would run one after another as soon as something is up again.
    """
    runs = _runs(url, pool, WAITING)
    extra = overdue(runs, now or datetime.now(UTC))
    for run in extra:
        _set(url, run, "CANCELLED", "missed while the machine slept or nothing was up; "
             "the newest missed run of this deployment catches up for all")  # fmt: skip
    if extra:
        logger.warning("%d missed scheduled runs passed over; one a deployment catches up", len(extra))  # fmt: skip
    return len(extra)


def bury(url: str, pool: str, worker: str) -> int:
    """Say that the runs of a dead worker are dead; how many. Their places are free at once, and the
    failure automation hears of it. The corpus is mended by the next run.
    """
    dead = [
        run
        for run in _runs(url, pool, AT_WORK)
        if (run.get("labels") or {}).get("prefect.worker.name") == worker
    ]
    for run in dead:
        _set(url, run, "CRASHED", f"its worker {worker} was killed or the machine went down; "
             "the next run goes on with what this one fetched")  # fmt: skip
    if dead:
        logger.warning("%d runs of the dead worker marked as crashed", len(dead))
    return len(dead)


def start_again(url: str, pool: str, told: set[str], now: datetime | None = None) -> int:
    """Make runs that lost their place again, once, as they were; how many. Of a schedule the next
    comes anyway. ``told``: ids of those done with; grows.
    """
    since = (now or datetime.now(UTC)) - RECENT
    made = 0
    for run in _runs(url, pool, ("CANCELLED",), end_time={"after_": since.isoformat()}):
        said = run["state"].get("message") or ""
        if not said.startswith(LOST) or run["id"] in told:
            continue
        what = f"run {run['name']} was cancelled before it began, its place lost with the server"
        if run["auto_scheduled"] or not run["deployment_id"]:
            logger.warning("%s; the next of its schedule does its work", what)
        elif (run.get("idempotency_key") or "").startswith(AGAIN):
            logger.error("%s, for the second time; trigger it again: prefect deployment run", what)
        else:
            new = ask(url, f"deployments/{run['deployment_id']}/create_flow_run", {
                "parameters": run["parameters"], "tags": run["tags"],
                "idempotency_key": AGAIN + run["id"],
            })  # fmt: skip
            logger.warning("%s; it is made again as %s", what, new["name"])
            made += 1
        told.add(run["id"])
    return made


def _runs(url: str, pool: str, states: tuple[str, ...], **more: Any) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = ask(url, "flow_runs/filter", {
        "flow_runs": {"state": {"type": {"any_": list(states)}}} | more,
        "work_pools": {"name": {"any_": [pool]}},
        "sort": "EXPECTED_START_TIME_ASC", "limit": PAGE,
    })  # fmt: skip
    return runs


def _set(url: str, run: dict[str, Any], state: str, message: str) -> None:
    wanted = {"type": state, "name": state.capitalize(), "message": message}
    ask(url, f"flow_runs/{run['id']}/set_state", {"state": wanted, "force": True})
