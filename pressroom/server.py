"""The loopback server: ``http://127.0.0.1:PORT/<real host>/<path?query>`` answers as the real site.

Addresses of its own, under ``/_pressroom/``: ``status`` and ``hosts`` (JSON), ``clock`` (GET tells,
POST with ``?advance=SECONDS`` moves it), ``faults`` (GET lists, POST a JSON object adds, DELETE
clears). A host that is not a site's is answered 502.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any

from pressroom.clock import Clock
from pressroom.faults import FaultError, Faults, Rule, read_spec
from pressroom.newsroom import build_world
from pressroom.sites.base import Answer, Desk, Request, Shelves, as_json, plain
from pressroom.sites.members import Member, check, desk
from pressroom.sites.registry import by_host
from pressroom.wire import Log, Server
from pressroom.world import World


class PressRoom:
    """The press room, for use with ``with``: serves in a thread of its own until left."""

    def __init__(
        self,
        world: World | None = None,
        *,
        scale: float = 1.0,
        seed: int | None = None,
        outlets: Iterable[str] | None = None,
        now: datetime | None = None,
        faults: Sequence[Rule | str] = (),
        port: int = 0,
        members: Sequence[Member] = (),
    ) -> None:
        """Build the world (unless one is given) and bind 127.0.0.1; 0 takes a free port.

        ``faults`` are rules or specifications as on the command line (`faults.read_spec`).
        ``members`` are further outlets of the CMS families; a world that is given needs none.

        Raises:
            FaultError: a specification cannot be read.
            OSError: the port is taken.
            ValueError: an outlet code is not one of the press room's, or a member cannot be made.
        """
        # First, so that a mistake in them is told before a world is built.
        self.faults = Faults([read_spec(f) if isinstance(f, str) else f for f in faults])
        members = check(members)
        self.clock = Clock(now or (world.now if world else Clock().now))
        if world is None:
            more: dict[str, Any] = {} if seed is None else {"seed": seed}
            world = build_world(
                now=self.clock.now, scale=scale, outlets=outlets, more=map(desk, members), **more
            )
        self.world = world
        self.shelves = Shelves(world)
        self.sites = by_host(members)
        self.log = Log()
        self.closing = Event()
        self._desk = Desk(self.shelves, self.clock.now)
        self._desk_lock = Lock()
        self._server = Server(("127.0.0.1", port), self)
        self._thread: Thread | None = None

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def desk(self) -> Desk:
        """What is out at this moment of the clock."""
        desk, now = self._desk, self.clock.now
        if desk.now != now:
            with self._desk_lock:
                desk = self._desk = Desk(self.shelves, now)
        return desk

    def start(self) -> PressRoom:
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving; hanging answers are let go."""
        self.closing.set()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()

    def __enter__(self) -> PressRoom:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def answer(self, request: Request) -> Answer:
        """What this request is answered, before conditional requests and the wire."""
        site = self.sites.get(request.host)
        if site is None:
            return plain(f"the press room has no site {request.host!r}\n", 502)
        return self.faults.answer(request, self.desk, site.answer)

    def packs(self, host: str) -> bool:
        """Does this host answer in gzip when asked to?"""
        site = self.sites.get(host)
        return site is not None and site.packs

    # Its own addresses

    def own(self, request: Request) -> Answer:
        name = request.path.strip("/")
        if name == "status":
            return as_json(self._status())
        if name == "hosts":
            return as_json({host: site.outlet for host, site in sorted(self.sites.items())})
        if name == "clock":
            if request.method == "POST":
                try:
                    self.clock.advance(timedelta(seconds=float(request.arg("advance", "0"))))
                except ValueError:
                    return plain("advance takes seconds, as in ?advance=3600\n", 400)
            return as_json({"now": self.clock.now.isoformat()})
        if name == "faults":
            return self._own_faults(request)
        return plain("the press room answers status, hosts, clock and faults\n", 404)

    def _status(self) -> dict[str, Any]:
        counts = {outlet: len(self.desk.out(outlet)) for outlet in self.world.outlets}
        return {
            "now": self.clock.now.isoformat(),
            "seed": self.world.seed,
            "requests": len(self.log),
            "out": counts,
            "faults": len(self.faults.rules),
        }

    def _own_faults(self, request: Request) -> Answer:
        if request.method == "DELETE":
            self.faults.clear()
        elif request.method == "POST":
            try:
                self.faults.add(**json.loads(request.form.get("", "")))
            except (FaultError, TypeError, json.JSONDecodeError) as error:
                return plain(f"{error}\n", 400)
        rows = [asdict(rule) for rule in self.faults.rules]
        return as_json(rows)
