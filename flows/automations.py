"""What Prefect's server does by itself: end runs whose process is gone, and raise the alarm.

Made by `aipolicy up` and by `aipolicy automations`, again and again with the same end: an automation
is known by its name, and renewed in place where it differs.

The alarm's webhook is called by the server, so it goes out with every worker dead; e-mail needs a
worker, which runs `flows/alarm.py`. Each failure is told once on each: a run of that flow leaves the
webhook alone, and flow runs without a deployment (parts of another run; a person's, at a terminal)
raise none.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import httpx
from prefect.blocks.webhook import Webhook as WebhookBlock
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import StateType
from prefect.events.actions import CallWebhook, ChangeFlowRunState, RunDeployment
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.settings import get_current_settings
from prefect.types import SecretDict
from pydantic import SecretStr

from flows import alarms

if TYPE_CHECKING:
    from prefect.events.schemas.automations import Automation

logger = logging.getLogger(__name__)

#: Seconds between two heartbeats of a flow run: Prefect's least. The work pool of ``prefect.yaml``
#: gives it to every run as PREFECT_FLOWS_HEARTBEAT_FREQUENCY; Prefect's own 180 would not do.
HEARTBEAT = 30
#: Seconds of silence after which a run is dead. The server looks every 5 s, and the last heartbeat
#: was at most 30 s before the end: Crashed 50 to 86 s after a kill. Two heartbeats may be lost.
WITHIN = 80
#: Seconds from being taken by a worker to Running; a start takes 5 to 10. As long as the run's
#: concurrency slot is leased before its own process renews it (Prefect's default).
BEGIN = 300
#: One alarm for each run in this time: fired at the first event, deaf to the run's others.
ONCE = timedelta(hours=1)
ALARM = "alarm/alarm"
BLOCK = "aipolicy-alarm"

_PENDING = ("Pending", "Submitting", "InfrastructurePending")
_ENDED = ("Completed", "Failed", "TimedOut", "Crashed", "Cancelled", "Suspended")
_BACK = ("Scheduled", "Late", "AwaitingRetry", "AwaitingConcurrencySlot", "Cancelling", "Paused")
_ANY_RUN: dict[str, str | list[str]] = {"prefect.resource.id": "prefect.flow-run.*"}

# Templates, filled in by the server. `flow_run` carries the state of the event itself.
_SUBJECT = "aipolicy: {{ flow.name }}/{{ deployment.name }} is {{ flow_run.state.name }}"
_TEXT = (
    "Run {{ flow_run.name }} of {{ flow.name }}/{{ deployment.name }} is {{ flow_run.state.name }}: "
    "{{ (flow_run.state.message or 'no reason was given')[:2000] }}\n"
    "What it stored is kept, and the next run goes on from it. `aipolicy runs` and "
    "`aipolicy ledger` say how far it came."
)


class NoServer(RuntimeError):
    """There is no Prefect server to make automations on. Raised by `renew` and `ensure`."""


class NoAlarm(RuntimeError):
    """Raised by `_run_alarm`: the server lacks the deployment that sends e-mail."""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one automation; ``detail`` is for people, ``problem`` what they must mend."""

    name: str
    status: Literal["made", "renewed", "unchanged", "left out"]
    detail: str
    problem: str | None = None

    def __str__(self) -> str:
        return "; ".join(filter(None, (f"{self.name}: {self.status}", self.detail, self.problem)))


def ensure(*, within: int = WITHIN) -> list[str]:
    """Make or renew the automations on the server of ``PREFECT_API_URL``; a line for each.

    Raises NoServer. A wrong setting of a channel stops nothing: its line says so.
    """
    return [str(made) for made in renew(within=within)]


def renew(*, within: int = WITHIN) -> list[Made]:
    """`ensure`, for programs. ``within``: seconds without a heartbeat, at least 10."""
    url = get_current_settings().api.url
    if url is None:
        raise NoServer(
            "automations live on a Prefect server, and none is known: start `aipolicy up`, or set "
            "PREFECT_API_URL, such as http://127.0.0.1:4200/api"
        )
    try:
        with _client() as client:
            return [
                _put(client, _heartbeat(within), f"a run silent for {within} s becomes Crashed"),
                _put(client, _begin(), f"a run not begun after {BEGIN} s becomes Crashed"),
                _failure(client, url),
            ]
    except httpx.TransportError as error:
        raise NoServer(
            f"no Prefect server answers at {url} ({type(error).__name__}); is `aipolicy up` running "
            "there?"
        ) from error
    except PrefectHTTPStatusError as error:
        raise NoServer(
            f"the Prefect server at {url} refuses (HTTP {error.response.status_code}); it must be "
            "of the release that `aipolicy` is installed with"
        ) from error


