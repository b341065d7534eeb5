"""KBS: news.kbs.co.kr and the search host reco.kbs.co.kr.

Layouts. A report whose ``ncd`` is divisible by 12 is served in the layout of 2022 (no print area,
minutes only); all others in the current one, which prints the body three times: in the page, in the
print area (times to the second) and in the script variable ``messageText``.
English reports share the addresses, the lists and the layouts; the sitemap names their language.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from pressroom.sites import chrome
from pressroom.sites.base import (
    Answer,
    Desk,
    Request,
    Site,
    as_json,
    between,
    excerpt,
    iso,
    matching,
    missing,
    page,
    redirect,
    slice_page,
    stamp,
    window_hours,
    xml,
)
from pressroom.sites.feeds import sitemap, sitemap_index
from pressroom.sites.kbs_pages import (
    HOST,
    body_html,
    canonical,
    current_page,
    foot,
    head,
    is_2022,
    is_english,
    local_code,
    old_page,
    section_code,
    short,
)
from pressroom.world import Publication

SEARCH_CAP = 200  # results a query, whatever total_count says


class Kbs(Site):
    outlet = "kbs"
    hosts = (HOST, "reco.kbs.co.kr")
    disallowed = ("/private/", "/news/list/", "/member/")
    routes = (
        (r"/news/(?:pc/view/)?view\.do", "article"),
        (r"/mobile/news/view\.do", "mobile"),
        (r"/news/pc/main/main\.html", "front"),
        (r"/sitemap/(recent|daily)NewsList\.xml", "sitemap"),
        (r"/sitemap/index\.xml", "sitemap_index"),
        (r"/sitemap/month-(\d{4})-(\d{1,2})\.xml", "month"),
        (r"/api/getNewsList", "news_list"),
        (r"/v2/search", "search"),
    )

    def sitemaps(self, host: str) -> tuple[str, ...]:
        if host != HOST:
            return ()
        names = ("recentNewsList", "dailyNewsList", "index")
        return tuple(f"https://{HOST}/sitemap/{name}.xml" for name in names)

    # Articles

    def mobile(self, request: Request, desk: Desk) -> Answer:
        return redirect(canonical(request.arg("ncd")), 302)

    def article(self, request: Request, desk: Desk) -> Answer:
        key = request.arg("ncd")
        publication = desk.find("kbs", key)
        if publication is None:
            return missing(
                "<html><body><p>삭제되었거나 존재하지 않는 기사입니다.</p></body></html>"
            )
        return page(
            old_page(publication, desk) if is_2022(key) else current_page(publication, desk)
        )

    def front(self, request: Request, desk: Desk) -> Answer:
        """The front page: its lists are filled by script, so it shows no articles."""
        return page(
            head("KBS 뉴스", "", "", f"https://{HOST}/")
            + chrome.menu("/news/pc/category/category.do?ctcd={n:04d}")
            + '<div id="mainNewsList" class="box-contents"></div>'
            + "<script>loadNews('#mainNewsList', '/api/getNewsList');</script>"
            + foot()
        )

    # Discovery

    def sitemap(self, request: Request, desk: Desk, which: str) -> Answer:
        """``recent`` is a news sitemap of the last 48 hours; ``daily`` lists the last day's pages."""
        pubs = window_hours(desk, "kbs", 48 if which == "recent" else 24)
        rows = [_sitemap_row(p, desk, news=which == "recent") for p in pubs]
        return xml(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n'
            + "\n".join(rows)
            + "\n</urlset>\n",
            desk.changed(pubs),
        )

    def sitemap_index(self, request: Request, desk: Desk) -> Answer:
        """The sitemaps of the months, oldest first, without a leading zero."""
        months = dict.fromkeys(stamp(p.published, "%Y-%m") for p in desk.out("kbs")[::-1])
        named = (month.replace("-0", "-") for month in months)
        return xml(
            sitemap_index(f"https://{HOST}/sitemap/month-{month}.xml" for month in named),
            desk.changed(desk.out("kbs")),
        )

    def month(self, request: Request, desk: Desk, year: str, month: str) -> Answer:
        wanted = f"{year}-{int(month):02d}"
        pubs = [p for p in desk.out("kbs") if stamp(p.published, "%Y-%m") == wanted]
        return xml(sitemap((canonical(p.key), p.published) for p in pubs), desk.changed(pubs))

    def news_list(self, request: Request, desk: Desk) -> Answer:
        """The list API, by GET and by posted form. The full text stands in ``newsContents``."""
        pubs = _in_window(desk.out("kbs"), request)
        if request.arg("contentsCode", "ALL") not in ("ALL", ""):
            pubs = [p for p in pubs if section_code(p) == request.arg("contentsCode")]
        if request.arg("localCode"):
            pubs = [p for p in pubs if local_code(p) == request.arg("localCode")]
        if request.arg("broadDate"):
            pubs = [p for p in pubs if stamp(p.published, "%Y%m%d") == request.arg("broadDate")]
        if request.arg("orderBy", "datetime_desc") == "datetime_asc":
            pubs = pubs[::-1]
        rows = slice_page(
            pubs,
            request.number("currentPageNo", 1, 1),
            min(500, request.number("rowsPerPage", 12, 1)),
        )
        reporters = request.arg("needReporterInfo") == "Y"
        return as_json({"success": True, "data": [_api_row(p, desk, reporters) for p in rows]})

    def search(self, request: Request, desk: Desk) -> Answer:
        """The search of reco.kbs.co.kr: at most `SEARCH_CAP` results can be paged through."""
        codes = set(filter(None, request.arg("categoryfield").split(",")))
        pubs = between(desk.out("kbs"), request.day("sdate"), request.day("edate"))
        pubs = [p for p in pubs if not codes or section_code(p) in codes]
        titles = request.arg("searchfield") == "title"
        found = matching(pubs, request.arg("keyword"), desk.now, titles_only=titles)
        rows = slice_page(
            found[:SEARCH_CAP],
            request.number("page", 1, 1),
            min(100, request.number("page_size", 10, 1)),
        )
        answer = as_json(
            {
                "status": 200,
                "reason": "OK",
                "data": [_found_row(p, desk) for p in rows],
                "total_count": len(found),
            }
        )
        name = request.arg("callback")
        if not name:
            return answer
        script = name.encode() + b"(" + answer.body + b");"
        return Answer(script, 200, "application/javascript; charset=UTF-8")


