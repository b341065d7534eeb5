"""Every outlet of the press room, crawled end to end: what it published is what is found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from pressroom.server import PressRoom
from spiders import registry
from spiders.known import Known
from tests.spiders.conftest import Crawling
from tests.spiders.rooms import NATIONAL, REGIONAL, published


@pytest.fixture(scope="module")
def room() -> Iterator[PressRoom]:
    with PressRoom(scale=0.05, outlets=(*NATIONAL, *REGIONAL)) as room:
        yield room


@pytest.mark.parametrize("code", [*NATIONAL, *REGIONAL])
def test_a_first_run_finds_every_article(crawl: Crawling, room: PressRoom, code: str) -> None:
    done = crawl(registry.spider(code), origin=room.url)
    keys = {p.key for p in published(room, code)}
    assert set(done.discovered) == keys
    # The national ones are searched by words, and KBS's list is judged: they fetch what they must.
    wanted = {p.key for p in published(room, code) if code in REGIONAL or p.on_topic}
    assert wanted <= set(done.captured)


@pytest.mark.parametrize("code", [*NATIONAL, *REGIONAL])
def test_a_window_fetches_its_articles_and_no_other_day(
    crawl: Crawling, room: PressRoom, code: str
) -> None:
    last = room.desk.now.date() - timedelta(days=8)
    first = last - timedelta(days=30 if code in NATIONAL else 20)
    done = crawl(
        registry.spider(code), origin=room.url, since=first.isoformat(), until=last.isoformat()
    )
    inside = [p for p in published(room, code) if first <= p.published.date() <= last]
    assert {p.key for p in inside if code in REGIONAL or p.on_topic} <= set(done.captured)
    assert set(done.captured) <= {p.key for p in inside}


@pytest.mark.parametrize("code", [*NATIONAL, *REGIONAL])
def test_a_run_where_all_is_known_fetches_nothing(
    crawl: Crawling, room: PressRoom, code: str
) -> None:
    known = Known(keys=frozenset(p.key for p in published(room, code)))
    done = crawl(registry.spider(code), origin=room.url, known=known)
    assert (done.captured, done.stats.finish_reason) == ([], "finished")
