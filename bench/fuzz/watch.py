"""What every reading is held to: time, memory, and a result that can be stored."""

from __future__ import annotations

import resource
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from traceback import extract_tb, format_exc, format_list
from types import FrameType

from db.models import OUTCOMES
from korean.article import Article
from spiders.extraction import Fetched, Refused, extract

#: CPU seconds: more is a fault, and after so many the reading is broken off.
SLOW = 2.0
HANG = 15.0
#: Faults whose input is kept; the rest are counted.
KEPT = 30


class Hang(BaseException):
    """Not an Exception: no reader may swallow it."""


@dataclass
class Report:
    """What one process tried: values that can be sent to another."""

    tried: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    faulty: int = 0
    peak: float = 0.0

    def add(self, other: Report) -> None:
        self.tried.update(other.tried)
        self.outcomes.update(other.outcomes)
        self.faults = (self.faults + other.faults)[:KEPT]
        self.slowest = sorted((*self.slowest, *other.slowest), reverse=True)[:5]
        self.faulty += other.faulty
        self.peak = max(self.peak, other.peak)


class Watch:
    """One process's session. ``folder`` keeps the inputs of faults, and the one being read."""

    def __init__(self, folder: Path, name: str, megabytes: int) -> None:
        self.report = Report()
        self._folder = folder
        self._current = folder / f"{name}.current"
        _limit(megabytes)
        signal.signal(signal.SIGVTALRM, _hang)

    def article(self, what: str, fetched: Fetched) -> Article | None:
        """Read a page and look at the result; the article, when it is one."""
        read: list[Article | Refused] = []

        def work() -> None:
            read.append(extract(fetched))
            self.report.outcomes[_outcome(read[0])] += 1
            _examine(read[0], fetched)

        self.attempt(what, f"{fetched.url}", fetched.body, work)
        return read[0] if read and isinstance(read[0], Article) else None

    def attempt(self, what: str, where: str, body: bytes, work: Callable[[], object]) -> None:
        """Do it, and note what is wrong with how it went."""
        self._current.write_bytes(body)
        self.report.tried[what] += 1
        started = time.process_time()
        trouble = ""
        try:
            with _alarm():
                work()
        except Hang as error:
            where_it_hung = "".join(format_list(extract_tb(error.__traceback__)[-4:]))
            trouble = f"broken off after {HANG:.0f} CPU seconds in\n{where_it_hung}"
        except Exception:
            trouble = format_exc(limit=-5)
        spent = time.process_time() - started
        if spent > SLOW and not trouble:
            trouble = f"took {spent:.1f} CPU seconds, {SLOW:.0f} are allowed"
        if trouble:
            self._fault(f"{what} {where} ({len(body)} bytes): {trouble}", body)
        self.report.slowest = sorted((*self.report.slowest, (spent, f"{what} {where}")))[-5:]

    def done(self) -> Report:
        self._current.unlink(missing_ok=True)
        self.report.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return self.report

    def _fault(self, line: str, body: bytes) -> None:
        self.report.faulty += 1
        if len(self.report.faults) < KEPT:
            path = self._folder / f"{blake2b(body, digest_size=6).hexdigest()}.html"
            path.write_bytes(body)
            self.report.faults.append(f"{line}\n  the input: {path}")


def _limit(megabytes: int) -> None:
    """A page that wants more than this fails with MemoryError, which is a fault."""
    limit = megabytes << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _hang(signum: int, frame: FrameType | None) -> None:
    raise Hang


@contextmanager
def _alarm() -> Iterator[None]:
    signal.setitimer(signal.ITIMER_VIRTUAL, HANG)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _outcome(read: Article | Refused) -> str:
    return read.outcome if isinstance(read, Refused) else "article"


def _examine(read: Article | Refused, fetched: Fetched) -> None:
    """AssertionError where a result breaks a promise.

    A refusal has an outcome of the ledger and a reason. An article has a title and a body that a
    database takes, times that can be, and cuts that lie in order.
    """
    if isinstance(read, Refused):
        assert read.outcome in OUTCOMES, f"the ledger has no outcome {read.outcome!r}"
        assert read.reason.strip(), f"{read.outcome} without a reason"
        assert _storable(read.reason), f"a reason that cannot be stored: {read.reason!r}"
        return
    assert read.title.strip(), "an article without a title"
    pictured = "stub" in read.warnings and (read.captions or read.attachments)
    assert read.body.strip() or pictured, "an article without a body, a caption or a file"
    for text in (read.title, read.body, read.subtitle or "", *read.captions, *read.tags):
        assert _storable(text), f"a text that cannot be stored: {text[:200]!r}"
    for moment in (read.published, read.modified):
        if moment is not None:
            assert moment.at.tzinfo is not None, "a time without a zone"
            days = (moment.at - fetched.captured_at).days
            assert days <= 1, f"a time {days} days after the capture"
    if read.published and read.modified and read.published.precision != "day":
        assert read.modified.at >= read.published.at.replace(second=0), "edited before published"
    for cut in read.cuts:
        assert 0 <= cut.start <= cut.end, f"a cut of {cut.rule} from {cut.start} to {cut.end}"


def _storable(text: str) -> bool:
    """No half of a surrogate pair and no NUL: UTF-8 and PostgreSQL refuse them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text
