"""``python -m bench.hundred``: a hundred outlets in one ingest, by `aipolicy run` on this machine.

The press room serves every active family member of the registry beside its own outlets, and as many
more as are missing, which our side knows from a file of one's own (``AIPOLICY_OUTLETS``). Memory is
the sum of the proportional set sizes (PSS) of the command and everything it starts, Prefect's server
included; the press room is the world and does not count, but it takes its share of the processors.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from db import queries
from db.session import open_engine, reading
from pressroom.server import PressRoom
from pressroom.sites.members import FAMILIES, Member
from pressroom.sites.registry import by_host
from spiders import registry

SINCE = "2026-09-21"
#: Of the members: as few articles a day as a small paper's site has on AI policy and around it.
VOLUME = 60
#: Goal of the issue, in MB.
GOAL = 1000.0


def members() -> list[Member]:
    """The active outlets of the registry that are not the press room's own."""
    own = by_host()
    return [
        Member(
            o.code, o.name, o.domain, o.family,
            o.skin if o.skin in FAMILIES[o.family] else FAMILIES[o.family][-1 if o.family == "ndsoft" else 0],
            VOLUME,
        )
        for o in registry.outlets(active_only=True)
        if o.hosts[0] not in own
    ]  # fmt: skip


def invented(count: int) -> list[Member]:
    """Papers that there are none of, half of each family, in their skins by turns."""
    skins = [(family, skin) for family in FAMILIES for skin in FAMILIES[family]]
    return [
        Member(f"blatt{n:03d}", f"시험신문 {n}", f"blatt{n:03d}.example", *skins[n % len(skins)], VOLUME)
        for n in range(1, count + 1)
    ]  # fmt: skip


def outlets_file(path: Path, papers: list[Member]) -> None:
    rows = [
        f'[[outlet]]\ncode = "{m.code}"\nname = "{m.name}"\ndomain = "{m.domain}"\nregion = "전국"\n'
        f'family = "{m.family}"\nevidence = "E"\n'
        for m in papers
    ]
    path.write_text("\n".join(rows), encoding="utf-8")


# -- what the run costs ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at the run: MB and processes by what they are."""

    at: float
    memory: dict[str, float]
    processes: dict[str, int]
    requests: int

    @property
    def total(self) -> float:
        return sum(self.memory.values())


@dataclass(slots=True)
class Watch:
    root: int
    samples: list[Sample] = field(default_factory=list)
    cpu: dict[tuple[str, int], float] = field(default_factory=dict)  # seconds, as last seen

    def look(self, at: float, requests: int) -> None:
        memory: dict[str, float] = defaultdict(float)
        processes: Counter[str] = Counter()
        for pid, what in _tree(self.root):
            if (pss := _pss(pid)) is not None:
                memory[what] += pss
                processes[what] += 1
                self.cpu[what, pid] = _cpu(pid) or self.cpu.get((what, pid), 0.0)
        self.samples.append(Sample(at, dict(memory), dict(processes), requests))


def _tree(root: int) -> Iterator[tuple[int, str]]:
    """A process and all below it: crawls have sessions of their own, but keep their parent."""
    children: dict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            children[int(stat.rpartition(")")[2].split()[1])].append(int(entry.name))
    left = [root]
    while left:
        pid = left.pop()
        yield pid, "run" if pid == root else _what(pid)
        left += children[pid]


def _what(pid: int) -> str:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return "server"
    return "crawl" if "spiders.crawl" in command else "server"


def _pss(pid: int) -> float | None:
    """Proportional set size in MB; None of a process that has gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None


def _cpu(pid: int) -> float | None:
    """Seconds of processor time so far; None of a process that has gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


# -- the run ---------------------------------------------------------------------------------------


