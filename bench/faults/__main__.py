"""``make faults``: each fault at least twenty times, on fresh corpora of a few strikes each; then one
run that nothing disturbs, and the corpus compared with that of an undisturbed run.

Prints a line a fault and exits 1 when anything was lost, stored twice, left open, or hung.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench.faults import kills, misbehaviour, postgres, surroundings, unattended
from bench.faults.rig import Home, Rig, Strike, Unsound, corpus, count
from bench.faults.surroundings import Unavailable
from db.session import open_engine
from flows.serving.api import healthy
from flows.serving.server import listen
from pressroom.faults import KINDS
from pressroom.server import PressRoom

#: Strikes on one corpus before it is run to the end: later ones would find nothing left to do.
STRIKES = 4
#: A strike that came too late does not count; but so many tries for one are enough.
TRIES = 3


def strikes(rig: Rig, times: int, strike: Strike, home: Callable[[str], Home]) -> int:
    """Strike fresh corpora until it hit ``times``; how often it did. Raises Unsound."""
    hits = tries = homes = 0
    while hits < times and tries < TRIES * times:
        struck = home(str(homes))
        homes += 1
        for _ in range(STRIKES):
            tries += 1
            hits += strike(rig, struck)
        struck.extra.clear()
        rig.quiet(struck)
        rig.compare(struck)
    return hits


def plain(rig: Rig, name: str, strike: Strike, times: int) -> int:
    return strikes(rig, times, strike, lambda n: Home(rig.folder / f"{name}-{n}"))


def on_small_disk(rig: Rig, name: str, strike: Strike, times: int) -> int:
    hits = homes = 0
    while hits < times and homes < times:
        with surroundings.small_disk(rig.folder / f"{name}-{homes}") as folder:
            hits += strikes(rig, STRIKES // 2, strike, lambda _: Home(folder))
        homes += 1
    return hits


def on_postgres(rig: Rig, name: str, times: int) -> int:
    with postgres.killable() as cluster:

        def home(number: str) -> Home:
            return Home(rig.folder / f"{name}-{number}", cluster.database(f"corpus_{number}"))

        return strikes(rig, times, partial(postgres.strike, cluster), home)


def under_up(rig: Rig, name: str, module: str, times: int) -> int:
    hits = homes = 0
    while hits < times and homes < times:
        home = Home(rig.folder / f"{name}-{homes}")
        homes += 1
        with unattended.unattended(rig, home) as up:
            for _ in range(STRIKES):
                hits += unattended.strike(module, up, rig, home)
            unattended.last(up, rig)
        rig.compare(home)
    return hits


FAULTS: dict[str, tuple[str, Callable[[Rig, str, int], int]]] = {
    "flow": ("kill -9 of the flow's process", lambda r, n, t: plain(r, n, kills.flow, t)),
    "crawl": ("kill -9 of a crawl process", lambda r, n, t: plain(r, n, kills.crawl, t)),
    "worker": (
        "kill -9 of the worker under `aipolicy up`",
        lambda r, n, t: under_up(r, n, "flows.serving.worker", t),
    ),
    "server": (
        "kill -9 of the Prefect server under `aipolicy up`",
        lambda r, n, t: under_up(r, n, "flows.serving.server", t),
    ),
    "postgres": ("kill -9 of PostgreSQL, and its restart", on_postgres),
    "disk": ("the disk full", lambda r, n, t: on_small_disk(r, n, surroundings.disk, t)),
    "locked": ("SQLite locked by another", lambda r, n, t: plain(r, n, surroundings.locked, t)),
    "clock": ("the clock moved", lambda r, n, t: plain(r, n, surroundings.clock, t)),
    "network": ("the network cut", lambda r, n, t: plain(r, n, surroundings.network, t)),
    "sites": ("each misbehaviour of a site", misbehaviour.campaign),
}


@contextmanager
def prefect(folder: Path) -> Iterator[str]:
    """One Prefect server for all plain runs: a throw-away one costs each of them some seconds."""
    home = folder / "prefect"
    home.mkdir()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")} | {
        "PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    }  # fmt: skip
    with listen("127.0.0.1", 0) as held, (folder / "prefect.log").open("wb") as log:
        url = f"http://127.0.0.1:{held.getsockname()[1]}/api"
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.serving.server", "--fd", str(held.fileno()),
             "--parent", str(os.getpid()), "--throwaway"],
            env=environment, stdout=log, stderr=log, pass_fds=[held.fileno()],
            start_new_session=True,
        )  # fmt: skip
    try:
        until = time.monotonic() + 180
        while not healthy(url):
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit("Prefect's server did not start")
            time.sleep(0.2)
        yield url
    finally:
        process.kill()
        process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("faults", nargs="*", metavar="FAULT", help=f"of {', '.join(FAULTS)}")
    parser.add_argument("--times", type=int, default=20, help="strikes of each (default: 20)")
    parser.add_argument("--scale", type=float, default=0.12, help="size of the press room's world")
    parser.add_argument("--outlets", default="kbs,etoday,gyeongbuk,kyongbuk,idaegu,breaknews")
    parser.add_argument(
        "--kinds", default="", help="of sites' misbehaviours, these alone (pressroom/faults.py)"
    )
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--json", type=Path, help="also write the results here")
    options = parser.parse_args()
    if unknown := set(options.faults) - set(FAULTS):
        parser.error(f"no fault is called {', '.join(sorted(unknown))}")
    kinds = tuple(filter(None, options.kinds.split(",")))
    if unknown := set(kinds) - set(KINDS):
        parser.error(f"no misbehaviour is called {', '.join(sorted(unknown))}")
    results = []
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name,
        PressRoom(scale=options.scale) as room,
        prefect(Path(name)) as api,
    ):
        rig = Rig(room, options.outlets.split(","), Path(name), api, random.Random(options.seed))
        rig.kinds = kinds
        undisturbed(rig)
        for fault in options.faults or FAULTS:
            results.append(play(rig, fault, options.times))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1, ensure_ascii=False), "utf-8")
    return 0 if all(result["held"] for result in results) else 1


def undisturbed(rig: Rig) -> None:
    calm = Home(rig.folder / "calm")
    rig.span = rig.quiet(calm)
    engine = open_engine(calm.url)
    rig.expected, rig.articles = corpus(engine), count(engine)
    engine.dispose()
    rig.compare(calm)
    print(f"undisturbed: {rig.articles} articles in {rig.span:.1f} s of work", flush=True)


def play(rig: Rig, fault: str, times: int) -> dict[str, object]:
    """One fault, to its end whatever comes; a line about it."""
    what, campaign = FAULTS[fault]
    started = time.monotonic()
    held, hits, why = True, 0, ""
    try:
        hits = campaign(rig, fault, times)
        held = hits >= times
        why = "" if held else f"it struck {hits} times only"
    except Unavailable as missing:
        why = f"not played: {missing}"
    except Unsound as error:
        held, why = False, str(error)
    finally:
        rig.room.faults.clear()
    seconds = time.monotonic() - started
    mark = "✓" if held and not why else ("–" if held else "✗")
    print(f"{mark} {fault:<9} {what}: {hits} times, {seconds:.0f} s  {why}", flush=True)
    return {"fault": fault, "what": what, "hits": hits, "held": held, "seconds": round(seconds),
            "why": why}  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
