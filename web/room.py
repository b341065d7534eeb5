"""The room: a corpus opened for reading, a few threads that ask it, templates, and a short memory."""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from db.readonly import asking
from web import answers, corpus, reads
from web.errors import Busy
from web.links import Links
from web.words import Tongue

T = TypeVar("T")
_log = logging.getLogger(__name__)
#: Questions asked at once: more would not be faster on one machine, and each holds a connection.
AT_ONCE = 4
#: Exports that run at once, beside those.
EXPORTS = 8
#: And by a process of their own (`db.exports.apart`), each of which holds 200 MB.
APART = 2
#: Seconds a visitor waits for a turn.
PATIENCE = 20.0
#: Seconds for which what everybody asks (facets of everything, counts, trends) is kept while a run is
#: writing; between two runs nothing changes it but imports of labels and the like.
MEMORY = 60.0
LONG_MEMORY = 600.0
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, with everything a page needs to answer it."""

    request: Request
    session: Session
    room: Room
    t: Tongue
    links: Links

    @property
    def parameters(self) -> Any:
        return self.request.query_params

    def part(self, name: str) -> str:
        """A piece of the path."""
        return str(self.request.path_params[name])

    def remembered(self, key: Hashable, compute: Callable[[], T]) -> T:
        """What is the same for every visitor, computed anew after each run."""
        run = reads.last_run(self.session)
        seconds = LONG_MEMORY if run and run.status != "running" else MEMORY
        of = (run.id, run.status) if run else None
        return self.room.memory.get(key, compute, of=of, seconds=seconds)

    def base(self) -> str:
        """The room's own address as the visitor wrote it; its host was checked."""
        return str(self.request.base_url).rstrip("/")


@dataclass(frozen=True, slots=True)
class Answer:
    """A page: its template and what that needs."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


Page = Callable[[Visit], Answer | Response]


class Memory:
    """Keeps what is asked again and again. It is computed by one visit at a time; meanwhile others get
    what there was before.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[float, Hashable, Any]] = {}
        self._locks: defaultdict[Hashable, threading.Lock] = defaultdict(threading.Lock)

    def get(
        self,
        key: Hashable,
        compute: Callable[[], T],
        *,
        of: Hashable = None,
        seconds: float = MEMORY,
    ) -> T:
        """``of`` says which state of the corpus it is of: at another one it is computed anew."""
        kept, lock = self._kept.get(key), self._locks[key]
        if not _holds(kept, of) and lock.acquire(blocking=kept is None):
            try:
                kept = self._kept.get(key)
                if not _holds(kept, of):
                    kept = (time.monotonic() + seconds, of, compute())
                    self._kept[key] = kept
            finally:
                lock.release()
        assert kept is not None  # who found nothing waited for the lock
        found: T = kept[2]
        return found


def _holds(kept: tuple[float, Hashable, Any] | None, of: Hashable) -> bool:
    return kept is not None and kept[0] >= time.monotonic() and kept[1] == of


class Room:
    """``engine`` answers within its time; ``patient`` is for exports, which read on for minutes."""

    def __init__(self, engine: Engine, patient: Engine) -> None:
        self.engine = engine
        self.patient = patient
        for one in (engine, patient):
            corpus.follow(one)
        self.memory = Memory()
        self.exporting = threading.BoundedSemaphore(EXPORTS)
        self.apart = threading.BoundedSemaphore(APART)
        self.templates = _environment()
        self._turns: anyio.CapacityLimiter | None = None

    async def serve(self, request: Request, page: Page) -> Response:
        """The page's answer, made in one of the few threads; a sentence where there is none."""
        if self._turns is None:  # belongs to the running loop
            self._turns = anyio.CapacityLimiter(AT_ONCE)
        with anyio.move_on_after(PATIENCE):
            return await anyio.to_thread.run_sync(
                self._answered, request, page, limiter=self._turns
            )
        return answers.told(self.templates, request, Busy())

    def _answered(self, request: Request, page: Page) -> Response:
        t, links = answers.tongue(request)
        try:
            with asking(self.engine) as session:
                answer = page(Visit(request, session, self, t, links))
                if isinstance(answer, Response):
                    return answer
                return answers.render(
                    self.templates, request, answer.template, answer.values, answer.status
                )
        except answers.TELLABLE as error:
            return answers.told(self.templates, request, error)
        except DBAPIError as error:
            _log.exception("the corpus cannot be asked")
            said = corpus.told(self.engine, error)
            return answers.told(self.templates, request, said)


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
