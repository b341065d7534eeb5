"""Every layout of every outlet, each page served as it was in its time, with gold.

``LAYOUTS`` names the layouts of an outlet and the days they were served. `edition` takes one outlet
of a world back to such a time: all its publications and their edits move by whole weeks (weekday and
hour stay), keys that hold a date move along, and the desk's clock stands in that time too, so that
tickers, side lists and page-top dates belong to it. `served` walks it all::

    world = build_world(scale=0.02)
    for page in served(world, "kbs"):
        page.url, page.body, page.content_type, page.captured_at  # what a crawl would have stored
        page.layout, page.gold                                    # what it is, what it says

Facts: ../shared/sites/{national,regional,families}.md. Guessed there and so here: the AMP page of
Newspim, the days on which NDSoft papers changed skins (by the years in which a skin was seen).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from pressroom import distortion
from pressroom.gold import expected
from pressroom.sites import etoday_pages as etoday
from pressroom.sites import gyeongbuk_pages as gyeongbuk
from pressroom.sites import insnews_pages as insnews
from pressroom.sites import kbs_pages as kbs
from pressroom.sites import ndsoft_pages as ndsoft
from pressroom.sites import ndsoft_papers
from pressroom.sites import newspim_pages as newspim
from pressroom.sites.base import HTML, Answer, Desk, Shelves
from pressroom.variants import dressed, staff
from pressroom.world import Publication, World

Render = Callable[[Publication, Desk], str]
Address = Callable[[str], str]

_YEAR = 52  # weeks: 364 days, so that weekdays stay


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout of one outlet. ``first`` and ``last`` are the days it was served, as far as known
    (None: before anything we hold, or still). ``weeks`` back from the world's time lies the time
    in which `edition` shows it. ``address`` makes the page's URL from a key."""

    name: str
    render: Render
    address: Address
    first: date | None = None
    last: date | None = None
    weeks: int = 0
    encoding: str = "utf-8"
    content_type: str = HTML


@dataclass(frozen=True, slots=True)
class ServedPage:
    """A page as a crawl of its time stored it, and what a perfect reader makes of it.

    ``captured_at`` is aware, Asia/Seoul. ``gold`` has the shape of `pressroom.gold.expected`.
    """

    outlet: str
    layout: str
    key: str
    url: str
    body: bytes
    content_type: str
    captured_at: datetime
    gold: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edition:
    """One outlet in the time of one layout."""

    outlet: str
    layout: Layout
    desk: Desk

    @property
    def publications(self) -> tuple[Publication, ...]:
        """What is out, newest first."""
        return tuple(self.desk.out(self.outlet))

    def page(self, publication: Publication) -> ServedPage:
        text = self.layout.render(publication, self.desk)
        return ServedPage(
            outlet=self.outlet,
            layout=self.layout.name,
            key=publication.key,
            url=self.layout.address(publication.key),
            body=text.encode(self.layout.encoding, "xmlcharrefreplace"),
            content_type=self.layout.content_type,
            captured_at=self.desk.now,
            gold=expected(publication, self.desk.now, self.layout.name),
        )


