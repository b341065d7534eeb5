"""Every misbehaviour of the press room, on every outlet in turn: each run has another one on each
outlet. Then the sites are well again and time passes, and the corpus must be that of sites that never
misbehaved.

The stages run without Prefect here: some hundred runs, of which a server would make hours.
"""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select, update

from bench.faults.rig import Rig, Unsound, loose, unbalanced
from db.models import Article, FeedState, Outcome, Version
from db.session import open_engine, reading, writing
from pressroom.faults import KINDS
from pressroom.server import PressRoom

SCALE = 0.09
#: Articles over thirty days old are not looked at again (`db.schedule`): what was read wrong of them
#: would stay. The press room's day is 2026-11-20.
SINCE = "2026-10-27"
#: Long enough for every look that was put off, a retry's end included, and not for the next one.
LATER = timedelta(days=13)
#: Runs after the sites are well: what was read wrong is looked at again, then once more.
HEALING = 3
#: Which pages misbehave: all of a site, its articles, what is not an article, a few at the beginning.
PLACES: tuple[tuple[str, int | None], ...] = (
    ("", None), ("iew|News.do|uid=", None), ("rss|list|List|api|sitemap", None), ("", 3)
)  # fmt: skip
#: Parameters that keep a round short, or that a kind cannot do without.
PARAMETERS: dict[str, dict[str, Any]] = {
    "hang": {"seconds": 1}, "late": {"seconds": 0.2}, "slow": {"seconds": 0.005},
    "robots_slow": {"seconds": 1}, "429": {"seconds": 1}, "503": {"seconds": 1},
    "huge": {"megabytes": 8}, "bomb": {"megabytes": 60},
    "robots": {"text": "User-agent: *|Disallow: /"},
}  # fmt: skip
#: Kinds of which a few answers say all, and that cost seconds each.
COSTLY = {"hang": 2, "slow": 4, "huge": 4, "bomb": 4}

#: Label, hash of title and text (of which one sort of quotation mark is another), date.
Text = tuple[str | None, str | None, str | None]


def campaign(rig: Rig, name: str, times: int) -> int:
    """How often the least frequent kind was played. Raises Unsound with all that went wrong."""
    struck: Counter[str] = Counter()
    wrong: list[str] = []
    logging.disable(logging.CRITICAL)
    try:
        with PressRoom(scale=SCALE) as room:
            codes = sorted(room.world.outlets)
            expected = _undisturbed(room, rig.folder / f"{name}-calm", codes)
            rounds = list(_rounds(rig, codes, times))
            for number, kinds in enumerate(rounds, 1):
                found = _round(rig, room, rig.folder / f"{name}-{number}", kinds, expected)
                struck.update(kinds.values())
                wrong += found
                print(
                    f"  round {number} of {len(rounds)}: {'; '.join(found) or 'sound'}", flush=True
                )
    finally:
        logging.disable(logging.NOTSET)
    if wrong:
        tally = Counter(line.partition(" of ")[0] for line in wrong)
        raise Unsound("; ".join(f"{line} ({n})" for line, n in tally.most_common(12)))
    return min(struck[kind] for kind in rig.kinds or KINDS)


def _rounds(rig: Rig, codes: list[str], times: int) -> Iterator[dict[str, str]]:
    """Outlet → kind, each round: a shuffled pack of all kinds is dealt out again and again, until
    every kind was dealt ``times``.
    """
    pack: list[str] = []
    for _ in range(times):
        once = list(rig.kinds or KINDS)
        rig.rng.shuffle(once)
        pack += once
    for start in range(0, len(pack), len(codes)):
        hand = pack[start : start + len(codes)]
        seats = rig.rng.sample(codes, len(hand))
        yield dict(zip(seats, hand, strict=True))


def _round(
    rig: Rig, room: PressRoom, folder: Path, kinds: dict[str, str], expected: dict[str, Any]
) -> list[str]:
    """One corpus under misbehaviour, healed, compared; what is wrong."""
    hosts = {site.outlet: [] for site in room.sites.values()}
    for host, site in room.sites.items():
        hosts[site.outlet].append(host)
    codes = sorted(room.world.outlets)
    with _corpus(room, folder) as engine:
        for code, kind in kinds.items():
            path, limit = rig.rng.choice(PLACES)
            limit = COSTLY.get(kind, limit)
            for host in hosts[code]:
                room.faults.add(
                    kind=kind, host=host, path=KINDS[kind].path or path, times=limit,
                    **PARAMETERS.get(kind, {}),
                )  # fmt: skip
        _ingest(codes, SINCE)
        room.faults.clear()
        _heal(engine, codes)
        wrong = [f"{line}" for line in (*unbalanced(engine), *loose(engine))]
        found = _texts(engine)
    for code in codes:
        kind = kinds.get(code, "nothing")
        wrong += [
            f"{kind} on {code}: {what}"
            for what in _differences(expected[code], found.get(code, {}))
        ]
    return wrong