def _client() -> AbstractContextManager[SyncPrefectClient]:
    return get_client(sync_client=True)


# -- the three -------------------------------------------------------------------------------------


def _heartbeat(within: int) -> AutomationCore:
    """Prefect has no such rule of its own: without it a run whose process was killed stays Running
    for ever, and keeps its deployment's concurrency slot.

    A state change that is no end must not stand among the expected: it would satisfy the wait, and
    nothing would start another. A run that has ended is left alone by the server.
    """
    return AutomationCore(
        name="aipolicy heartbeat",
        description="A flow run that stopped sending heartbeats is dead: Crashed, its slot is free.",
        trigger=EventTrigger(
            match=ResourceSpecification(_ANY_RUN),
            for_each={"prefect.resource.id"},
            after={_event("heartbeat")},
            expect={_event("heartbeat"), *map(_event, _ENDED)},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=within),
        ),
        actions=[
            _crash(
                f"no heartbeat for {within} s: its process was killed, or its machine is gone or "
                "cut off. What it fetched is kept; the next run goes on from it"
            )
        ],
    )


def _begin() -> AutomationCore:
    """A worker that dies between taking a run and starting it leaves no heartbeat to miss."""
    return AutomationCore(
        name="aipolicy begin",
        description="A flow run that a worker took and never started is Crashed.",
        trigger=EventTrigger(
            match=ResourceSpecification(_ANY_RUN),
            for_each={"prefect.resource.id"},
            after=set(map(_event, _PENDING)),
            expect=set(map(_event, ("Running", "Retrying", *_ENDED, *_BACK))),
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=BEGIN),
        ),
        actions=[
            _crash(
                f"a worker took it {BEGIN} s ago and has not started it: the worker was killed, or "
                "its machine is gone. Nothing was fetched; the next run does its work"
            )
        ],
    )


def _crash(message: str) -> ChangeFlowRunState:
    return ChangeFlowRunState(state=StateType.CRASHED, name="Crashed", message=message, force=False)


def _failure(client: SyncPrefectClient, url: str) -> Made:
    """The alarm. Without a channel it is not made, and one that is there is left as it is: a shell
    that lacks the settings of the service must not switch the service's alarm off.
    """
    name = "aipolicy failure"
    actions: list[Any] = []
    told, problems = [], []
    for add in (_call_webhook, _write_mail):
        try:
            if (found := add(client, url)) is not None:
                told.append(found[0])
                actions.append(found[1])
        except (alarms.AlarmSettingError, NoAlarm) as error:
            problems.append(str(error))
    problem = "; ".join(problems) or None
    if not actions:
        detail = (
            "no channel is set here: AIPOLICY_ALARM_WEBHOOK, AIPOLICY_SMTP_URL (docs/operations.md)"
        )
        if problem:
            detail = "no channel works"
        if client.read_automations_by_name(name):
            detail += "; the one made before stays"
        return Made(name, "left out", detail, problem)
    core = AutomationCore(
        name=name,
        description="A run of a deployment that Failed, Crashed or TimedOut raises the alarm.",
        trigger=_failed(),
        actions=actions,
    )
    made = _put(client, core, "Failed, Crashed and TimedOut runs are told to " + " and ".join(told))
    return replace(made, problem=problem)


def _call_webhook(client: SyncPrefectClient, api: str) -> tuple[str, CallWebhook] | None:
    webhook = alarms.webhook()
    if webhook is None:
        return None
    block = _webhook_block(webhook.url)
    action = CallWebhook(block_document_id=block, payload=_payload(api))
    return f"{webhook.name} from the server", action


def _write_mail(client: SyncPrefectClient, api: str) -> tuple[str, RunDeployment] | None:
    mail = alarms.mail()
    if mail is None:
        return None
    return f"{mail.name} by a run of {ALARM}", _run_alarm(client, api)


