"""Who is told what: a new alarm once, its end, and what stands each week; nothing is lost on the way."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from flows import alarms
from spiders import registry
from tests.flows.pasts import Past, every
from tests.flows.test_watch import AWAY, DOWN
from tests.flows.visits import DAY, NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
#: A small registry: the judgement of one outlet does not depend on how many there are.
ALL = ("kbs", "etoday", "newspim", "gyeongbuk", "kyongbuk", "hidomin", "dkilbo", "idaegu")
OTHERS = ALL[2:]


class Post:
    """Takes what is sent, or does not while ``down``."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.down = False

    def __call__(self, subject: str, text: str, *, link: str | None = None) -> list[str]:
        if self.down:
            return []
        self.sent.append((subject, text))
        return ["webhook"]

    def take(self) -> list[tuple[str, str]]:
        sent, self.sent = self.sent, []
        return sent


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    post = Post()
    monkeypatch.setattr(alarms, "send", post)
    return post


@pytest.fixture
def past(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Past:
    monkeypatch.delenv("AIPOLICY_ARCHIVE", raising=False)
    monkeypatch.setenv("AIPOLICY_HOME", str(tmp_path))
    past = Past(engine, tmp_path)
    few = tuple(registry.outlet(code) for code in ALL)
    monkeypatch.setattr(registry, "outlets", lambda active_only=False: few)
    past.runs(every(12, days=60, until=NOW + 40 * DAY), outlets=OTHERS)
    past.runs(every(8, days=3), **DOWN)
    past.runs(every(8, days=3), outlets=["etoday"])
    return past


def days(past: Past, post: Post, first: int, last: int) -> list[list[tuple[str, str]]]:
    """What each morning's watch sent."""
    found = []
    for n in range(first, last + 1):
        past.look(NOW + n * DAY, tell=True)
        found.append(post.take())
    return found


def down(past: Past, since: int, until: int, outlet: str = "kbs") -> None:
    past.runs(every(8, days=until - since, until=NOW + until * DAY), outlets=[outlet], **DOWN)


def well(past: Past, since: int, until: int, outlet: str = "kbs") -> None:
    past.runs(every(8, days=until - since, until=NOW + until * DAY), outlets=[outlet])


def test_a_new_alarm_is_told_with_its_cause_and_what_to_try(past: Past, post: Post) -> None:
    report = past.look(tell=True)
    [(subject, text)] = post.take()
    assert subject == "aipolicy: needs a person: kbs (blocked)"
    assert "New:\n- kbs KBS: blocked: HTTP 403\n  next: wait a day" in text
    assert f"{len(ALL) - 1} of {len(ALL)} outlets ok." in text
    assert report.told == ("webhook",)


def test_a_standing_alarm_is_told_again_after_a_week_not_each_day(past: Past, post: Post) -> None:
    down(past, 0, 20)
    well(past, 0, 20, "etoday")
    sent = days(past, post, 0, 15)
    assert [n for n, some in enumerate(sent) if some] == [0, 7, 14]
    subject, text = sent[7][0]
    assert subject == "aipolicy: still: kbs (blocked)"
    assert "told again each week:\n- kbs KBS: blocked" in text


def test_its_end_is_told_once(past: Past, post: Post) -> None:
    down(past, 0, 2)
    well(past, 2, 6)
    well(past, 0, 6, "etoday")
    sent = days(past, post, 0, 6)
    assert [len(some) for some in sent] == [1, 0, 0, 1, 0, 0, 0]
    subject, text = sent[3][0]
    assert subject == "aipolicy: is over: kbs (ok)"
    assert "Over:\n- kbs KBS: ok, last visited" in text


def test_a_second_alarm_is_told_without_repeating_the_first(past: Past, post: Post) -> None:
    down(past, 0, 6)
    down(past, 0, 6, "etoday")
    sent = days(past, post, 0, 3)
    assert [len(some) for some in sent] == [1, 1, 0, 0]
    subject, text = sent[1][0]
    assert "etoday" in subject
    assert "kbs" not in text


def test_what_could_not_be_sent_is_sent_by_the_next_watch(past: Past, post: Post) -> None:
    down(past, 0, 2)
    well(past, 2, 6)
    well(past, 0, 6, "etoday")
    post.down = True
    assert days(past, post, 0, 0) == [[]]
    post.down = False
    assert [len(s) for s in days(past, post, 1, 2)] == [1, 0]
    post.down = True
    assert days(past, post, 3, 3) == [[]]
    post.down = False
    assert days(past, post, 4, 4)[0][0][0] == "aipolicy: is over: kbs (ok)"


def test_a_watch_by_hand_tells_nobody_and_takes_nothing_away(past: Past, post: Post) -> None:
    down(past, 0, 3)
    well(past, 0, 3, "etoday")
    past.look()
    assert post.take() == []
    assert len(days(past, post, 1, 1)[0]) == 1
    past.look(NOW + 2 * DAY)
    assert days(past, post, 2, 2) == [[]]


def test_an_alarm_that_turns_into_a_lesser_one_is_not_new(past: Past, post: Post) -> None:
    past.look(tell=True)
    post.take()
    past.runs(every(8, days=4, until=NOW + 4 * DAY), **AWAY)
    well(past, 0, 4, "etoday")
    assert days(past, post, 4, 4) == [[]]


def test_all_at_once_is_one_message_with_one_cause(past: Past, post: Post) -> None:
    past.look(tell=True)
    post.take()
    later = NOW + 44 * DAY
    past.runs(every(8, days=3, until=later), outlets=ALL, **AWAY)
    past.look(later, tell=True)
    [(subject, text)] = post.take()
    assert subject == f"aipolicy: {len(ALL)} of {len(ALL)} outlets are unreachable at once: our network, not the sites"  # fmt: skip
    assert text.count("- network:") == 1
    assert len([line for line in text.splitlines() if line.startswith("- ")]) == 1


def test_no_message_where_nothing_is_to_say(past: Past, post: Post) -> None:
    later = NOW + timedelta(days=1)
    well(past, 0, 1)
    well(past, 0, 1, "etoday")
    past.look(later, tell=True)
    assert post.take() == []


def test_what_was_told_stands_in_the_rows(past: Past, post: Post) -> None:
    report = past.look(tell=True)
    kbs = next(w for w in report.outlets if w.outlet.code == "kbs")
    assert kbs.details["told_as"] == "blocked"
    assert datetime.fromisoformat(kbs.details["told_at"]) == NOW
