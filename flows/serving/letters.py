"""Dead letters of Prefect's server: events no automation heard of, and the alarms lost with them.

Prefect's broker in memory gives up on an event after four failures (its SQLite locked; see
`flows.serving.patience`) and writes it to ``<PREFECT_HOME>/dlq/``, one JSON file each, where nothing
of Prefect's ever looks: ``{"data": "<the event as JSON>", "attributes": …, "retry_count": 4}``.
"""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flows.serving.api import ask

logger = logging.getLogger(__name__)

#: As in `flows.automations`, which imports Prefect and so is out of the supervisor's reach.
AUTOMATION, ALARM = "aipolicy failure", "alarm/alarm"
_BAD = ("FAILED", "CRASHED")
_RUN = "prefect.flow-run."
#: Seconds a letter lies untouched before it is read: it may still be being written.
SETTLED = 5.0
#: A failure older than this is no news: it is logged, and nobody is alarmed.
NEWS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Failure:
    """The failed run of a deployment that a letter speaks of."""

    run: str  # its id
    name: str
    what: str  # flow/deployment
    state: str
    message: str
    tries: str
    occurred: datetime

    @property
    def subject(self) -> str:
        return f"aipolicy: {self.what} is {self.state}"

    @property
    def text(self) -> str:
        """The words of the automation, and why they come late."""
        return (
            f"Run {self.name} of {self.what} is {self.state}: "
            f"{self.message[:2000] or 'no reason was given'}\n"
            "What it stored is kept, and the next run goes on from it. `aipolicy runs` and "
            "`aipolicy ledger` say how far it came.\n"
            "Told late, by `aipolicy up`: Prefect's server lost the event while its database was "
            "locked. You may have been told before."
        )


def tell(url: str, folder: Path, pages: str, now: datetime | None = None) -> int:
    """Raise the alarm for each failure among the dead letters in ``folder``; how many were told.

    A letter is set aside in ``read/`` once it is done with. ``pages``: address of Prefect's pages.
    Raises ServerError, OSError; what was not told then is told at the next look.
    """
    told = 0
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not path.is_file() or time.time() - path.stat().st_mtime < SETTLED:
            continue
        try:
            failure = read(path.read_bytes())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            logger.warning("dead letter %s cannot be read (%r); set aside", path.name, error)
            failure = None
        if failure is not None:
            told += _tell(url, failure, pages, now or datetime.now(UTC))
        aside = folder / "read"
        aside.mkdir(exist_ok=True)
        path.rename(aside / path.name)
    return told


def read(letter: bytes) -> Failure | None:
    """The failure a letter speaks of; None where it is of something else, or of the alarm itself.

    A letter holds an event, or a triggered action with its event. Raises ValueError, KeyError,
    TypeError or AttributeError for what is no letter.
    """
    held = json.loads(json.loads(letter)["data"])
    event = held.get("triggering_event", held)
    if event is None:
        return None
    resource: dict[str, str] = event["resource"]
    roles = {
        r.get("prefect.resource.role"): r.get("prefect.resource.name") for r in event["related"]
    }
    deployment = roles.get("deployment")
    if (
        not resource["prefect.resource.id"].startswith(_RUN)
        or resource.get("prefect.state-type") not in _BAD
        or deployment in (None, ALARM.partition("/")[2])
    ):
        return None
    return Failure(
        run=resource["prefect.resource.id"].removeprefix(_RUN),
        name=resource.get("prefect.resource.name", ""),
        what=f"{roles.get('flow')}/{deployment}",
        state=resource.get("prefect.state-name", ""),
        message=resource.get("prefect.state-message", ""),
        tries=resource.get("prefect.run-count", ""),
        occurred=datetime.fromisoformat(event["occurred"]),
    )


def _tell(url: str, failure: Failure, pages: str, now: datetime) -> int:
    """Once a failure, whatever the number of its letters: the server knows the key again."""
    lost = f"{failure.what}, run {failure.name}, is {failure.state}: the server lost the event"
    if now - failure.occurred > NEWS:
        logger.warning("%s more than a day ago; nobody is told any more", lost)
        return 0
    if not _wanted(url):
        logger.warning("%s; no alarm: the automation %r is paused or not made", lost, AUTOMATION)
        return 0
    alarm: dict[str, Any] = ask(url, f"deployments/name/{ALARM}")
    ask(url, f"deployments/{alarm['id']}/create_flow_run", {
        "parameters": {
            "subject": failure.subject, "text": failure.text,
            "link": f"{pages.rstrip('/')}/runs/flow-run/{failure.run}",
        },
        "idempotency_key": f"dead letter {failure.run} {failure.tries}",
    })  # fmt: skip
    logger.warning("%s; the alarm is raised by a run of %s", lost, ALARM)
    return 1


def _wanted(url: str) -> bool:
    """Whether alarms of failed runs are switched on: made only with a channel, paused by people."""
    found = ask(url, "automations/filter", {"automations": {"name": {"any_": [AUTOMATION]}}})
    return any(automation["enabled"] for automation in found)
