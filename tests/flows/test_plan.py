"""Which outlets a run takes, and how it spreads them over crawl processes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from flows import plan
from spiders import registry
from spiders.errors import WindowError

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def order_days(visited: dict[str, datetime]) -> set[str | None]:
    orders = plan.orders(
        Path("h"), "r", plan.choose(["kbs"]), mode="incremental", since=None, until=None,
        visited=visited, now=NOW, deadline=1,
    )  # fmt: skip
    return {order.since for order in orders}


def test_without_a_choice_every_active_outlet_is_taken() -> None:
    assert plan.choose(None) == registry.outlets(active_only=True)


def test_a_choice_is_kept_in_order_and_once() -> None:
    assert [o.code for o in plan.choose(["kbs", "kyongbuk", "kbs"])] == ["kbs", "kyongbuk"]


@pytest.mark.parametrize("kind", ["national", "regional", "government"])
def test_a_kind_narrows_the_choice(kind: str) -> None:
    chosen = plan.choose(None, kind)
    assert chosen
    assert {o.kind for o in chosen} == {kind}


def test_an_unknown_code_is_refused_with_a_hint() -> None:
    with pytest.raises(registry.UnknownOutlet, match="kyongbuk"):
        plan.choose(["kyongbuc"])


def test_sites_of_their_own_crawl_alone_and_members_share() -> None:
    groups = plan.groups(registry.outlets(active_only=True))
    assert {("kbs",), ("etoday",), ("newspim",), ("gyeongbuk",)} <= set(groups)
    assert max(map(len, groups)) == plan.GROUP
    assert sorted(code for group in groups for code in group) == sorted(
        o.code for o in registry.outlets(active_only=True)
    )


def test_a_first_visit_looks_back_a_week() -> None:
    assert order_days({}) == {"2026-11-14"}


def test_after_days_of_silence_a_visit_reaches_back_to_before_it() -> None:
    assert order_days({"kbs": NOW - timedelta(days=20)}) == {"2026-10-31"}


def test_outlets_that_are_named_are_taken_whatever_the_kind() -> None:
    assert [o.code for o in plan.choose(["kbs", "gyeongbuk"], "government")] == ["kbs", "gyeongbuk"]


def test_a_day_to_come_is_no_beginning() -> None:
    today = date(2026, 11, 21)
    assert plan.window("2026-11-21", None, today).since is not None
    with pytest.raises(WindowError, match="lies in the future"):
        plan.window("2026-11-22", None, today)
