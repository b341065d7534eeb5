"""Every page of a small press room, read as a crawl reads it, against what the press room knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from korean.article import Article, Moment
from korean.dates import kst
from pressroom.gold import expected
from pressroom.server import PressRoom
from pressroom.sites.base import Request
from pressroom.world import Publication
from spiders import registry
from spiders.extraction import Fetched, Refused, extract

#: Fields compared one by one, each exactly.
FIELDS = (
    "title",
    "subtitle",
    "paragraphs",
    "published",
    "modified",
    "bylines",
    "place",
    "section",
    "programme",
    "department",
    "contact",
    "captions",
    "attachments",
    "tags",
    "licence",
    "ai_training",
    "canonical_url",
)

Read = tuple[str, dict[str, Any], Article | Refused]


@pytest.fixture(scope="module")
def room() -> Iterator[PressRoom]:
    with PressRoom(scale=0.02) as room:
        yield room


def fetch(room: PressRoom, publication: Publication, gold: dict[str, Any]) -> Fetched:
    url = gold["canonical_url"]
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    answer = room.answer(Request("GET", parts.netloc, parts.path, query, {}, {}, target))
    assert answer.status == 200, url
    headers = {name.lower(): value for name, value in dict(answer.headers).items()}
    outlet = registry.outlet(publication.outlet)
    return Fetched(
        url, answer.body, headers.get("content-type"), room.clock.now, outlet, publication.key
    )


def publications(room: PressRoom) -> Iterator[tuple[Publication, dict[str, Any]]]:
    now = room.clock.now
    for publication in room.world.publications:
        if publication.published <= now:
            yield publication, expected(publication, now)


@pytest.fixture(scope="module")
def read(room: PressRoom) -> list[Read]:
    return [
        (publication.outlet, gold, extract(fetch(room, publication, gold)))
        for publication, gold in publications(room)
    ]


def shown(moment: Moment | None) -> str | None:
    return kst(moment.at).isoformat() if moment else None


def fields(found: Article) -> dict[str, Any]:
    return {
        "title": found.title,
        "subtitle": found.subtitle,
        "paragraphs": found.paragraphs,
        "published": shown(found.published),
        "modified": shown(found.modified),
        "bylines": tuple((b.name, b.role, b.email) for b in found.bylines),
        "place": found.place,
        "section": found.section,
        "programme": found.programme,
        "department": found.department,
        "contact": found.contact,
        "captions": found.captions,
        "attachments": tuple(file.name for file in found.attachments),
        "tags": found.tags,
        "licence": found.rights.licence,
        "ai_training": found.rights.ai_training,
        "canonical_url": found.canonical_url,
    }


def plain(name: str, value: Any) -> Any:
    """Sequences as tuples; subtitles without the dashes around their lines."""
    if name == "subtitle" and value:
        return "\n".join(line.strip("- ") for line in value.split("\n"))
    return tuple(value) if isinstance(value, (list, tuple)) else value


def test_every_outlet_of_the_press_room_is_read(read: list[Read]) -> None:
    assert len({outlet for outlet, _, _ in read}) >= 18


@pytest.mark.parametrize("name", FIELDS)
def test_the_field_is_exact_on_every_page(read: list[Read], name: str) -> None:
    wrong = [
        (gold["canonical_url"], fields(found)[name], gold[name])
        for _, gold, found in read
        if isinstance(found, Article)
        and plain(name, fields(found)[name]) != plain(name, gold[name])
    ]
    assert wrong == []


def test_only_english_reports_are_refused(read: list[Read]) -> None:
    refused = [(gold["title"], found) for _, gold, found in read if isinstance(found, Refused)]
    assert [found.outcome for _, found in refused] == ["not_korean"] * len(refused)
    assert all(title.isascii() for title, _ in refused)


def test_every_body_comes_from_a_page_object(read: list[Read]) -> None:
    found = [article for _, _, article in read if isinstance(article, Article)]
    assert [a.title for a in found if "." not in a.methods["body"]] == []
