"""Parts of a run as runs of their own: who does them, and what becomes of those that nobody does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from prefect.client.schemas.objects import State
from prefect.client.schemas.responses import SetStateStatus
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled, Completed, Crashed, Pending, Running, Scheduled

from flows import parts
from flows.parts import Part, SpreadError, carry_out

#: What a worker does with a run at each look; the last one stays.
Fate = Sequence[State[Any]]


class Prefect:
    """A Prefect server of which only the answers are needed. ``fates`` in the order of the parts."""

    api_url = "http://127.0.0.1:4200/api"

    def __init__(self, *fates: Fate, deployed: bool = True, refuses: bool = False) -> None:
        self.fates = fates
        self.deployed = deployed
        self.refuses = refuses
        self.made: dict[UUID, list[State[Any]]] = {}
        self.given: list[dict[str, Any]] = []
        self.cancelled: list[UUID] = []

    def read_deployment_by_name(self, name: str) -> Any:
        if not self.deployed:
            raise ObjectNotFound(http_exc=ValueError(name))
        return SimpleNamespace(id=uuid4())

    def create_flow_run_from_deployment(self, deployment: UUID, **given: Any) -> Any:
        id_ = uuid4()
        self.made[id_] = list(self.fates[len(self.made)])
        self.given.append(given)
        return SimpleNamespace(id=id_)

    def read_flow_runs(self, *, flow_run_filter: Any) -> list[Any]:
        ids = [id_ for id_ in flow_run_filter.id.any_ if id_ in self.made]
        return [SimpleNamespace(id=id_, state=self._next(id_)) for id_ in ids]

    def _next(self, id_: UUID) -> State[Any]:
        states = self.made[id_]
        return states.pop(0) if len(states) > 1 else states[0]

    def read_flow_run(self, id_: UUID) -> Any:
        return SimpleNamespace(state=self.made[id_][0])

    def set_flow_run_state(self, id_: UUID, state: State[Any]) -> Any:
        if self.refuses:
            self.made[id_] = [Completed()]
            return SimpleNamespace(status=SetStateStatus.ABORT)
        self.cancelled.append(id_)
        self.made[id_] = [state]
        return SimpleNamespace(status=SetStateStatus.ACCEPT)


def status(code: int) -> httpx.HTTPStatusError:
    request = httpx.Request("POST", Prefect.api_url)
    return httpx.HTTPStatusError(str(code), request=request, response=httpx.Response(code))


def fails(
    prefect: Prefect, monkeypatch: pytest.MonkeyPatch, name: str, *troubles: httpx.HTTPError
) -> None:
    """The first requests of this kind end so; then it answers."""
    left, well = list(troubles), getattr(prefect, name)

    def ask(*args: Any, **given: Any) -> Any:
        if left:
            raise left.pop(0)
        return well(*args, **given)

    monkeypatch.setattr(prefect, name, ask)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PATIENCE", -1.0)
    monkeypatch.setattr(parts, "POLL", 0.0)


def carry(
    monkeypatch: pytest.MonkeyPatch, prefect: Prefect, *, here: Callable[[Part], Any] | None = None,
    limit: float = 60.0, **more: Any,
) -> list[Part]:  # fmt: skip
    @contextmanager
    def client() -> Iterator[Prefect]:
        yield prefect

    monkeypatch.setattr(parts, "client", client)
    made = [Part(f"part {n}", {"n": n}) for n in range(1, len(prefect.fates) + 1)]
    nobody = here or (lambda part: pytest.fail(f"{part.name} was done here"))
    carry_out("ingest/group", "run-1", made, here=nobody, limit=limit, **more)
    return made


def test_what_workers_do_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    prefect = Prefect([Pending(), Running(), Completed()], [Running(), Running(), Completed()])
    made = carry(monkeypatch, prefect)
    assert [(part.over, part.here, part.problem) for part in made] == [(True, False, None)] * 2
    assert [given["parameters"] for given in prefect.given] == [{"n": 1}, {"n": 2}]


def test_starting_is_done_once_even_when_its_answer_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prefect = Prefect([Completed()], [Completed()])
    carry(monkeypatch, prefect)
    keys = [given["idempotency_key"] for given in prefect.given]
    assert keys == ["run-1 part 1", "run-1 part 2"]


def test_what_no_worker_takes_is_done_here_the_last_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """So a single worker with room for a single run is enough."""
    did: list[str] = []
    prefect = Prefect([Scheduled()], [Scheduled()])
    made = carry(monkeypatch, prefect, here=lambda part: did.append(part.name))
    assert did == ["part 2", "part 1"]
    assert all(part.here and part.problem is None for part in made)
    assert len(prefect.cancelled) == 2


def test_what_a_worker_has_just_taken_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    (part,) = carry(monkeypatch, Prefect([Scheduled()], refuses=True))
    assert (part.here, part.problem) == (False, None)


def test_a_fault_here_is_that_parts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails_first(part: Part) -> None:
        if part.name == "part 2":
            raise ValueError("broken")

    made = carry(monkeypatch, Prefect([Scheduled()], [Scheduled()]), here=fails_first)
    assert [part.problem for part in made] == [None, "ValueError: broken"]


@pytest.mark.parametrize(
    ("fate", "said"),
    [
        ([Crashed(message="no heartbeat")], "'part 1' ended as Crashed: no heartbeat"),
        ([Cancelled()], "ended as Cancelled"),
    ],
)
def test_a_run_that_ends_badly_is_told(
    monkeypatch: pytest.MonkeyPatch, fate: Fate, said: str
) -> None:
    (part,) = carry(monkeypatch, Prefect(fate))
    assert said in (part.problem or "")


def test_a_run_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    (part,) = carry(monkeypatch, Prefect([Running()]), limit=-1.0)
    assert "came to no end" in (part.problem or "")


def test_a_run_whose_machine_died_is_told_before_prefect_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (part,) = carry(monkeypatch, Prefect([Running()]), dead=lambda some: {p.name for p in some})
    assert "died" in (part.problem or "")


def test_a_run_that_was_deleted_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    prefect = Prefect([Running()])
    monkeypatch.setattr(prefect, "read_flow_runs", lambda **more: [])
    (part,) = carry(monkeypatch, prefect)
    assert "deleted" in (part.problem or "")


@pytest.mark.parametrize(
    "trouble", [httpx.ConnectError("refused"), httpx.ReadTimeout("busy"), status(500), status(503)]
)
def test_a_server_that_is_away_for_a_while_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, trouble: httpx.HTTPError
) -> None:
    prefect = Prefect([Running(), Completed()])
    fails(prefect, monkeypatch, "read_flow_runs", trouble, trouble)
    fails(prefect, monkeypatch, "create_flow_run_from_deployment", trouble)
    (part,) = carry(monkeypatch, prefect)
    assert (part.over, part.problem) == (True, None)


def test_what_the_server_refuses_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    prefect = Prefect([Running()])
    fails(prefect, monkeypatch, "read_flow_runs", status(403))
    with pytest.raises(httpx.HTTPStatusError):
        carry(monkeypatch, prefect)


def test_a_server_that_stays_away_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "AWAY", -1.0)
    prefect = Prefect([Running()])
    fails(prefect, monkeypatch, "read_flow_runs", httpx.ConnectError("refused"))
    with pytest.raises(httpx.ConnectError):
        carry(monkeypatch, prefect)


def test_without_the_deployment_nothing_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    prefect = Prefect([Running()], deployed=False)
    with pytest.raises(SpreadError, match=r"no deployment ingest/group.*prefect deploy --all"):
        carry(monkeypatch, prefect)
    assert prefect.made == {}
