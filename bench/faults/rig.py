"""What all faults share: the press room, runs as processes, and how a corpus is compared."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, func, select

from db import queries
from db.models import Article, Fingerprint, Lease, Story
from db.session import open_engine, reading
from pressroom.server import PressRoom

SINCE = "2026-09-21"
COMMAND = (sys.executable, "-m", "cli.main", "run", "--since", SINCE, "--deadline", "120")
#: Seconds after which a run hangs, and the fault has won.
PATIENCE = 600.0


class Unsound(AssertionError):
    """Raised when a struck corpus is not what an undisturbed run leaves."""


@dataclass
class Home:
    """One data folder with its corpus: struck a few times, then run to the end and compared."""

    folder: Path
    database: str | None = None  # SQLite in the folder when None
    extra: dict[str, str] = field(default_factory=dict)  # of its runs' environment

    @property
    def url(self) -> str:
        return self.database or f"sqlite:///{self.folder / 'corpus.db'}"

    def runs(self) -> set[Path]:
        return set(self.folder.glob("runs/*/*"))


@dataclass
class Rig:
    """``api`` is a Prefect server that stays; with it a run begins in seconds."""

    room: PressRoom
    outlets: list[str]
    folder: Path
    api: str | None
    rng: random.Random
    span: float = 5.0  # seconds an undisturbed run works, from its first crawl on
    expected: str = ""
    articles: int = 0
    kinds: Sequence[str] = ()  # misbehaviours of sites; all where none is named

    def environment(self, home: Home) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AIPOLICY_", "PREFECT_"))}
        more = {} if self.api is None else {"PREFECT_API_URL": self.api}
        database = {} if home.database is None else {"AIPOLICY_DATABASE_URL": home.database}
        return kept | more | database | {
            "AIPOLICY_HOME": str(home.folder), "AIPOLICY_PRESSROOM": self.room.url,
            "AIPOLICY_DELAY_FACTOR": "0", "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
        } | home.extra  # fmt: skip

    def start(self, home: Home) -> subprocess.Popen[bytes]:
        """`aipolicy run`, in a session of its own."""
        home.folder.mkdir(parents=True, exist_ok=True)
        command = [*COMMAND, *(part for code in self.outlets for part in ("-o", code))]
        with (self.folder / "runs.log").open("ab") as log:
            return subprocess.Popen(
                command, env=self.environment(home), stdout=subprocess.DEVNULL, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def moment(self) -> float:
        """Some moment of a run's work."""
        return self.rng.uniform(0.0, self.span)

    def quiet(self, home: Home) -> float:
        """One run to its end; seconds of its work. Raises Unsound when it fails."""
        process = self.start(home)
        began(home, process)
        started = time.monotonic()
        returncode = finish(process)
        if returncode:
            raise Unsound(f"a run that nothing disturbed ended with {returncode}: {words(self)}")
        return time.monotonic() - started

    def compare(self, home: Home) -> None:
        """Raises Unsound with everything that is not as an undisturbed run leaves it."""
        engine = open_engine(home.url)
        try:
            wrong = [*unbalanced(engine), *loose(engine)]
            fingerprint = corpus(engine)
        finally:
            engine.dispose()
        if fingerprint != self.expected:
            wrong.append("the corpus is not the one an undisturbed run leaves")
        if wrong:
            raise Unsound("; ".join(wrong))


def corpus(engine: Engine) -> str:
    with reading(engine) as session:
        return queries.fingerprint(session)


def count(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(Article)) or 0


def unbalanced(engine: Engine) -> Iterator[str]:
    """Runs whose ledger does not add up; open ones too."""
    with reading(engine) as session:
        for run, outlets in queries.runs(session, 1000):
            ledger = queries.ledger(session, run.id)
            if run.status == "running":
                yield f"{run.id} is still open"
            for outlet in outlets:
                found = sum(ledger.get(outlet.outlet, {}).values())
                if outlet.discovered != found:
                    yield f"{run.id} {outlet.outlet}: {outlet.discovered} discovered, {found} ended"


def loose(engine: Engine) -> Iterator[str]:
    """What only a run half-way leaves: texts without their story, leases, empty stories."""
    with reading(engine) as session:
        waiting = select(func.count()).where(Fingerprint.matched_at.is_(None))
        if number := session.scalar(waiting):
            yield f"{number} texts wait for their story"
        if number := session.scalar(select(func.count()).select_from(Lease)):
            yield f"{number} leases are held by nobody"
        members = select(func.count()).where(Article.story_id == Story.id).scalar_subquery()
        astray = select(func.count()).where(Story.merged_into.is_(None), Story.size != members)
        if number := session.scalar(astray):
            yield f"{number} stories count their articles wrong"


def words(rig: Rig) -> str:
    """The last words of the runs."""
    text = (rig.folder / "runs.log").read_text("utf-8", "replace")
    return " | ".join(text.strip().splitlines()[-6:])


def began(home: Home, process: subprocess.Popen[bytes]) -> bool:
    """Wait until the run's first crawl has its folder; False when the process ended first."""
    before = home.runs()
    while process.poll() is None:
        if home.runs() - before:
            return True
        time.sleep(0.02)
    return False


def finish(process: subprocess.Popen[bytes], patience: float = PATIENCE) -> int:
    """Its exit code. Raises Unsound when it hangs; it is ended then."""
    try:
        return process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        end_session(process.pid)
        process.wait()
        raise Unsound(f"the run hung for {patience:.0f} s and was killed") from None


def end_session(session: int) -> None:
    """Kill all that a process of ours started."""
    for pid in processes():
        try:
            if os.getsid(pid) == session:
                os.kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def descendants(root: int) -> list[int]:
    """All processes below this one, whatever their session."""
    parents: dict[int, int] = {}
    for pid in processes():
        try:
            stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[pid] = int(stat.rpartition(")")[2].split()[1])
    found, level = [], {root}
    while level:
        level = {pid for pid, parent in parents.items() if parent in level}
        found += sorted(level)
    return found


def running(root: int, module: str) -> list[int]:
    """The descendants that are ``python -m module``."""
    found = []
    for pid in descendants(root):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if module.encode() in command:
            found.append(pid)
    return found


#: What one fault does to one home, once; False when it came too late to strike.
Strike = Callable[[Rig, Home], bool]
Outcome = Mapping[str, object]
