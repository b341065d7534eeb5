"""`ingest`: crawl → extract → judge → match → store → settle → report, by schedule or by hand."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any, Literal

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed
from prefect.task_runners import ThreadPoolTaskRunner

from flows.progress import Step, tell
from flows.run import IngestRun, RunReport, open_run
from flows.stages import account, process, report
from flows.stages.crawl import crawl
from flows.stages.tally import Tally

logger = logging.getLogger(__name__)
#: Nothing of a stage is cached or kept by Prefect: the archive and the database are the truth.
stage: Any = partial(task, cache_policy=NO_CACHE, persist_result=False)

crawl_group = stage(crawl, name="crawl", task_run_name="crawl {order.outlets}")
extract = stage(process.extract_batch, name="extract")
judge = stage(process.judge_batch, name="judge")
match = stage(process.match_batch, name="match")
store = stage(process.store_batch, name="store")
settle = stage(process.settle_outlet, name="settle")
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
    deadline: int = 3600,
) -> RunReport:
    """One run.

    Args:
        outlets: codes such as kbs or kyongbuk; empty means every active outlet.
        since: first day of the window in Asia/Seoul, YYYY-MM-DD; empty means what is new.
        until: last day of the window, inclusive; empty means today.
        kind: only outlets of this kind.
        trigger: what started the run.
        deadline: seconds after which a crawl process is ended; what it has is kept.
    """
    with open_run(outlets, kind, since, until, trigger, deadline) as run:
        crawls = {crawl_group.submit(order): order for order in run.orders}
        for finished in as_completed(list(crawls)):
            returncode = finished.result(raise_on_failure=False)
            for code in crawls[finished].outlets:
                _outlet(run, code, returncode if isinstance(returncode, int) else None)
        report: RunReport = publish_report(run)
        return report


def _outlet(run: IngestRun, code: str, returncode: int | None) -> None:
    """One outlet's captures through the stages. A fault in one outlet leaves the others alone."""
    try:
        work = run.work(code)
        log = process.open_log(work)
        tally = Tally()
        for batch in process.batches(work, log, tally):
            extract(batch)
            judge(batch)
            match(batch)
            store(run.engine, batch)
            tell(Step(code, "process", len(log.discovered), len(batch.keys)))
        settle(run.engine, work, tally)
        run.add(account.close(run.engine, work, log, tally, returncode=returncode))
    except Exception as error:
        logger.exception("%s failed while its captures were processed", code)
        run.fail(code, f"{type(error).__name__}: {error}")
