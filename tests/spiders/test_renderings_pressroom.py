"""Pages of a small press room typed out as text in many styles, read back, against its gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from korean import encoding
from korean.article import Article, Moment
from korean.dates import kst
from pressroom.gold import expected
from pressroom.server import PressRoom
from pressroom.sites.base import Request
from spiders import rendering
from spiders.rendering import Rendering, UnreadableRendering, read_rendering
from spiders.renderings import plain
from tests.spiders import typist

PAGES = 2  # of each outlet

#: Measured on 2026-11-21 with 3 pages of each outlet: body F1 .999 in the mean, .95 at worst.
MEAN_F1, WORST_F1 = 0.99, 0.93
FACTS = 0.98


@dataclass(frozen=True)
class Typed:
    """A page in one style, and what must come out."""

    outlet: str
    style: str
    text: str
    gold: dict[str, Any]


@pytest.fixture(scope="module")
def room() -> Iterator[PressRoom]:
    with PressRoom(scale=0.03) as room:
        yield room


def answered(room: PressRoom, url: str) -> str:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    answer = room.answer(Request("GET", parts.netloc, parts.path, query, {}, {}, target))
    assert answer.status == 200, url
    header = {name.lower(): value for name, value in dict(answer.headers).items()}
    return encoding.decode(answer.body, header=header.get("content-type")).text


@pytest.fixture(scope="module")
def typed(room: PressRoom) -> list[Typed]:
    now = room.clock.now
    count: Counter[str] = Counter()
    found: list[Typed] = []
    for publication in room.world.publications:
        gold = expected(publication, now)
        if publication.published > now or gold["language"] != "ko":
            continue
        if count[publication.outlet] == PAGES:
            continue
        count[publication.outlet] += 1
        tree = typist.tree_of(answered(room, gold["canonical_url"]))
        for name, style in typist.STYLES.items():
            found.append(Typed(publication.outlet, name, style(tree, gold["paragraphs"]), gold))
    return found


Read = list[tuple[Typed, Rendering]]


def read_all(pages: list[Typed], room: PressRoom) -> Read:
    return [(page, read_rendering(page.text, now=room.clock.now)) for page in pages]


@pytest.fixture(scope="module")
def read(typed: list[Typed], room: PressRoom) -> Read:
    return read_all(typed, room)


@pytest.fixture(scope="module")
def strange(typed: list[Typed], room: PressRoom) -> Read:
    """The same as of sites that nobody described."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendering, "SHAPES", (plain,))
        patch.setattr(rendering, "owner", lambda page, found: None)
        return read_all(typed, room)


def grams(text: str) -> Counter[str]:
    letters = "".join(text.split())
    return Counter(letters[i : i + 4] for i in range(len(letters) - 3))


def f1(found: Article, gold: dict[str, Any]) -> float:
    mine, own = grams(found.body), grams("".join(gold["paragraphs"]))
    return 2 * (mine & own).total() / (mine.total() + own.total())


def minute(moment: Moment | None) -> str | None:
    return kst(moment.at).strftime("%Y-%m-%dT%H:%M") if moment else None


def is_right(name: str, found: Article, gold: dict[str, Any]) -> bool:
    if name in ("published", "modified"):
        return minute(getattr(found, name)) == (gold[name][:16] if gold[name] else None)
    if name == "bylines":
        return [b.name for b in found.bylines] == [name for name, _, _ in gold["bylines"]]
    if name == "captions":
        return list(found.captions) == list(gold["captions"])
    if name == "subtitle":
        return bool(found.subtitle == gold["subtitle"])
    return bool(found.title == gold["title"])


def test_every_outlet_is_typed_in_every_style(typed: list[Typed]) -> None:
    assert {page.style for page in typed} == set(typist.STYLES)
    assert len({page.outlet for page in typed}) >= 18


@pytest.mark.parametrize("style", typist.STYLES)
def test_the_body_comes_out_whole_and_alone(read: Read, style: str) -> None:
    scores = {p.outlet: f1(r.article, p.gold) for p, r in read if p.style == style}
    assert sum(scores.values()) / len(scores) >= MEAN_F1, scores
    assert min(scores.values()) >= WORST_F1, scores