def run(room: PressRoom, home: Path, own: Path, delay: float) -> tuple[int, float, Watch]:
    """`aipolicy run` over every active outlet; return code, seconds, what was seen of it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AIPOLICY_", "PREFECT_"))}
    home.mkdir(parents=True, exist_ok=True)
    with (home / "run.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "run", "--since", SINCE],
            env={**kept, "AIPOLICY_HOME": str(home), "AIPOLICY_PRESSROOM": room.url,
                 "AIPOLICY_OUTLETS": str(own), "AIPOLICY_DELAY_FACTOR": str(delay)},
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    watch, started = Watch(process.pid), time.monotonic()
    while process.poll() is None:
        watch.look(time.monotonic() - started, len(room.log))
        time.sleep(0.5)
    return process.returncode, time.monotonic() - started, watch


def show(watch: Watch, seconds: float, step: float = 10.0) -> None:
    """A line for every ten seconds: its largest memory, its most processes, its requests."""
    kinds = ("run", "server", "crawl")
    print(f"{'s':>6} {'MB':>6} " + " ".join(f"{kind:>12}" for kind in kinds) + "  requests/s")
    before = 0
    for start in range(0, int(seconds) + 1, int(step)):
        part = [s for s in watch.samples if start <= s.at < start + step]
        if not part:
            continue
        most = max(part, key=lambda s: s.total)
        cells = " ".join(
            f"{most.processes.get(k, 0):>3} {most.memory.get(k, 0.0):>5.0f} MB" for k in kinds
        )
        rate = (part[-1].requests - before) / step
        before = part[-1].requests
        print(f"{start:>6} {most.total:>6.0f} {cells}  {rate:>6.0f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--outlets", type=int, default=100)
    parser.add_argument("--scale", type=float, default=0.2, help="size of the press room's world")
    parser.add_argument("--delay", type=float, default=0.0, help="1 is as polite as live")
    parser.add_argument("--runs", type=int, default=2, help="the second finds nothing new")
    options = parser.parse_args()
    known = len(registry.outlets(active_only=True))
    papers = invented(max(0, options.outlets - known))
    with (
        tempfile.TemporaryDirectory() as folder,
        PressRoom(scale=options.scale, members=[*members(), *papers]) as room,
    ):
        home, own = Path(folder, "home"), Path(folder, "outlets.toml")
        outlets_file(own, papers)
        print(f"{len(room.world.outlets)} outlets, {len(room.world.publications)} publications")
        good = all(_one(room, home, own, options.delay, n) for n in range(1, options.runs + 1))
    return 0 if good else 1


def _one(room: PressRoom, home: Path, own: Path, delay: float, number: int) -> bool:
    asked = len(room.log)
    returncode, seconds, watch = run(room, home, own, delay)
    crawling = [s.at for s in watch.samples if s.processes.get("crawl")]
    engine = open_engine(f"sqlite:///{home / 'corpus.db'}")
    with reading(engine) as session:
        (_, outlets), *_ = queries.runs(session, 1)
        failed = [o.outlet for o in outlets if o.status != "finished"]
        found = sum(o.discovered for o in outlets)
    engine.dispose()
    peak = max(watch.samples, key=lambda s: s.total)
    most = max(watch.samples, key=lambda s: sum(s.processes.values()))
    requests = len(room.log) - asked
    print(
        f"\nrun {number}: exit {returncode}, {len(outlets)} outlets, {len(failed)} failed {failed}"
    )
    show(watch, seconds)
    span = crawling[-1] - crawling[0] if crawling else 0.0
    print(
        f"wall {seconds:.0f} s, crawls {span:.0f} s; {requests} requests, {requests / max(span, 1):.0f}/s;"
        f" {found} URLs, {found / seconds:.0f}/s\n"
        f"peak memory {peak.total:.0f} MB at {peak.at:.0f} s"
        f" ({', '.join(f'{k} {v:.0f}' for k, v in peak.memory.items())});"
        f" most processes {sum(most.processes.values())} ({most.processes})"
    )
    spent: Counter[str] = Counter()
    for (what, _), used in watch.cpu.items():
        spent[what] += round(used)
    print(f"processor time {spent.total()} s ({dict(spent)})")
    if returncode:
        print((home / "run.log").read_text(encoding="utf-8")[-2000:])
    return returncode == 0 and not failed and peak.total <= GOAL


if __name__ == "__main__":
    sys.exit(main())
