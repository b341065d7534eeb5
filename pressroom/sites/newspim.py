"""Newspim: www.newspim.com, its other host names, and the feeds of rss.newspim.com.

Layouts, by the last digit of the key: 0 is served in the layout of 2017–2019
(``div#news_contents``), 1, 2 and 3 in the one that held to 2025 (``span#send-time``), the others in
the one of 2026 (``time#send-time``, to the second). A machine-made summary and other articles' full
texts stand outside the body; captions and the closing address stand inside it.
"""

from __future__ import annotations

from datetime import timedelta

from pressroom.sites.base import (
    Answer,
    Desk,
    Request,
    Site,
    excerpt,
    matching,
    missing,
    page,
    redirect,
    rfc822,
    slice_page,
    xml,
)
from pressroom.sites.feeds import Item, news_sitemap, rss
from pressroom.sites.newspim_pages import (
    FEEDS,
    HOST,
    article_page,
    canonical,
    dateline,
    foot,
    head,
    list_rows,
    side,
)

ROWS = 10  # a search page


CATEGORIES = {
    "1": "",  # 전체
    "101": "정치",
    "102": "사회",
    "103": "경제",
    "104": "부동산",
    "105": "증권·금융",
    "106": "산업",
    "107": "글로벌",
    "108": "전국",
    "110": "문화",
    "111": "스포츠",
    "112": "라이프·여행",
    "120": "중국",
}


PERIODS = {"day": 1, "week": 7, "month": 31, "year": 366}


class Newspim(Site):
    outlet = "newspim"
    packs = True
    hosts = (
        HOST,
        "newspim.com",
        "m.newspim.com",
        "search.newspim.com",
        "ir.newspim.com",
        "member.newspim.com",
        FEEDS,
    )
    disallowed = ("/private/", "/mypage/", "/login/")
    routes = (
        (r"/news/view/(\d{14})/?", "article"),
        (r"/newsamp/view/(\d{14})/?", "article"),
        (r"/news/category/(\d+)", "feed"),
        (r"/sitemap/recent/all_([12])", "sitemap"),
        (r"/search/?", "search"),
    )

    def sitemaps(self, host: str) -> tuple[str, ...]:
        if host != HOST:
            return ()
        return tuple(f"https://{HOST}/sitemap/recent/all_{n}" for n in (1, 2))

    def article(self, request: Request, desk: Desk, key: str) -> Answer:
        publication = desk.find("newspim", key)
        if publication is None:
            return missing()
        if request.host == "newspim.com":
            return redirect(canonical(key))
        return page(article_page(publication, desk))

    def front(self, request: Request, desk: Desk) -> Answer:
        feeds = "".join(
            f'<link rel="alternate" type="application/rss+xml" href="http://{FEEDS}/news/category/{n}">'
            for n in CATEGORIES
        )
        return page(
            head("뉴스핌", "", "", feeds) + list_rows(desk.out("newspim")[:30], desk) + foot()
        )

    def feed(self, request: Request, desk: Desk, number: str) -> Answer:
        """The newest 100 of a category; links are http, as the real feed's."""
        if request.host != FEEDS or number not in CATEGORIES:
            return missing()
        wanted = CATEGORIES[number]
        pubs = [p for p in desk.out("newspim") if p.section.split(" > ")[0].startswith(wanted)][
            :100
        ]
        items = [
            Item(
                title=desk.title(p),
                link=f"http://{HOST}/news/view/{p.key}",
                date=rfc822(p.published),
                lead=excerpt(dateline(p) + p.text_at(desk.now).paragraphs[0], 200),
                author=" ".join(f"{r.name} {r.role}" for r in p.reporters[:1]),
                category=p.section.split(" > ")[0],
            )
            for p in pubs
        ]
        changed = desk.changed(pubs)
        return xml(rss("뉴스핌", f"http://{HOST}/", items, rfc822(changed)), changed)

    def sitemap(self, request: Request, desk: Desk, number: str) -> Answer:
        """The newest hundred in ``all_1``, the hundred before them in ``all_2``."""
        pubs = slice_page(desk.out("newspim"), int(number), 100)
        rows = [(canonical(p.key), p.published, desk.title(p)) for p in pubs]
        return xml(news_sitemap("뉴스핌", rows), desk.changed(pubs))

    def search(self, request: Request, desk: Desk) -> Answer:
        """Site search, newest first unless ``sort=asc``; ``period`` is all, day, week, month or year."""
        titles_only = "searchrange[0]" in request.query and "searchrange[1]" not in request.query
        found = matching(
            desk.out("newspim"), request.arg("searchword"), desk.now, titles_only=titles_only
        )
        days = PERIODS.get(request.arg("period", "all"))
        if days is not None:
            found = [p for p in found if p.published > desk.now - timedelta(days=days)]
        if request.arg("sort", "desc") == "asc":
            found = found[::-1]
        rows = slice_page(found, request.number("page", 1, 1), ROWS)
        text = (
            head("뉴스핌 검색", "", "", "")
            + f'<div class="result">검색결과 <em>{len(found)}</em>건</div>'
            + list_rows(rows, desk)
            + side(desk)
            + foot()
        )
        return page(text, modified=desk.changed(rows))
