"""Etoday's pages: articles on the desktop in two layouts, on the mobile host, and list rows."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pressroom.sites import chrome
from pressroom.sites.base import (
    Desk,
    excerpt,
    iso,
    number_of,
    stamp,
)
from pressroom.world import Publication

HOST, MOBILE, FEEDS = "www.etoday.co.kr", "m.etoday.co.kr", "rss.etoday.co.kr"
NOTICE = "Copyright ⓒ 이투데이. All rights reserved."
#: Section numbers of the lists. Only 1202 is known from outside; the others are ours.
MIDS = {
    "1202": "정치·경제",
    "1300": "국제",
    "1400": "사회",
    "1500": "기업",
    "1600": "문화·라이프",
}
COINS = ("비트코인", "이더리움", "리플", "솔라나", "에이다", "트론", "체인링크", "샌드박스")


def is_2022(key: str) -> bool:
    return number_of(key) % 12 == 0


def canonical(key: str) -> str:
    return f"https://{HOST}/news/view/{key}"


def short_mail(address: str) -> str:
    """``letswin@etoday.co.kr`` as Etoday prints it: ``letswin@``"""
    return address.split("@")[0] + "@"


def credited(publication: Publication) -> bool:
    """Is the first picture the reporter's own? Then their address stands in its caption."""
    pictures, reporters = publication.pictures, publication.reporters
    return bool(pictures and reporters) and not pictures[0].caption.endswith("제공")


def caption(publication: Publication, number: int) -> str:
    """A caption as printed, without its ▲: the first one is credited to the reporter."""
    text = publication.pictures[number].caption
    if number == 0 and credited(publication):
        reporter = publication.reporters[0]
        return f"{text} ({reporter.name} {reporter.role} {short_mail(reporter.email)})"
    return text


def list_rows(pubs: Sequence[Publication], desk: Desk, trace: str) -> str:
    items = "\n".join(
        '<li class="sp_newslist"><div class="cluster_thumb_img21"><img src="//img.etoday.example/t.jpg" alt=""></div>'
        f'<div class="cluster_text_headline21"><a href="/news/view/{p.key}?trc={trace}">{escape(desk.title(p), quote=False)}</a></div>'
        f'<div class="cluster_text_lede21"><a href="/news/view/{p.key}?trc={trace}">{escape(excerpt(p.text_at(desk.now).paragraphs[0], 120), quote=False)}</a></div>'
        f'<div class="cluster_text_press21">{stamp(p.published, "%Y-%m-%d %H:%M")}</div></li>'
        for p in pubs
    )
    return f'<ul id="list_W">\n{items}\n</ul>\n'


def head(title: str, lead: str, url: str, author: str, extra: str = "") -> str:
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


def foot() -> str:
    return (
        chrome.footer("이투데이", ("고충처리인과 청소년보호 책임자 안내",), NOTICE)
        + "</body></html>\n"
    )


def side(desk: Desk) -> str:
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
            f"<li>변동률</li>{coins}</ul><p>24시간 변동률</p></div>\n"
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
                '<ul class="bn_mid"><li>광고 문의</li></ul><div class="sticky-content-spacer_sub"><div>이 자리는 광고로 채워집니다</div></div>\n'
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
        f'<div class="card-container"><p>구독하면 더 많은 소식을 받습니다</p></div><div class="ico_share"><a href="#">공유하기</a></div><div class="kwd_tags">{tags}</div>\n'
    )
    return "".join(parts)


def desktop_page(publication: Publication, desk: Desk, old: bool | None = None) -> str:
    """The desktop's page; ``old`` asks for the layout to 2022 or today's, the key decides else."""
    text, modified = publication.text_at(desk.now), publication.modified_at(desk.now)
    level = "h2" if (is_2022(publication.key) if old is None else old) else "h1"
    author = ", ".join(f"{r.name} {r.role}" for r in publication.reporters)
    subtitle = "<br>".join(escape(line, quote=False) for line in text.subtitle)
    changed = f"수정 {stamp(modified, '%Y-%m-%d %H:%M')}" if modified else ""
    meta = f'<meta property="article:published_time" content="{iso(publication.published)}">\n'
    return (
        head(
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
        + side(desk)
        + foot()
    )


def mobile_page(publication: Publication, desk: Desk) -> str:
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
        head(
            text.title,
            excerpt(" ".join(text.paragraphs), 100),
            canonical(publication.key),
            author,
            meta,
        )
        + f'<section class="DetailView_Wrap mboxcont"><div class="view_mtitle"><h1>{escape(text.title, quote=False)}</h1>'
        f'<span class="stitle">{subtitle}</span><p class="newsinfo">입력 {stamp(publication.published, "%Y-%m-%d %H:%M")}{changed}</p></div>\n'
        f'<div id="contents_body" class="contents_body">{pictures}{body}<div style="margin:10px">광고 영역입니다</div></div></section>\n'
        + side(desk)
        + foot()
    )
