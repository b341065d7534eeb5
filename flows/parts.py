"""Parts of a run as deployment runs of their own: any worker on any machine takes them.

The run that waits for its parts is no idler that blocks a worker: a part that nobody takes soon, it
does itself. So one worker with room for a single run is enough, and none will do. Nothing here says
what a part does; that two runs of one part do no harm is the part's own affair.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun, State
from prefect.client.schemas.responses import SetStateStatus
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled

logger = logging.getLogger(__name__)
T = TypeVar("T")

#: Seconds a part waits for a worker before the run does it itself.
PATIENCE = 30.0
#: Seconds between two looks at the parts: one request for all of them.
POLL = 3.0
#: Seconds for which a Prefect server that is away, or too busy to answer, is waited for.
AWAY = 900.0
#: Parts asked for at once: what Prefect gives in one answer.
PAGE = 200


class SpreadError(Exception):
    """Raised by `carry_out` before anything is begun: the Prefect server has no deployment to start
    parts of.
    """


@dataclass(slots=True)
class Part:
    """One part. ``parameters`` are its run's; ``problem`` tells why it came to no good end."""

    name: str
    parameters: dict[str, Any]
    flow_run: UUID | None = None
    state: str = "SCHEDULED"
    since: float = field(default_factory=time.monotonic)  # in this state
    over: bool = False
    here: bool = False
    problem: str | None = None

    @property
    def waited(self) -> float:
        return time.monotonic() - self.since

    def end(self, problem: str | None) -> None:
        self.over, self.problem = True, problem

    def see(self, run: FlowRun | None, limit: float) -> None:
        """What Prefect says of it."""
        if run is None or run.state is None:
            self.end("its run was deleted from the Prefect server")
        elif run.state.is_final():
            said = f": {run.state.message}" if run.state.message else ""
            how = f"its run {self.name!r} ended as {run.state.name}{said}"
            self.end(None if run.state.is_completed() else how)
        elif run.state.type.value != self.state:
            self.state, self.since = run.state.type.value, time.monotonic()
        elif self.state != "SCHEDULED" and self.waited > limit:
            self.end(f"its run {self.name!r} came to no end in {limit:.0f} s ({self.state})")


#: Parts whose run was seen at work and is dead, whatever Prefect says.
Dead = Callable[[Sequence[Part]], Collection[str]]


def client() -> AbstractContextManager[SyncPrefectClient]:
    return get_client(sync_client=True)


def deployed(deployment: str) -> bool:
    """Does the Prefect server of this process know it?"""
    with client() as prefect:
        try:
            prefect.read_deployment_by_name(deployment)
        except ObjectNotFound:
            return False
    return True


def carry_out(
    deployment: str,
    run_id: str,
    parts: Sequence[Part],
    *,
    here: Callable[[Part], Any],
    limit: float,
    dead: Dead = lambda parts: (),
) -> None:
    """Start a run of the deployment for each part, and wait until all are over: ended, done ``here``,
    or given up after ``limit`` seconds of work.

    Raises SpreadError.
    """
    with client() as prefect:
        _start(prefect, deployment, run_id, parts)
        while left := [part for part in parts if not part.over]:
            _patiently(partial(_look, prefect, left, limit, dead))
            lying = [
                p for p in left if not p.over and p.state == "SCHEDULED" and p.waited > PATIENCE
            ]
            if lying:
                # The last one: workers begin with the first.
                _do(prefect, lying[-1], here)
            elif not all(part.over for part in left):
                time.sleep(POLL)


def _start(prefect: SyncPrefectClient, deployment: str, run_id: str, parts: Sequence[Part]) -> None:
    try:
        id_ = _patiently(lambda: prefect.read_deployment_by_name(deployment)).id
    except ObjectNotFound:
        raise SpreadError(
            f"the Prefect server at {prefect.api_url} has no deployment {deployment}; make it with "
            "`prefect deploy --all`, or run without spreading"
        ) from None
    for part in parts:
        create = partial(
            prefect.create_flow_run_from_deployment, id_, parameters=part.parameters,
            name=part.name, tags=["part", run_id], idempotency_key=f"{run_id} {part.name}",
        )  # fmt: skip
        made = _patiently(create)
        part.flow_run, part.since = made.id, time.monotonic()
    logger.info("run %s: %d runs of %s started", run_id, len(parts), deployment)


def _look(prefect: SyncPrefectClient, parts: Sequence[Part], limit: float, dead: Dead) -> None:
    found: dict[UUID, FlowRun] = {}
    ids = [part.flow_run for part in parts if part.flow_run is not None]
    for start in range(0, len(ids), PAGE):
        wanted = FlowRunFilter(id=FlowRunFilterId(any_=ids[start : start + PAGE]))
        found |= {run.id: run for run in prefect.read_flow_runs(flow_run_filter=wanted)}
    for part in parts:
        part.see(found.get(part.flow_run) if part.flow_run else None, limit)
    gone = dead([part for part in parts if not part.over and part.state != "SCHEDULED"])
    for part in parts:
        if part.name in gone and not part.over:
            part.end(f"the process of its run {part.name!r} died, or its machine did")


def _do(prefect: SyncPrefectClient, part: Part, here: Callable[[Part], Any]) -> None:
    """Do a part in this process, unless a worker has just taken it."""
    assert part.flow_run is not None
    mine: State[Any] = Cancelled(
        message="no worker took it; the run that it is a part of does it itself"
    )
    flow_run = part.flow_run
    state = _patiently(lambda: prefect.read_flow_run(flow_run).state)
    if state is None or not state.is_scheduled():
        return
    said = _patiently(lambda: prefect.set_flow_run_state(flow_run, mine))
    if said.status is not SetStateStatus.ACCEPT:
        return
    part.here = True
    try:
        here(part)
        part.end(None)
    except Exception as error:
        # One part's fault is that part's: the others go on.
        logger.exception("%s failed", part.name)
        part.end(f"{type(error).__name__}: {error}")


def _patiently(ask: Callable[[], T]) -> T:
    """Ask again while the server is away or too busy to answer: parts go on without it, and so does
    the run that waits for them. Whatever is asked here may be asked twice.
    """
    until = time.monotonic() + AWAY
    while True:
        try:
            return ask()
        except httpx.HTTPError as error:
            refused = isinstance(error, httpx.HTTPStatusError) and error.response.status_code < 500
            if refused or time.monotonic() > until:
                raise
            logger.warning("the Prefect server does not answer (%s); asked again", error)
            time.sleep(POLL)
