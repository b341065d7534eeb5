"""The troubles of `test_real_life`: a world that collectors have stumbled over, and runs in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from pressroom.clock import START
from pressroom.newsroom import build_world
from pressroom.relaid import Relaid
from pressroom.server import PressRoom
from pressroom.world import Publication, Text, World
from tests.flows.reallife import Corpus, published

#: Of the press room: enough articles to tell drift from chance, few enough to be quick.
SCALE = 0.12
#: How long before the press room's "now" the first visit was.
BEFORE = timedelta(days=20)

# -- the world: titles and texts that collectors have stumbled over ---------------------------------

TITLES = ("“{}”", "㈜한빛, {}", "3년 만에 {}", "‘{}’…", "(종합) {}")


def hostile_world() -> World:
    world = build_world(now=START, scale=SCALE)
    outlets = dict(world.outlets)
    outlets["hidomin"] = tuple(
        retitled(p, TITLES[n % len(TITLES)]) for n, p in enumerate(outlets["hidomin"])
    )
    outlets["incheonilbo"] = with_repost(outlets["incheonilbo"])
    outlets["jnilbo"] = with_lookalikes(outlets["jnilbo"])
    return replace(world, outlets=outlets)


def retitled(publication: Publication, pattern: str) -> Publication:
    texts = tuple(replace(t, title=pattern.format(t.title)) for t in publication.texts)
    return replace(publication, texts=texts)


def later(publication: Publication, key: str, at: datetime) -> Publication:
    texts = tuple(replace(text, since=at) for text in publication.texts[:1])
    return replace(publication, key=key, published=at, texts=texts)


def with_repost(shelf: tuple[Publication, ...]) -> tuple[Publication, ...]:
    """The first policy article again, weeks later, under a number of its own."""
    first = next(p for p in shelf if p.on_topic and p.published < START - BEFORE)
    again = later(first, REPOST, START - timedelta(days=2, minutes=7))
    return tuple(sorted((*shelf, again), key=lambda p: p.published))


REPOST = "1399999"
#: Letters of AI in other words, in releases of public offices.
LOOKALIKE_TEXTS = {
    "899991": (
        "전남도, KAIST·KAI와 항공 정비 인력 키운다",
        "전라남도는 19일 KAIST, KAI와 항공 정비 인력을 함께 키우는 협약을 맺었다고 밝혔다.",
        "KAI 사천 공장의 정비사들이 강사로 나서고 KAIST는 재료 시험 설비를 빌려준다.",
    ),
    "899992": (
        "전남도, AI 확산에 방역대 긴급 소독",
        "전라남도는 19일 고병원성 조류인플루엔자(AI) 확산을 막으려 방역대 농장을 소독했다고 밝혔다.",
        "AI 항원이 나온 오리 농장 반경 10㎞의 이동을 막고 살처분을 마쳤다.",
    ),
}


def with_lookalikes(shelf: tuple[Publication, ...]) -> tuple[Publication, ...]:
    model = shelf[-1]
    at = START - timedelta(days=1)
    more = [
        replace(
            later(replace(model, subject="unrelated", rewrites=("verbatim",)), key, at),
            texts=(Text(at, title, (*lines, "자세한 일정은 도 누리집에서 볼 수 있다.")),),
            piece=key, tags=(),
        )
        for key, (title, *lines) in LOOKALIKE_TEXTS.items()
    ]  # fmt: skip
    return tuple(sorted((*shelf, *more), key=lambda p: p.published))


# -- the runs --------------------------------------------------------------------------------------


@dataclass
class Told:
    """``calm`` had no trouble; ``storm`` and ``squall`` had, from the same day on."""

    room: PressRoom
    calm: Corpus
    storm: Corpus
    squall: Corpus


def number_of(publication: Publication) -> str:
    return publication.key.rpartition(":")[2]


ARTICLES = r"idxno=\d+|view\.do|view\.php|/view/|uid=\d+"


def make_storm(room: PressRoom) -> None:
    """One trouble an outlet; 경상북도 has its four, and two more on pages of their own."""
    add = room.faults.add
    for kind in ("order", "comments", "two_digits"):
        add(kind=kind, host="www.gb.go.kr")
    gone, stub, short, *rest = (number_of(p) for p in published(room, "gyeongbuk"))
    add(kind="alert", host="www.gb.go.kr", path=gone, words="존재하지 않는 글입니다")
    add(kind="stub", host="www.gb.go.kr", path=stub)
    add(kind="stub", host="www.gb.go.kr", path=short, words="첨부 확인")
    add(kind="attachments", host="www.gb.go.kr", path="|".join(rest))
    add(kind="redesign", host="www.kado.net", path=ARTICLES, after=1, name="article-veiw-body-2")
    add(kind="renamed", host="www.dkilbo.com", path=ARTICLES, field="date")
    add(kind="renamed", host="www.etoday.co.kr", path=ARTICLES, field="byline")
    add(kind="decoy", host="www.jejunews.com", path=ARTICLES)
    add(kind="script", host="www.idaegu.com", path=ARTICLES)
    add(kind="ai_footer", host="www.kyongbuk.co.kr", path=ARTICLES)
    add(kind="marks", host="www.hidomin.com", path=ARTICLES)
    add(kind="badges", host="www.hidomin.com")
    add(kind="rows", host="www.hidomin.com", path="articleList|rss")
    for host in ("www.c1news.kr", "cdn.c1news.kr"):
        add(kind="alert", host=host, path=r"^/(?!robots)")
    for host in ("www.jnilbo.com", "cdn.jnilbo.com"):
        add(kind="lookalike", host=host, path="articleList|rss")
    for kind in ("sessions", "order"):
        add(kind=kind, host="www.incheonilbo.com")
    for host in ("www.gwunion.co.kr", "cdn.gwunion.co.kr"):
        add(kind="reset", host=host)
    add(kind="bots", host="www.gipress.com", agent="aipolicy", path=r"^/(?!robots)")
    add(kind="undated", host="www.snilbo.co.kr")
    add(kind="furniture", host="www.breaknews.com", path=ARTICLES)
    add(kind="midnight", host="www.newspim.com", path="view")
    add(kind="hang", host="news.kbs.co.kr", path=r"view\.do", seconds=6)


def make_squall(room: PressRoom) -> None:
    add = room.faults.add
    add(kind="notices", host="www.gb.go.kr", path=ARTICLES)
    add(kind="neighbours", host="www.idaegu.com", path="articleList|rss")
    add(kind="ai_footer", host="www.kyongbuk.co.kr", path=ARTICLES, lines=60)
    add(kind="empty", host="www.jejunews.com")
    add(kind="html", host="www.andongdaily.com", path=r"^/(?!robots)")
    add(kind="html", host="cdn.andongdaily.com", path=r"^/(?!robots)")
    add(kind="404", host="www.kado.net", path="rss")
    add(kind="404", host="cdn.kado.net", path="rss")
    add(kind="403", host="www.c1news.kr")
    add(kind="403", host="cdn.c1news.kr")
    add(kind="offsite", host="www.hidomin.com", path=ARTICLES)
    add(kind="future", host="www.dkilbo.com", path=ARTICLES)
    add(kind="furniture", host="www.breaknews.com", path=ARTICLES, plain=True)
    add(kind="stale", host="www.jnilbo.com", path="rss")
    add(kind="stale", host="cdn.jnilbo.com", path="rss")


SQUALLED = ("gyeongbuk", "idaegu", "kyongbuk", "jejunews", "andongdaily", "kado", "c1news",
            "hidomin", "dkilbo", "jnilbo", "kbs", "breaknews")  # fmt: skip
#: What the storm kept from being fetched.
LOST = ("kbs", "c1news", "gwunion", "gipress")
#: Days of a window run whose sites show other days, or their first page for every page.
WINDOW = ("2026-10-05", "2026-10-07")


def play(folder: Path) -> Iterator[Told]:
    """All runs, in one room."""
    (folder / "calm").mkdir()
    calm = Corpus(folder / "calm")
    with PressRoom(hostile_world()) as room:
        room.clock.advance(-BEFORE)
        calm.visit("first", room)
        room.clock.advance(BEFORE)
        storm, squall = calm.copy(folder / "storm"), calm.copy(folder / "squall")
        calm.visit("next", room)
        calm.visit("again", room)
        make_storm(room)
        storm.visit("storm", room, deadlines={"kbs": 8})
        room.faults.clear()
        storm.visit("after", room, LOST)
        make_squall(room)
        today = room.sites["news.kbs.co.kr"]
        room.sites["news.kbs.co.kr"] = Relaid(today, "2022")
        squall.visit("squall", room, SQUALLED)
        room.faults.clear()
        room.sites["news.kbs.co.kr"] = today
        for host in ("www.gb.go.kr", "news.kbs.co.kr", "reco.kbs.co.kr"):
            room.faults.add(kind="dates", host=host)
        room.faults.add(kind="same_page", host="www.etoday.co.kr")
        squall.visit("window", room, ("kbs", "gyeongbuk", "etoday"), window=WINDOW)
        room.faults.clear()
        yield Told(room, calm, storm, squall)
