"""The regional outlets, crawled end to end on the press room: what it published is what is found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from pressroom.server import PressRoom
from pressroom.world import Publication
from spiders import registry
from spiders.known import Known
from tests.spiders.conftest import Crawling

OUTLETS = (
    *("gyeongbuk", "kyongbuk", "hidomin", "dkilbo", "idaegu", "andongdaily", "c1news", "jnilbo"),
    *("kado", "incheonilbo", "jejunews", "gwunion", "gipress", "snilbo", "breaknews"),
)


@pytest.fixture(scope="module")
def room() -> Iterator[PressRoom]:
    with PressRoom(scale=0.05, outlets=OUTLETS) as room:
        yield room


def published(room: PressRoom, code: str) -> list[Publication]:
    now = room.desk.now
    return [p for p in room.world.publications if p.outlet == code and p.published <= now]


@pytest.mark.parametrize("code", OUTLETS)
def test_a_first_run_finds_every_article_and_fetches_it(
    crawl: Crawling, room: PressRoom, code: str
) -> None:
    done = crawl(registry.spider(code), origin=room.url)
    keys = {p.key for p in published(room, code)}
    assert set(done.discovered) == keys
    assert set(done.captured) == keys


@pytest.mark.parametrize("code", OUTLETS)
def test_a_window_finds_its_articles_and_fetches_no_other(
    crawl: Crawling, room: PressRoom, code: str
) -> None:
    last = room.desk.now.date() - timedelta(days=8)
    first = last - timedelta(days=20)
    done = crawl(
        registry.spider(code), origin=room.url, since=first.isoformat(), until=last.isoformat()
    )
    wanted = {p.key for p in published(room, code) if first <= p.published.date() <= last}
    assert wanted <= set(done.discovered)
    assert set(done.captured) == wanted


@pytest.mark.parametrize("code", OUTLETS)
def test_a_run_where_all_is_known_fetches_nothing(
    crawl: Crawling, room: PressRoom, code: str
) -> None:
    known = Known(keys=frozenset(p.key for p in published(room, code)))
    done = crawl(registry.spider(code), origin=room.url, known=known)
    assert done.captured == []
    assert done.stats.finish_reason == "finished"