def served(world: World, outlet: str, sample: int | None = None) -> Iterator[ServedPage]:
    """Every publication of an outlet in every layout of it, newest first within a layout.

    ``sample`` takes that many a layout, spread evenly over the days.

    Raises:
        KeyError: the press room has no such outlet, or the world was built without it (for a
            member of NDSoft without a desk: without its lender).
    """
    for layout in LAYOUTS[outlet]:
        edition_ = edition(world, outlet, layout)
        publications = edition_.publications
        step = max(1, len(publications) // sample) if sample else 1
        for publication in publications[::step][:sample]:
            yield edition_.page(publication)


#: What may happen to any page's bytes on the way, the text unharmed; see `pressroom.distortion`.
DISTORTIONS: Mapping[str, Callable[[Answer, Mapping[str, Any]], Answer]] = {
    "a header that lies": distortion.wrong_charset,
    "a meta tag that lies": distortion.lying_meta,
    "cp949 that nothing declares": distortion.as_euckr,
    "decomposed Hangul": distortion.decomposed,
    "entities escaped twice": distortion.escaped_twice,
    "invisible characters": distortion.scrawled,
}


def distorted(page: ServedPage, kind: str) -> ServedPage:
    """The page with one of `DISTORTIONS`; its gold holds, up to the shape of quotation marks."""
    answer = DISTORTIONS[kind](Answer(page.body, content_type=page.content_type), {})
    return replace(page, body=answer.body, content_type=answer.content_type)


def edition(world: World, outlet: str, layout: Layout) -> Edition:
    """The outlet of this world in the layout's time."""
    back = timedelta(weeks=layout.weeks)
    now = world.now - back
    shelf = _shelf(world, outlet)
    colleagues = staff(shelf)
    moved = tuple(
        dressed(_moved(publication, layout, back), colleagues, now) for publication in shelf
    )
    return Edition(outlet, layout, Desk(Shelves(World(world.seed, now, {outlet: moved})), now))


def _shelf(world: World, outlet: str) -> tuple[Publication, ...]:
    """The outlet's publications; a lender's, signed by people of its own, where it has no desk."""
    if outlet not in ndsoft_papers.LENDERS:
        return world.outlets[outlet]
    domain = ndsoft_papers.BY_CODE[outlet].domain
    return tuple(
        replace(
            p,
            outlet=outlet,
            reporters=tuple(
                replace(r, email=f"{r.email.split('@')[0]}@{domain}") for r in p.reporters
            ),
        )
        for p in world.outlets[ndsoft_papers.LENDERS[outlet]]
    )


def _moved(publication: Publication, layout: Layout, back: timedelta) -> Publication:
    """The publication, earlier, under the key it would have had."""
    published = publication.published - back
    return replace(
        publication,
        key=_key(publication, layout, published),
        published=published,
        texts=tuple(replace(text, since=text.since - back) for text in publication.texts),
    )


def _key(publication: Publication, layout: Layout, published: datetime) -> str:
    """Newspim's keys begin with the day; 경상북도's two boards have two name spaces."""
    key = publication.key
    if publication.outlet == "newspim":
        return f"{published:%Y%m%d}{key[8:]}"
    if publication.outlet == "gyeongbuk":
        number = int(gyeongbuk.board_number(key))
        if layout.name == "old" and not gyeongbuk.is_old(key):
            return f"bbs_bodo:{401_000_001 + number % 10_000 * 100}"
        if layout.name == "new" and gyeongbuk.is_old(key):
            return f"board12:{(number - 400_000_000) // 300}"
    return key


# The layouts


def _kbs() -> tuple[Layout, ...]:
    return (
        Layout("2022", kbs.old_page, kbs.canonical, None, date(2022, 12, 31), 4 * _YEAR),
        Layout("current", kbs.current_page, kbs.canonical, date(2023, 1, 1)),
    )


def _etoday() -> tuple[Layout, ...]:
    def mobile(key: str) -> str:
        return f"https://{etoday.MOBILE}/view.php?idxno={key}"

    old, new = partial(etoday.desktop_page, old=True), partial(etoday.desktop_page, old=False)
    return (
        Layout("2022", old, etoday.canonical, None, date(2021, 12, 31), 5 * _YEAR),
        Layout("current", new, etoday.canonical, date(2022, 1, 1)),
        Layout("mobile", etoday.mobile_page, mobile),
    )


def _newspim() -> tuple[Layout, ...]:
    def amp(key: str) -> str:
        return f"https://m.newspim.com/newsamp/view/{key}"

    def page(version: newspim.Layout) -> Render:
        return partial(newspim.article_page, version=version)

    first, last = date(2020, 1, 1), date(2019, 12, 31)
    return (
        Layout("2017", page("2017"), newspim.canonical, None, last, 9 * _YEAR),
        Layout("amp", newspim.amp_page, amp, None, last, 8 * _YEAR),
        Layout("2025", page("2025"), newspim.canonical, first, date(2025, 12, 31), 2 * _YEAR),
        Layout("2026", page("2026"), newspim.canonical, date(2026, 1, 1)),
    )


def _gyeongbuk() -> tuple[Layout, ...]:
    moved = date(2026, 10, 6)
    page, canonical = gyeongbuk.old_detail_page, gyeongbuk.canonical
    return (
        Layout("old", page, canonical, None, moved - timedelta(days=1), _YEAR),
        Layout("new", gyeongbuk.new_detail_page, canonical, moved),
    )


#: Skin, and how many years before the world's time it is shown where a paper has left it.
_SKIN_TIMES: tuple[tuple[ndsoft_papers.Skin, int, date | None, date | None], ...] = (
    ("legacy", 14, None, date(2013, 12, 31)),
    ("auto", 9, date(2014, 1, 1), date(2020, 12, 31)),
    ("2020", 4, date(2020, 1, 1), date(2024, 12, 31)),
    ("atl", 0, date(2024, 1, 1), None),
)


def _ndsoft(paper: ndsoft_papers.Paper) -> tuple[Layout, ...]:
    """The skins a paper has had up to the one it has, and its AMP page."""
    canonical = partial(ndsoft_papers.canonical, paper)
    found = []
    for skin, years, first, last in _SKIN_TIMES:
        page = partial(ndsoft.article_page, replace(paper, skin=skin))
        if skin == paper.skin:
            found.append(Layout(skin, page, canonical, first))
            break
        found.append(Layout(skin, page, canonical, first, last, years * _YEAR))
    if paper.skin != "legacy":
        found.append(Layout("amp", partial(ndsoft.amp_page, paper), partial(_amp, paper)))
    return tuple(found)


def _member(paper: ndsoft_papers.Paper) -> tuple[Layout, ...]:
    """A member without a desk: its skin of today."""
    page = partial(ndsoft.article_page, paper)
    return (Layout(paper.skin, page, partial(ndsoft_papers.canonical, paper)),)


def _amp(paper: ndsoft_papers.Paper, key: str) -> str:
    return f"https://{paper.host}/news/articleViewAmp.html?idxno={key}"


def _insnews(paper: insnews.Paper) -> tuple[Layout, ...]:
    tables = partial(insnews.tables_article, replace(paper, new=False))
    new = partial(insnews.new_article, replace(paper, new=True))

    def read(key: str) -> str:
        return f"https://{paper.host}/sub_read.html?uid={key}"

    return (
        Layout("2012", tables, read, None, None if not paper.new else date(2015, 12, 31),
               14 * _YEAR, "cp949", "text/html"),
        Layout("new", new, partial(insnews.canonical, paper), date(2016, 1, 1)),
    )  # fmt: skip


#: Outlet → its layouts, oldest first.
LAYOUTS: Mapping[str, tuple[Layout, ...]] = {
    "kbs": _kbs(),
    "etoday": _etoday(),
    "newspim": _newspim(),
    "gyeongbuk": _gyeongbuk(),
    **{paper.code: _ndsoft(paper) for paper in ndsoft_papers.PAPERS},
    **{paper.code: _member(paper) for paper in ndsoft_papers.MEMBERS},
    **{paper.code: _insnews(paper) for paper in insnews.PAPERS},
}