def _in_window(pubs: Sequence[Publication], request: Request) -> Sequence[Publication]:
    """``datetimeBegin`` to ``datetimeEnd``, both ``YYYYMMDDhhmmss`` and inclusive."""
    edges = []
    for name in ("datetimeBegin", "datetimeEnd"):
        text = request.arg(name)
        edges.append(text if len(text) == 14 and text.isdigit() else None)
    first, last = edges
    return [
        p
        for p in pubs
        if (first is None or stamp(p.published, "%Y%m%d%H%M%S") >= first)
        and (last is None or stamp(p.published, "%Y%m%d%H%M%S") <= last)
    ]


def _api_row(publication: Publication, desk: Desk, reporters: bool) -> dict[str, object]:
    moment = publication.published
    return {
        "newsCode": publication.key,
        "newsTitle": desk.title(publication),
        "newsContents": body_html(publication, desk.now, tail=()),
        "broadDate": stamp(moment, "%Y%m%d"),
        "broadName": publication.programme or "",
        "menuName": publication.section,
        "imgUrl": f"/data/news/{stamp(moment, '%Y/%m/%d')}/{publication.key}_kbs.jpg",
        "deskTime": stamp(moment, "%Y%m%d%H%M%S"),
        "serviceTime": stamp(moment, "%Y%m%d%H%M%S"),
        "newsTime": stamp(moment, "%H%M%S"),
        "localCode": local_code(publication),
        "contentsCode": section_code(publication),
        "reporters": [
            {"reporterName": r.name, "email": r.email, "jobName": r.role}
            for r in (publication.reporters if reporters else ())
        ],
    }


def _found_row(publication: Publication, desk: Desk) -> dict[str, object]:
    """``rdatetime`` is when the index took the row, days after: not the publication date."""
    text = publication.text_at(desk.now)
    return {
        "contents_id": int(publication.key) if publication.key.isdigit() else publication.key,
        "title": text.title,
        "contents": excerpt(text.paragraphs[0] if text.paragraphs else "", 180),
        "parsed_title": text.title,
        "parsed_contents": "",
        "image_w": None,
        "target_url": f"http://{HOST}/news/view.do?ncd={publication.key}",
        "source_code": "300",
        "section_code": "01",
        "section_code_name": "뉴스",
        "root_contents_code": section_code(publication),
        "root_contents_code_name": publication.section,
        "service_time": stamp(publication.published, "%Y%m%d %H%M%S"),
        "vod_yn": "N",
        "broad_yn": "Y" if publication.programme else "N",
        "rdatetime": stamp(desk.now, "%Y%m%d"),
        "source": "news",
        "score": "180",
    }


def _sitemap_entry(url: str, moment: datetime, title: str, language: str) -> str:
    return (
        f"<url><loc>{escape(url)}</loc><lastmod>{iso(moment)}</lastmod><news:news><news:publication>"
        f"<news:name>KBS 뉴스</news:name><news:language>{language}</news:language></news:publication>"
        f"<news:publication_date>{iso(moment)}</news:publication_date>"
        f"<news:title>{escape(title)}</news:title></news:news></url>"
    )


def _sitemap_row(publication: Publication, desk: Desk, *, news: bool) -> str:
    if news:
        return _sitemap_entry(
            short(publication.key),
            publication.published,
            desk.title(publication),
            "en" if is_english(publication, desk.now) else "ko",
        )
    changed = publication.text_at(desk.now).since
    return f"<url><loc>{short(publication.key)}</loc><lastmod>{iso(changed)}</lastmod></url>"