def _failed() -> EventTrigger:
    """By the state's type: a run that ran out of time is named TimedOut, and is FAILED. Not of the
    alarm itself: it would never end. Once for each run in `ONCE`: where Prefect's database is
    locked, the client repeats a state change, and each try sends its event (three were seen).
    """
    bad = [StateType.FAILED.value, StateType.CRASHED.value]
    own = f"!{ALARM.partition('/')[2]}"
    return EventTrigger(
        match=ResourceSpecification(_ANY_RUN | {"prefect.state-type": bad}),
        match_related=ResourceSpecification(
            {"prefect.resource.role": "deployment", "prefect.resource.name": own}
        ),
        for_each={"prefect.resource.id"},
        expect={_event("*")},
        posture=Posture.Reactive,
        threshold=1,
        within=ONCE,
    )


def _event(state: str) -> str:
    return f"prefect.flow-run.{state}"


# -- what the alarm says ---------------------------------------------------------------------------


def _link(api: str) -> str:
    """The page of the failed run in Prefect's UI, as a template."""
    pages = get_current_settings().ui_url or api.removesuffix("/").removesuffix("/api")
    return f"{pages.rstrip('/')}/runs/flow-run/{{{{ flow_run.id }}}}"


def _payload(api: str) -> str:
    """The same JSON as `flows.delivery.Webhook` sends, as a template that gives valid JSON whatever
    the state's message holds. Filled in first, turned into JSON last: `tojson` escapes.
    """
    link = _link(api)
    parts = {
        "text": f"{_SUBJECT}\n{_TEXT}\n{link}", "source": "aipolicy", "subject": _SUBJECT,
        "message": _TEXT, "link": link,
    }  # fmt: skip
    filled = "".join(f"{{% set {k}_ %}}{value}{{% endset %}}" for k, value in parts.items())
    pairs = ", ".join(f'"{key}": {{{{ {key}_|string|tojson }}}}' for key in parts)
    return f"{filled}{{{pairs}}}"


def _webhook_block(url: str) -> UUID:
    """The server's own copy of the address, encrypted in its database as all blocks are."""
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "aipolicy"}
    wanted = WebhookBlock(url=SecretStr(url), headers=SecretDict(headers))
    try:
        found: Any = WebhookBlock.load(BLOCK, _sync=True)  # type: ignore[call-arg]
        if found.url == wanted.url and found.headers == wanted.headers and found._block_document_id:
            return UUID(str(found._block_document_id))
    except ValueError:
        pass  # Prefect's word for "there is none of that name"
    return UUID(str(wanted.save(BLOCK, overwrite=True, _sync=True)))  # type: ignore[call-arg]


def _run_alarm(client: SyncPrefectClient, api: str) -> RunDeployment:
    try:
        deployment = client.read_deployment_by_name(ALARM)
    except ObjectNotFound as error:
        raise NoAlarm(
            f"e-mail is sent by the deployment {ALARM}, which this server does not have yet: "
            "`prefect deploy --all` makes it (`aipolicy up` does so by itself)"
        ) from error
    return RunDeployment(
        source="selected",
        deployment_id=deployment.id,
        job_variables=None,
        parameters={
            "subject": _SUBJECT, "text": _TEXT, "link": _link(api), "channels": ["mail"],
        },
    )  # fmt: skip


# -- idempotently ----------------------------------------------------------------------------------


def _put(client: SyncPrefectClient, wanted: AutomationCore, detail: str) -> Made:
    """One automation of that name, as wanted. One that a person has paused stays paused."""
    found = client.read_automations_by_name(wanted.name)
    if not found:
        client.create_automation(wanted)
        return Made(wanted.name, "made", detail)
    first, *others = sorted(found, key=lambda a: str(a.id))
    for other in others:  # two machines made it at the same moment
        client.delete_automation(other.id)
    if not first.enabled:
        wanted = wanted.model_copy(update={"enabled": False})
        detail += "; it is paused in Prefect's pages"
    if not others and _content(first) == _content(wanted):
        return Made(wanted.name, "unchanged", detail)
    client.update_automation(
        first.id, AutomationCore(**wanted.model_dump(exclude={"owner_resource"}))
    )
    return Made(wanted.name, "renewed", detail)


def _content(automation: AutomationCore | Automation) -> Any:
    """What an automation says, without what the server adds; sets in order."""
    fields = ("name", "description", "enabled", "trigger", "actions")
    return _ordered(automation.model_dump(mode="json", include=set(fields)))


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _ordered(v) for k, v in sorted(value.items()) if k != "id"}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return sorted(map(_ordered, value), key=repr)
    return value