@pytest.mark.parametrize("style", typist.STYLES)
def test_of_unknown_sites_too(strange: Read, style: str) -> None:
    scores = {p.outlet: f1(r.article, p.gold) for p, r in strange if p.style == style}
    assert sum(scores.values()) / len(scores) >= MEAN_F1, scores
    assert min(scores.values()) >= WORST_F1, scores


@pytest.mark.parametrize(
    "name", ["title", "published", "modified", "bylines", "captions", "subtitle"]
)
def test_the_field_is_right_nearly_everywhere(read: Read, name: str) -> None:
    wrong = [(p.outlet, p.style) for p, r in read if not is_right(name, r.article, p.gold)]
    assert len(wrong) <= (1 - FACTS) * len(read), wrong


@pytest.mark.parametrize("name", ["title", "published"])
def test_title_and_time_of_unknown_sites_too(strange: Read, name: str) -> None:
    wrong = [(p.outlet, p.style) for p, r in strange if not is_right(name, r.article, p.gold)]
    assert len(wrong) <= (1 - FACTS) * len(strange), wrong


def test_the_outlet_is_told_by_its_own_marks(read: Read) -> None:
    assert {(p.outlet, r.outlet_code) for p, r in read if p.outlet != r.outlet_code} == set()


def test_no_title_of_another_article_stands_in_a_body(read: Read, room: PressRoom) -> None:
    """Tickers, best-article tails and boxes are full of them."""
    for page, found in read:
        titles = {room.desk.title(p) for p in room.desk.out(page.outlet)}
        body = set(found.article.paragraphs)
        assert titles & body - set(page.gold["paragraphs"]) == set(), (page.outlet, page.style)


def test_a_body_printed_twice_comes_once(read: Read) -> None:
    doubled = [
        (page.outlet, page.style)
        for page, found in read
        if page.style.startswith("twice")
        and len(set(found.article.paragraphs)) != len(found.article.paragraphs)
    ]
    assert doubled == []


def test_every_cut_is_in_the_page_where_it_says(typed: list[Typed], room: PressRoom) -> None:
    from spiders.renderings.lines import page_of

    for page in typed[::7]:
        whole = "\n\n".join(line.text for line in page_of(page.text).lines)
        cuts = read_rendering(page.text, now=room.clock.now).article.cuts
        assert cuts
        assert all(whole[cut.start : cut.end] == cut.text for cut in cuts), page.outlet


def test_nothing_is_lost_without_a_name(typed: list[Typed], room: PressRoom) -> None:
    """Every line of the page is in the article, in a cut, or is a time or a name."""
    from spiders.renderings.kinds import Kind
    from spiders.renderings.lines import page_of

    for page in typed[::11]:
        found = read_rendering(page.text, now=room.clock.now).article
        told = "\n".join(
            (
                found.title,
                found.subtitle or "",
                found.body,
                *found.captions,
                *(cut.text for cut in found.cuts),
            )
        )
        lost = [
            line.text
            for line in page_of(page.text).lines
            if line.text not in told and line.kind not in (Kind.DATE, Kind.SIGNED)
        ]
        # The line that a dateline was taken from, and captions with the marks before them.
        assert len(lost) <= 4, (page.outlet, page.style, lost)


LISTS = {
    "kyongbuk": "https://www.kyongbuk.co.kr/news/articleList.html?view_type=sm",
    "etoday": "https://www.etoday.co.kr/news/section/subsection?MID=1202",
    "gipress": "https://www.gipress.com/sub_view.html",
}


@pytest.mark.parametrize("style", ["strings", "listed", "marked"])
@pytest.mark.parametrize("outlet", LISTS)
def test_a_list_page_is_refused(room: PressRoom, outlet: str, style: str) -> None:
    tree = typist.tree_of(answered(room, LISTS[outlet]))
    with pytest.raises(UnreadableRendering, match=r"a list|no article in this text"):
        read_rendering(typist.STYLES[style](tree, ("",)), now=room.clock.now)
