"""`aipolicy up` from its first lock to its last child: what is around `flows.serving.supervisor`."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flows.environment import keep_apart, settings
from flows.locks import locked
from flows.serving import address
from flows.serving.child import rotating
from flows.serving.server import listen
from flows.serving.supervisor import CannotStart, Plan, Supervisor

logger = logging.getLogger(__name__)


class AlreadyUp(RuntimeError):
    """Raised by `run`: another `aipolicy up` works on this data folder."""


def run(plan: Plan, ready: Callable[[str, str | None], None] = lambda api, room: None) -> None:
    """Keep the plan's parts alive until SIGTERM or SIGINT; ``ready`` is told the addresses of the API and
    of the reading room, None where there is none.

    Raises AlreadyUp, CannotStart, `flows.environment.SharedDatabase`.
    """
    folder = plan.home / "prefect"
    folder.mkdir(parents=True, exist_ok=True)
    keep_apart(plan.home)
    with ExitStack() as stack:
        lock = folder / ("worker.lock" if plan.join else "up.lock")
        if not stack.enter_context(locked(lock)):
            raise AlreadyUp(_already(plan))
        stack.enter_context(_logging(plan.logs / "up.log"))
        listener = None if plan.join else stack.enter_context(_listener(plan))
        url = plan.join or _url(plan.host, listener)
        room = _room_listener(stack, plan)
        shown = f"http://127.0.0.1:{room.getsockname()[1]}/" if room else None
        supervisor = Supervisor(plan, url, _environment(plan, url), listener, room)
        stack.enter_context(_signals(supervisor.stopping))
        try:
            supervisor.up()
            if not supervisor.stopping.is_set():
                ready(url, shown)
                logger.info("up: %s", url)
            supervisor.watch()
        except CannotStart:
            if not supervisor.stopping.is_set():
                raise
        finally:
            supervisor.down()
            logger.info("stopped")


def _already(plan: Plan) -> str:
    where = address.find(plan.home, patience=0)
    at = f" at {where.removesuffix('/api')}" if where else ""
    return (
        f"`aipolicy up` works on {plan.home} already{at}; stop that one first (Ctrl-C, "
        "systemctl stop aipolicy), or set AIPOLICY_HOME to another folder"
    )


def _listener(plan: Plan) -> socket.socket:
    try:
        return listen(plan.host, plan.port)
    except OSError as error:
        raise CannotStart(
            f"{plan.host}:{plan.port} cannot be listened on ({error.strerror}); what holds the port "
            "is shown by `ss -ltnp`; take another one with --port"
        ) from error


def _room_listener(stack: ExitStack, plan: Plan) -> socket.socket | None:
    """The reading room has no log-in: it listens here alone. Nothing crawled is lost without it."""
    if plan.room is None:
        return None
    try:
        return stack.enter_context(listen("127.0.0.1", plan.room))
    except OSError as error:
        logger.warning(
            "no reading room: 127.0.0.1:%d cannot be listened on (%s); is another `aipolicy web` there? "
            "--room-port takes another port, --no-room does without", plan.room, error.strerror,
        )  # fmt: skip
        return None


def _url(host: str, listener: socket.socket | None) -> str:
    assert listener is not None
    near = host if host not in ("0.0.0.0", "::") else "127.0.0.1"
    return f"http://{f'[{near}]' if ':' in near else near}:{listener.getsockname()[1]}/api"


def _environment(plan: Plan, url: str) -> dict[str, str]:
    """The children's: they find data, server and each other from any folder."""
    defaults = settings(plan.home) | {
        # A run waits half of this until a worker takes it; asking costs the server 2 % of a core.
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        # The server's own loses events, alarms among them, where its SQLite is locked for a moment.
        "PREFECT_SERVER_EVENTS_MESSAGING_BROKER": "flows.serving.patience",
        # What a run says is read in Prefect's pages, too.
        "PREFECT_LOGGING_TO_API_ENABLED": "true",
        "PYTHONUNBUFFERED": "1",
        "NO_COLOR": "1",
    }
    given = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    if "PREFECT_MESSAGING_BROKER" in given:  # the older name still holds
        del defaults["PREFECT_SERVER_EVENTS_MESSAGING_BROKER"]
    own = {"PREFECT_API_URL": url, "AIPOLICY_HOME": str(plan.home)}
    return defaults | given | own


@contextmanager
def _logging(path: Path) -> Iterator[None]:
    """`flows.serving` speaks into a log of its own, beside standard error."""
    handler = rotating(path)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    ours = logging.getLogger("flows.serving")
    before = ours.level
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    try:
        yield
    finally:
        ours.setLevel(before)
        ours.removeHandler(handler)
        handler.close()


@contextmanager
def _signals(stopping: threading.Event) -> Iterator[None]:
    before = {
        number: signal.signal(number, lambda *_: stopping.set())
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
