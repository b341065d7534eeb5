"""Further members of the CMS families, on request: each with a site and articles of its own."""

from __future__ import annotations

import urllib.request

import pytest

from pressroom.server import PressRoom
from pressroom.sites.members import Member

PAPERS = [
    Member("blatt1", "시험신문 1", "blatt1.example", "ndsoft", "2020", 10),
    Member("blatt2", "시험신문 2", "blatt2.example", "insnews", "new", 10),
    Member("blatt3", "시험신문 3", "blatt3.example", "insnews", "tables", 10),
]


def test_each_serves_its_own_articles() -> None:
    with PressRoom(scale=0.1, outlets=["kado"], members=PAPERS) as room:
        assert set(room.world.outlets) == {"kado", "blatt1", "blatt2", "blatt3"}
        for paper in PAPERS:
            newest = room.desk.out(paper.code)[0]
            path = (
                f"news/articleView.html?idxno={newest.key}"
                if paper.family == "ndsoft"
                else f"sub_read.html?uid={newest.key}"
            )
            with urllib.request.urlopen(f"{room.url}/www.{paper.domain}/{path}") as answer:
                text = answer.read().decode("cp949" if paper.skin == "tables" else "utf-8")
            assert newest.texts[0].title.split()[0] in text


@pytest.mark.parametrize(
    ("member", "said"),
    [
        (Member("x", "x", "x.example", "ndsoft", "2031"), "no family 'ndsoft' with a skin '2031'"),
        (Member("x", "x", "x.example", "drupal", "new"), "no family 'drupal'"),
        (Member("kado", "x", "x.example", "ndsoft", "2020"), "an outlet of this code already"),
    ],
)
def test_one_that_cannot_be_made_is_told(member: Member, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        PressRoom(scale=0.1, outlets=["kado"], members=[member])