def _differences(expected: dict[str, Text], found: dict[str, Text]) -> Iterator[str]:
    if missing := expected.keys() - found.keys():
        yield f"articles missing of {len(expected)}: {len(missing)}"
    # Under a wrong date or none an older article came in, which has its right date now; a reject is
    # not looked at again.
    came = found.keys() - expected.keys()
    more = [
        k
        for k in came
        if (found[k][2] or SINCE) >= SINCE and (found[k][2] or found[k][0] == "on_topic")
    ]
    if more:
        yield f"articles too many of {len(expected)}: {len(more)}"
    both = expected.keys() & found.keys()
    for place, name in enumerate(("label", "text", "date")):
        # A reject is a light row: it keeps the title it was listed under, and is not looked at again.
        known = [k for k in both if name == "label" or expected[k][0] == "on_topic"]
        other = [k for k in known if expected[k][place] != found[k][place]]
        if other:
            yield f"another {name} of {len(expected)}: {len(other)}, such as {other[0]}"


def _undisturbed(room: PressRoom, folder: Path, codes: list[str]) -> dict[str, dict[str, Text]]:
    with _corpus(room, folder) as engine:
        _ingest(codes, SINCE)
        _heal(engine, codes)
        return _texts(engine)


@contextmanager
def _corpus(room: PressRoom, folder: Path) -> Iterator[Engine]:
    """A fresh data folder, named to everything this process starts."""
    folder.mkdir(parents=True)
    before = dict(os.environ)
    os.environ.pop("AIPOLICY_DATABASE_URL", None)
    os.environ |= {
        "AIPOLICY_HOME": str(folder), "AIPOLICY_PRESSROOM": room.url, "AIPOLICY_DELAY_FACTOR": "0",
    }  # fmt: skip
    engine = open_engine(f"sqlite:///{folder / 'corpus.db'}")
    try:
        yield engine
    finally:
        engine.dispose()
        os.environ.clear()
        os.environ |= before


class _Begun:
    """What `arrivals` asks of a crawl's future."""

    def __init__(self, future: Future[int]) -> None:
        self._future = future

    def add_done_callback(self, call: Callable[[Any], None]) -> None:
        self._future.add_done_callback(lambda _: call(self))

    def result(self, *, raise_on_failure: bool) -> Any:
        return None if self._future.exception() else self._future.result()


def _heal(engine: Engine, codes: list[str]) -> None:
    """The last look is one of every half hour, at all that is due; a window's are at the window's."""
    for since in (*[SINCE] * (HEALING - 1), None):
        _pass_time(engine)
        _ingest(codes, since)


def _ingest(codes: list[str], since: str | None) -> None:
    """`flows.ingest.ingest` without Prefect around it."""
    from flows.ingest import take_in
    from flows.run import open_run
    from flows.stages.arrivals import arrivals
    from flows.stages.crawl import crawl

    with (
        open_run(codes, None, since, None, "hand", 240) as run,
        ThreadPoolExecutor(max_workers=4) as pool,
    ):
        for code, returncode in arrivals(
            run.orders, lambda order, over: _Begun(pool.submit(crawl, order, over))
        ):
            try:
                take_in(run, code, returncode)
            except Exception as error:
                run.fail(code, error)


def _pass_time(engine: Engine) -> None:
    """As if some time had gone by: every look that was put off is due."""
    with writing(engine) as session:
        for article in session.scalars(select(Article)):
            if article.next_check_at is not None:
                article.next_check_at -= LATER
        for outcome in session.scalars(select(Outcome)):
            outcome.at -= LATER
        session.execute(update(FeedState).values(etag=None, last_modified=None, body_hash=None))


def _texts(engine: Engine) -> dict[str, dict[str, Text]]:
    """Outlet → key → what stands now."""
    found: dict[str, dict[str, Text]] = {}
    with reading(engine) as session:
        for row in session.execute(
            select(
                Article.outlet, Article.key, Article.label, Article.published_at,
                Version.text_hash,
            ).outerjoin(Version, Version.id == Article.current_version_id)
        ):  # fmt: skip
            when = row.published_at.isoformat() if row.published_at else None
            texts = found.setdefault(row.outlet, {})
            texts[row.key] = (row.label, row.text_hash, when)
    return found
