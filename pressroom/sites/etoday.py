"""Etoday: www., m. (and m1.) and the feeds of rss.etoday.co.kr.

Layouts. An article whose id is divisible by 12 is served in the layout of 2022 (title in an ``h2``).
On the desktop a picture's caption stands twice. Address and byline: the reporter's short address
(``name@``) is printed in the first picture's credit only; without a picture there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pressroom.sites import chrome
from pressroom.sites.base import (
    Answer,
    Desk,
    Request,
    Site,
    between,
    excerpt,
    iso,
    matching,
    missing,
    number_of,
    page,
    redirect,
    rfc822,
    slice_page,
    stamp,
    window_hours,
    xml,
)
from pressroom.sites.feeds import Item, news_sitemap, rss
from pressroom.world import Publication

HOST, MOBILE, FEEDS = "www.etoday.co.kr", "m.etoday.co.kr", "rss.etoday.co.kr"
NOTICE = "Copyright ⓒ 이투데이. All rights reserved."
ROWS = 20  # a list or search page

#: Section numbers of the lists. Only 1202 is known from outside; the others are ours.
MIDS = {
    "1202": "정치·경제",
    "1300": "국제",
    "1400": "사회",
    "1500": "기업",
    "1600": "문화·라이프",
}
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
COINS = ("비트코인", "이더리움", "리플", "솔라나", "에이다", "트론", "체인링크", "샌드박스")


def is_2022(key: str) -> bool:
    return number_of(key) % 12 == 0


def canonical(key: str) -> str:
    return f"https://{HOST}/news/view/{key}"


def short_mail(address: str) -> str:
    """``letswin@etoday.co.kr`` as Etoday prints it: ``letswin@``"""
    return address.split("@")[0] + "@"


def caption(publication: Publication, number: int) -> str:
    """A caption as printed, without its ▲: the first one is credited to the reporter."""
    text = publication.pictures[number].caption
    if number == 0 and publication.reporters:
        reporter = publication.reporters[0]
        return f"{text} ({reporter.name} {reporter.role} {short_mail(reporter.email)})"
    return text


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
            return page(_mobile_page(publication, desk))
        return page(_desktop_page(publication, desk))

    def mobile(self, request: Request, desk: Desk) -> Answer:
        key = request.arg("idxno")
        publication = desk.find("etoday", key)
        if publication is None:
            return missing()
        if request.host in (HOST, "etoday.co.kr"):
            return redirect(canonical(key))
        return page(_mobile_page(publication, desk))

    def front(self, request: Request, desk: Desk) -> Answer:
        links = "".join(
            f'<li><a href="/news/section/subsection?MID={m}">{n}</a></li>' for m, n in MIDS.items()
        )
        feeds = "".join(
            f'<link rel="alternate" type="application/rss+xml" href="https://{FEEDS}/eto/{name}.xml">'
            for name in FEED_SECTIONS
        )
        return page(
            _head("이투데이", "", "", "", feeds)
            + f'<ul class="gnb_sections">{links}</ul>'
            + _rows(desk.out("etoday")[:30], desk, "main")
            + _foot()
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
            _head("이투데이 " + trace, "", "", "")
            + f'<p class="total">총 <strong>{len(pubs)}</strong>건</p>'
            + _rows(rows, desk, trace)
            + _side(desk)
            + _foot()
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


def _rows(pubs: Sequence[Publication], desk: Desk, trace: str) -> str:
    items = "\n".join(
        '<li class="sp_newslist"><div class="cluster_thumb_img21"><img src="//img.etoday.example/t.jpg" alt=""></div>'
        f'<div class="cluster_text_headline21"><a href="/news/view/{p.key}?trc={trace}">{escape(desk.title(p), quote=False)}</a></div>'
        f'<div class="cluster_text_lede21"><a href="/news/view/{p.key}?trc={trace}">{escape(excerpt(p.text_at(desk.now).paragraphs[0], 120), quote=False)}</a></div>'
        f'<div class="cluster_text_press21">{stamp(p.published, "%Y-%m-%d %H:%M")}</div></li>'
        for p in pubs
    )
    return f'<ul id="list_W">\n{items}\n</ul>\n'


def _head(title: str, lead: str, url: str, author: str, extra: str = "") -> str:
    return (
        '<!DOCTYPE html>\n<html lang="ko"><head><meta charset="utf-8">\n'
        f"<title>{escape(title)}{'' if title.startswith('이투데이') else ' - 이투데이'}</title>\n"
        f'<meta name="description" content="{escape(lead)}"><meta property="og:title" content="{escape(title)}">\n'
        f'<meta property="og:site_name" content="이투데이"><meta property="og:url" content="{escape(url)}">\n'
        + (f'<meta name="author" content="{escape(author)}">\n' if author else "")
        + extra
        + chrome.styles("etoday")
        + chrome.scripts("etoday")
        + "</head>\n<body>\n"
        + chrome.menu("/news/section/subsection?MID=9{n:03d}", "gnb21")
    )


def _foot() -> str:
    return (
        chrome.footer("이투데이", ("고충처리인과 청소년보호 책임자 안내",), NOTICE)
        + "</body></html>\n"
    )


def _side(desk: Desk) -> str:
    def make() -> str:
        out = desk.out("etoday")
        rows = [(desk.title(p), f"/news/view/{p.key}?trc=right_most") for p in out[:40]]
        coins = "".join(
            f"<li><ul><li>{name}</li><li>{1000 + n * 7321:,}</li><li>+0.{n}%</li></ul></li>"
            for n, name in enumerate(COINS, 1)
        )
        return (
            chrome.listed(rows[:8], "주요 뉴스", "main_news")
            + chrome.listed(rows[8:20], "많이 본 뉴스", "most_news", numbered=True)
            + chrome.listed(rows[20:], "추천 뉴스", "recommend_news")
            + f'<div class="stock_box"><h3>오늘의 상승종목</h3><p>{stamp(desk.now, "%m.%d")} 장종료</p></div>'
            f'<div class="coin_box"><h3>실시간 암호화폐 시세</h3><ul class="coin"><li>종목</li><li>현재가(원)</li>'
            f"<li>변동률</li>{coins}</ul><p>* 24시간 변동률 기준</p></div>\n"
        )

    return desk.memo("etoday-side", make)


def _pictures(publication: Publication) -> str:
    """The caption twice: under the picture and again for narrow windows."""
    blocks = []
    for number, picture in enumerate(publication.pictures):
        text = escape(caption(publication, number), quote=False)
        blocks.append(
            f'<div class="img_box_C"><img src="//img.etoday.example/pto_db/{picture.name}" alt="">'
            f'<div class="img_box_desc">▲{text}</div></div>\n<div class="img_box_desc">▲{text}</div>\n'
        )
    return "".join(blocks)


def _body(publication: Publication, desk: Desk) -> str:
    """Paragraphs with what stands between them: advertisements, related news, tags."""
    paragraphs = publication.text_at(desk.now).paragraphs
    others = [p for p in desk.out("etoday")[:9] if p.key != publication.key]
    related = "".join(
        f'<li><a href="/news/view/{p.key}">{escape(desk.title(p))}</a></li>' for p in others[:3]
    )
    parts = [_pictures(publication)]
    for number, paragraph in enumerate(paragraphs):
        parts.append(f"<p>{escape(paragraph, quote=False)}</p>\n")
        if number == 0:
            parts.append(
                '<div id="div-gpt-ad-1"><script>etoday0.slot(1);</script>광고 영역입니다</div>\n'
                '<div class="sticky-content-spacer_sub"><div>이 자리는 광고로 채워집니다</div></div>\n'
            )
        if number == 1:
            parts.append(
                f'<div class="relation_newslist"><strong>관련 뉴스</strong><ul>{related}</ul></div>\n'
            )
    tags = "".join(
        f'<a href="/search/?keyword={escape(t)}">#{escape(t)}</a>' for t in publication.tags
    )
    names = ", ".join(f"{r.name} {r.role}" for r in publication.reporters)
    parts.append(
        f'<div class="reporter_topNews"><strong>{names}의 주요 뉴스</strong><ul>{related}</ul></div>\n'
        '<div class="recommend_btn"><ul><li>좋아요<em>0</em></li><li>화나요<em>0</em></li>'
        "<li>슬퍼요<em>0</em></li><li>추가취재 원해요<em>0</em></li></ul></div>\n"
        f'<div class="ico_share"><a href="#">공유하기</a></div><div class="kwd_tags">{tags}</div>\n'
    )
    return "".join(parts)


def _desktop_page(publication: Publication, desk: Desk) -> str:
    text, modified = publication.text_at(desk.now), publication.modified_at(desk.now)
    level = "h2" if is_2022(publication.key) else "h1"
    author = ", ".join(f"{r.name} {r.role}" for r in publication.reporters)
    subtitle = "<br>".join(escape(line, quote=False) for line in text.subtitle)
    changed = f"수정 {stamp(modified, '%Y-%m-%d %H:%M')}" if modified else ""
    meta = f'<meta property="article:published_time" content="{iso(publication.published)}">\n'
    return (
        _head(
            text.title,
            excerpt(" ".join(text.paragraphs), 100),
            canonical(publication.key),
            author,
            meta,
        )
        + f'<section class="news_dtail_view_top_wrap"><p class="view_location"><a href="/">홈</a> <a href="#">{escape(publication.section)}</a></p>\n'
        f'<{level} class="main_title">{escape(text.title, quote=False)}</{level}>\n'
        f'<div class="newsinfo"><span>입력 {stamp(publication.published, "%Y-%m-%d %H:%M")}</span> <span>{changed}</span></div>\n'
        "<ul class='font_size'><li>가장작게</li><li>작게</li><li>기본</li><li>크게</li><li>가장크게</li></ul></section>\n"
        + (
            f'<section class="subview_title"><span class="stitle">{subtitle}</span></section>\n'
            if subtitle
            else ""
        )
        + f'<section class="view_body_moduleWrap"><div class="articleView" itemprop="articleBody">\n{_body(publication, desk)}</div></section>\n'
        + _side(desk)
        + _foot()
    )


def _mobile_page(publication: Publication, desk: Desk) -> str:
    text, modified = publication.text_at(desk.now), publication.modified_at(desk.now)
    author = ", ".join(f"{r.name} {r.role}" for r in publication.reporters)
    subtitle = "<br>".join(escape(line, quote=False) for line in text.subtitle)
    body = "".join(f"<p>{escape(p, quote=False)}</p>\n" for p in text.paragraphs)
    pictures = "".join(
        f'<div class="img_box_C"><img src="//img.etoday.example/{p.name}" alt=""><div class="img_box_desc">▲{escape(caption(publication, n), quote=False)}</div></div>\n'
        for n, p in enumerate(publication.pictures)
    )
    changed = f" 수정 {stamp(modified, '%Y-%m-%d %H:%M')}" if modified else ""
    meta = f'<link rel="canonical" href="{canonical(publication.key)}"><meta property="article:published_time" content="{iso(publication.published)}">\n'
    return (
        _head(
            text.title,
            excerpt(" ".join(text.paragraphs), 100),
            canonical(publication.key),
            author,
            meta,
        )
        + f'<section class="DetailView_Wrap mboxcont"><div class="view_mtitle"><h1>{escape(text.title, quote=False)}</h1>'
        f'<span class="stitle">{subtitle}</span><p class="newsinfo">입력 {stamp(publication.published, "%Y-%m-%d %H:%M")}{changed}</p></div>\n'
        f'<div id="contents_body" class="contents_body">{pictures}{body}<div style="margin:10px">광고 영역입니다</div></div></section>\n'
        + _side(desk)
        + _foot()
    )
