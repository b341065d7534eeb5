"""Etoday: www., m. (and m1.) and the feeds of rss.etoday.co.kr.

Layouts. An article whose id is divisible by 12 is served in the layout of 2022 (title in an ``h2``).
On the desktop a picture's caption stands twice. Address and byline: the reporter's short address
(``name@``) is printed in the first picture's credit only; without a picture there is none.
"""

from __future__ import annotations

from collections.abc import Sequence

from pressroom.sites.base import (
    Answer,
    Desk,
    Request,
    Site,
    between,
    excerpt,
    matching,
    missing,
    page,
    redirect,
    rfc822,
    slice_page,
    window_hours,
    xml,
)
from pressroom.sites.etoday_pages import (
    FEEDS,
    HOST,
    MIDS,
    MOBILE,
    canonical,
    desktop_page,
    foot,
    head,
    list_rows,
    mobile_page,
    side,
)
from pressroom.sites.feeds import Item, news_sitemap, rss
from pressroom.world import Publication

ROWS = 20  # a list or search page


#: Feeds and what they carry; None is everything, an empty set a feed without items.
FEED_SECTIONS: dict[str, frozenset[str] | None] = {
    "etoday_news_all": None,
    "finance_news": frozenset(),
    "market_news": frozenset(),
    "land_news": frozenset(),
    "industry_news": frozenset({"기업"}),
    "economy_news": frozenset({"정치·경제"}),
    "global_news": frozenset({"국제"}),
    "politics_news": frozenset({"정치·경제"}),
    "society_news": frozenset({"사회"}),
    "opinion_news": frozenset(),
    "culture-life_news": frozenset({"문화·라이프"}),
    "company_news": frozenset({"기업"}),
}


class Etoday(Site):
    outlet = "etoday"
    hosts = (HOST, MOBILE, "m1.etoday.co.kr", "etoday.co.kr", FEEDS)
    disallowed = ("/private/", "/member/", "/search/detail/")
    routes = (
        (r"/news/view/(\d+)/?", "article"),
        (r"/view\.php", "mobile"),
        (r"/news/section/subsection", "section"),
        (r"/search/?", "search"),
        (r"/eto/([a-z_-]+)\.xml", "feed"),
        (r"/rss/news_sitemap", "sitemap"),
    )

    def sitemaps(self, host: str) -> tuple[str, ...]:
        return (f"https://{HOST}/rss/news_sitemap",) if host == HOST else ()

    def article(self, request: Request, desk: Desk, key: str) -> Answer:
        publication = desk.find("etoday", key)
        if publication is None:
            return missing()
        if request.host == "etoday.co.kr":
            return redirect(canonical(key))
        if request.host != HOST:
            return page(mobile_page(publication, desk))
        return page(desktop_page(publication, desk))

    def mobile(self, request: Request, desk: Desk) -> Answer:
        key = request.arg("idxno")
        publication = desk.find("etoday", key)
        if publication is None:
            return missing()
        if request.host in (HOST, "etoday.co.kr"):
            return redirect(canonical(key))
        return page(mobile_page(publication, desk))

    def front(self, request: Request, desk: Desk) -> Answer:
        links = "".join(
            f'<li><a href="/news/section/subsection?MID={m}">{n}</a></li>' for m, n in MIDS.items()
        )
        feeds = "".join(
            f'<link rel="alternate" type="application/rss+xml" href="https://{FEEDS}/eto/{name}.xml">'
            for name in FEED_SECTIONS
        )
        return page(
            head("이투데이", "", "", "", feeds)
            + f'<ul class="gnb_sections">{links}</ul>'
            + list_rows(desk.out("etoday")[:30], desk, "main")
            + foot()
        )

    def section(self, request: Request, desk: Desk) -> Answer:
        """A section's list; without MID every section. A page past the end has an empty list."""
        wanted = MIDS.get(request.arg("MID"))
        if request.arg("MID") and wanted is None:
            return self._listing([], request, desk, "subsection")
        pubs = [p for p in desk.out("etoday") if wanted is None or p.section == wanted]
        return self._listing(pubs, request, desk, "subsection")

    def search(self, request: Request, desk: Desk) -> Answer:
        """Site search, newest first; ``fldTermStart`` and ``fldTermEnd`` are days, inclusive."""
        pubs = between(desk.out("etoday"), request.day("fldTermStart"), request.day("fldTermEnd"))
        return self._listing(
            matching(pubs, request.arg("keyword"), desk.now), request, desk, "search"
        )

    def _listing(
        self, pubs: Sequence[Publication], request: Request, desk: Desk, trace: str
    ) -> Answer:
        rows = slice_page(pubs, request.number("page", 1, 1), ROWS)
        text = (
            head("이투데이 " + trace, "", "", "")
            + f'<p class="total">총 <strong>{len(pubs)}</strong>건</p>'
            + list_rows(rows, desk, trace)
            + side(desk)
            + foot()
        )
        return page(text, modified=desk.changed(rows))

    def feed(self, request: Request, desk: Desk, name: str) -> Answer:
        if request.host != FEEDS or name not in FEED_SECTIONS:
            return missing()
        wanted = FEED_SECTIONS[name]
        pubs = [p for p in desk.out("etoday") if wanted is None or p.section in wanted]
        pubs = pubs[: 231 if wanted is None else 50]
        items = [
            Item(
                title=desk.title(p),
                link=canonical(p.key),
                date=rfc822(p.published),
                lead=excerpt(p.text_at(desk.now).paragraphs[0], 200),
                author=", ".join(f"{r.name} ({r.email})" for r in p.reporters),
                category=p.section,
            )
            for p in pubs
        ]
        changed = desk.changed(pubs)
        return xml(rss("이투데이", f"https://{HOST}/", items, rfc822(changed)), changed)

    def sitemap(self, request: Request, desk: Desk) -> Answer:
        pubs = window_hours(desk, "etoday", 48)
        rows = [(canonical(p.key), p.published, desk.title(p)) for p in pubs]
        return xml(news_sitemap("이투데이", rows), desk.changed(pubs))
