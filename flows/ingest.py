"""`ingest`: crawl → extract → judge → match → store → settle → report, by schedule or by hand.

A task of Prefect's for each crawl process and for each outlet, whatever its number of articles: the
stages are plain functions, called batch by batch.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Annotated, Any, Literal

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from db.session import retrying
from flows.progress import Step, tell
from flows.run import IngestRun, RunReport, open_run
from flows.spread import belongs, spread_out, still_to_do, wanted
from flows.stages import account, process, report
from flows.stages.arrivals import arrivals
from flows.stages.crawl import crawl
from flows.stages.searchable import searchable
from flows.stages.tally import Tally

logger = logging.getLogger(__name__)
#: Nothing of a stage is cached or kept by Prefect: the archive and the database are the truth.
stage: Any = partial(task, cache_policy=NO_CACHE, persist_result=False)

crawl_group = stage(crawl, name="crawl", task_run_name="crawl {order.outlets}")
publish_report = stage(report.publish, name="report")

#: Crawl processes at a time. They wait for sites, not for this machine.
CRAWLS = 4


@flow(
    name="ingest",
    description="Fetch what is new from the outlets, store what is AI policy, account for it all.",
    task_runner=ThreadPoolTaskRunner(max_workers=CRAWLS),  # type: ignore[arg-type]
    persist_result=False,
)
def ingest(
    outlets: list[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    kind: Literal["national", "regional", "government"] | None = None,
    trigger: Literal["schedule", "hand", "demo"] = "schedule",
    deadline: Annotated[int, Field(ge=1)] = 3600,
    spread: bool | None = None,
    part_of: str | None = None,
) -> RunReport:
    """One run.

    Args:
        outlets: codes such as kbs or kyongbuk; empty means every active outlet.
        since: first day of the window in Asia/Seoul, YYYY-MM-DD; empty means what is new.
        until: last day of the window, inclusive; empty means today.
        kind: where no outlets are named, only those of this kind.
        trigger: what started the run.
        deadline: seconds after which a crawl process is ended; what it has is kept.
        spread: start the groups of outlets as runs of their own that any worker takes; empty means as
            AIPOLICY_SPREAD says in the worker's environment.
        part_of: the run that started this one for a group of its outlets; leave it empty.
    """
    if wanted(spread, outlets, kind):
        return spread_out(outlets, kind, since, until, trigger, deadline, here=ingest)
    if part_of and not (outlets := still_to_do(outlets or [], part_of, since, until)):
        return RunReport(part_of, ())
    with open_run(outlets, kind, since, until, trigger, deadline) as run:
        if part_of:
            belongs(run.engine, run.run_id, part_of)
        for code, returncode in arrivals(run.orders, crawl_group.submit):
            _outlet(run, code, returncode)
        published: RunReport = publish_report(run)
        return published


def _outlet(run: IngestRun, code: str, returncode: int | None) -> None:
    """A fault in one outlet leaves the others alone."""
    try:
        # The run is no parameter of the task: Prefect walks through all it is handed, which for a
        # hundred outlets took a third of the time.
        part = stage(partial(take_in, run), name="take in", task_run_name="take in {code}")
        retrying(lambda: part(code, returncode))  # the database may be away for a moment
    except Exception as error:
        logger.exception("%s failed while its captures were processed", code)
        run.fail(code, error)


def take_in(run: IngestRun, code: str, returncode: int | None) -> None:
    """One outlet's captures through the stages, one batch in memory at a time; its ledger closed,
    and what was stored findable.
    """
    with run.holding(code) as work:
        log, tally = process.open_log(work), Tally()
        for batch in process.batches(work, log, tally):
            process.extract_batch(run.engine, batch)
            process.judge_batch(batch)
            process.match_batch(batch)
            process.store_batch(run.engine, batch)
            tell(Step(code, "process", len(log.discovered), len(batch.keys)))
        process.settle_outlet(run.engine, work, tally)
        run.add(account.close(run.engine, work, log, tally, returncode=returncode))
    searchable(run.engine)
