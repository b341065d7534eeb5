"""A site may serve its articles in another of its layouts, and its lists as before."""

from __future__ import annotations

import pytest

from pressroom.gold import expected
from pressroom.relaid import Relaid
from pressroom.server import PressRoom
from tests.pressroom.client import request_for
from tests.pressroom.tiny_world import tiny_world

WORLD = tiny_world()
HOST = "news.kbs.co.kr"
PUBLICATION = WORLD.outlets["kbs"][7]
URL = str(expected(PUBLICATION, WORLD.now)["canonical_url"])
ROOM = PressRoom(WORLD)  # never started: asked without a connection
ROOM.stop()


def asked(site: object, url: str) -> str:
    assert isinstance(site, Relaid)
    return site.answer(request_for(url), ROOM.desk).body.decode()


def test_an_article_comes_in_the_other_layout() -> None:
    old = asked(Relaid(ROOM.sites[HOST], "2022"), URL)
    now = asked(Relaid(ROOM.sites[HOST], "current"), URL)
    paragraph = PUBLICATION.texts[0].paragraphs[1].partition("‘")[0]
    assert ("tit-s" in old, "tit-s" in now) == (True, False)
    assert paragraph in old
    assert paragraph in now


def test_lists_stay_as_they_are() -> None:
    relaid, address = Relaid(ROOM.sites[HOST], "2022"), f"https://{HOST}/api/getNewsList"
    answered = ROOM.sites[HOST].answer(request_for(address), ROOM.desk)
    assert asked(relaid, address) == answered.body.decode()


def test_a_layout_that_is_none_is_an_error() -> None:
    with pytest.raises(KeyError, match="1999"):
        Relaid(ROOM.sites[HOST], "1999")
