"""Newspim's pages: articles in three layouts, and the rows of the search."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal

from pressroom.sites import chrome
from pressroom.sites.base import (
    Desk,
    excerpt,
    iso,
    number_of,
    stamp,
)
from pressroom.world import Publication

HOST, FEEDS = "www.newspim.com", "rss.newspim.com"


Layout = Literal["2017", "2025", "2026"]


def layout(key: str) -> Layout:
    last = number_of(key) % 10
    return "2017" if last == 0 else "2025" if last < 4 else "2026"


def canonical(key: str) -> str:
    return f"https://{HOST}/news/view/{key}"


def place(publication: Publication) -> str:
    return publication.place or "서울"


def dateline(publication: Publication) -> str:
    """``[세종=뉴스핌] 이경태 기자 = ``"""
    if not publication.reporters:
        return ""
    names, role = "·".join(r.name for r in publication.reporters), publication.reporters[0].role
    joint = " = " if role == "특파원" else "="  # [뉴욕 = 뉴스핌]
    return f"[{place(publication)}{joint}뉴스핌] {names} {role} = "


def caption(publication: Publication, number: int) -> str:
    """A caption as printed: a lent picture names its lender, another one the reporter and the day."""
    text = publication.pictures[number].caption
    if text.endswith("제공") and ". " in text:
        words, _, lender = text.rpartition(". ")
        return f"{words}. [사진={lender}]"
    if not publication.reporters:
        return f"{text} [사진=뉴스핌]"
    reporter = publication.reporters[0]
    day = stamp(publication.published, "%Y.%m.%d")
    return f"[{place(publication)}=뉴스핌] {reporter.name} {reporter.role} = {text} {day} {reporter.email}"


def list_rows(pubs: Sequence[Publication], desk: Desk) -> str:
    return "\n".join(
        '<article class="thumb_h"><div class="thumb"><img src="//img.newspim.example/t.jpg" alt=""></div><div class="txt">'
        f'<strong class="subject"><a href="/news/view/{p.key}">{escape(desk.title(p), quote=False)}</a></strong>'
        f'<p class="summary">{escape(excerpt(dateline(p) + p.text_at(desk.now).paragraphs[0], 140), quote=False)}</p>'
        f'<span class="date">{stamp(p.published, "%Y-%m-%d %H:%M")}</span></div></article>'
        for p in pubs
    )


def head(title: str, lead: str, url: str, extra: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="ko"><head><meta charset="utf-8">\n'
        f"<title>{escape(title)}{'' if title.startswith('뉴스핌') else ' - 뉴스핌'}</title>\n"
        f'<meta name="description" content="{escape(lead)}"><meta property="og:title" content="{escape(title)}">\n'
        f'<meta property="og:site_name" content="뉴스핌"><meta property="og:url" content="{escape(url)}">\n'
        + extra
        + chrome.styles("newspim")
        + chrome.scripts("newspim")
        + "</head>\n<body>\n"
        + chrome.menu("/news/lists/{n}", "lnb")
    )


def foot() -> str:
    return (
        '<div class="shopping"><h3>안다쇼핑</h3><p>오늘의 추천 상품을 만나 보세요</p></div>\n'
        '<a href="#top" class="go-top">Top으로 이동</a>\n'
        + chrome.footer("뉴스핌", ("투자 유의 사항과 이용 약관 안내",), "Copyright (c) 뉴스핌")
        + "</body></html>\n"
    )


def side(desk: Desk) -> str:
    def make() -> str:
        rows = [
            (desk.title(p), f"/news/view/{p.key}?inflow=right") for p in desk.out("newspim")[:40]
        ]
        return chrome.listed(rows[:10], "많이 본 뉴스", "rank", numbered=True) + chrome.listed(
            rows[10:], "속보", "breaking"
        )

    return desk.memo("newspim-side", make)


def _best(publication: Publication, desk: Desk) -> str:
    """Other articles in full, as the real page carries them."""
    others = [p for p in desk.out("newspim")[:6] if p.key != publication.key][:2]
    blocks = "".join(
        f'<div class="best-item"><span>사진</span><a href="/news/view/{p.key}"><strong>{escape(desk.title(p))}</strong> '
        f"{escape(dateline(p) + ' '.join(p.text_at(desk.now).paragraphs), quote=False)} {p.reporters[0].email if p.reporters else ''}</a></div>"
        for p in others
    )
    return f'<section class="best-news"><h3>[뉴스핌 베스트 기사]</h3>{blocks}</section>\n'


def _boxes() -> str:
    return (
        '<section class="translate"><h3>기사 번역</h3><p>번역을 준비하고 있습니다.</p><strong>기사제목</strong>'
        "<p>옮긴 글이 이 자리에 나옵니다.</p></section>\n"
        '<section class="ai-stock"><h3>종목 추적기</h3><p>기사 내용이 영향을 줄 종목을 찾습니다</p><h4>긍정 영향 종목</h4>'
        "<ul><li>가상산업 Corp. Industrials<br>공공 수요가 늘면 매출에 보탬이 될 수 있음.</li></ul><h4>부정 영향 종목</h4>"
        "<ul><li>견본물산 Inc. Materials<br>투자 지연으로 부담이 될 수 있음.</li></ul>"
        "<p>이 내용은 인공지능이 분석한 결과이며 매매를 권유하지 않습니다.</p></section>\n"
    )


def _summary(publication: Publication, desk: Desk) -> str:
    """A machine's three sentences about the article, not the article."""
    paragraphs = publication.text_at(desk.now).paragraphs
    items = "".join(
        f"<li>{escape(excerpt(p, 45), quote=False)} 것으로 요약됐다.</li>" for p in paragraphs[:3]
    )
    return (
        '<section id="aiSummary" class="ai-summary"><h2>AI 핵심 요약 <small>beta</small></h2>'
        f"<ul>{items}</ul><p>AI가 자동 생성한 요약으로 정확하지 않을 수 있습니다.</p></section>\n"
    )


def _body(publication: Publication, desk: Desk, *, old: bool) -> str:
    """Subtitle lines, dateline, paragraphs, captions and, last, the reporter's address: all ``<p>``."""
    text = publication.text_at(desk.now)
    subtitle = [escape(line, quote=False) for line in text.subtitle]
    parts = [f"<p>{line}</p>\n" for line in subtitle] if old else []
    if subtitle and not old:
        parts.append(f"<p><strong>{'<br>'.join(subtitle)}</strong></p>\n")
    captions = [
        f'<p style="text-align:center"><img src="//img.newspim.example/news/{p.name}" alt=""></p>\n'
        f'<p class="caption">{escape(caption(publication, n), quote=False)}</p>\n'
        for n, p in enumerate(publication.pictures)
    ]
    for number, paragraph in enumerate(text.paragraphs):
        lead = escape(dateline(publication), quote=False) if number == 0 else ""
        parts.append(f"<p>{lead}{escape(paragraph, quote=False)}</p>\n")
        if number < len(captions):
            parts.append(captions[number])
        if number == 1:
            parts.append('<div style="margin: 10px 0;"><ins class="ad"></ins>광고 영역</div>\n')
    parts.extend(captions[len(text.paragraphs) :])
    if publication.reporters:
        parts.append(f"<p>{publication.reporters[0].email}</p>\n")
    return "".join(parts)


def _times(publication: Publication, desk: Desk, version: Layout) -> str:
    modified = publication.modified_at(desk.now)
    shown = stamp(publication.published, "%Y년%m월%d일 %H:%M")
    changed = stamp(modified, "%Y년%m월%d일 %H:%M") if modified else ""
    if version == "2026":
        sent = f'<time id="send-time" itemprop="datePublished" datetime="{iso(publication.published)}">{shown}</time>'
        return f'<p class="dates">기사입력 : {sent} <span>최종수정 : <time id="modify-time">{changed}</time></span></p>'
    return f'<p class="writetime">기사입력 : <span id="send-time">{shown}</span></p><p class="writetime">최종수정 : <span id="modify-time">{changed}</span></p>'


def article_page(publication: Publication, desk: Desk, version: Layout | None = None) -> str:
    """The article's page in this layout; its key decides when none is asked for."""
    text = publication.text_at(desk.now)
    version = version or layout(publication.key)
    identity = "news_contents" if version == "2017" else "news-contents"
    sections = " ".join(f'<a href="#">{escape(s)}</a>' for s in publication.section.split(" > "))
    return (
        head(
            text.title,
            excerpt(dateline(publication) + " ".join(text.paragraphs), 100),
            canonical(publication.key),
            "",
        )
        + f'<div class="wrap"><div class="left"><article class="bodynews"><div class="header"><p class="category">{sections}</p>\n'
        f"<h1>{escape(text.title, quote=False)}</h1>\n{_times(publication, desk, version)}</div>\n"
        '<p class="size">본문 글자 크기</p><ul class="size"><li>더 작게</li><li>작게</li><li>보통</li><li>크게</li><li>더 크게</li></ul>\n'
        '<p class="lang">번역 언어 고르기</p>\n'
        + (_summary(publication, desk) if version == "2026" else "")
        + f'<div id="{identity}" itemprop="articleBody">\n{_body(publication, desk, old=version == "2017")}</div>\n'
        '<div class="related"><strong>관련기사</strong></div></article>\n'
        + _best(publication, desk)
        + _boxes()
        + f'</div><div class="inwrap"><div class="right"><div>{side(desk)}</div></div></div></div>\n'
        + foot()
    )


def amp_page(publication: Publication, desk: Desk) -> str:
    """``m.newspim.com/newsamp/view/{id}``, seen in 2018; nothing but the address is known (G)."""
    text = publication.text_at(desk.now)
    sent = stamp(publication.published, "%Y년%m월%d일 %H:%M")
    return (
        '<!doctype html>\n<html amp lang="ko"><head><meta charset="utf-8">\n'
        f"<title>{escape(text.title, quote=False)} - 뉴스핌</title>\n"
        f'<link rel="canonical" href="{canonical(publication.key)}">\n'
        f'<meta property="og:title" content="{escape(text.title)}"><meta property="og:site_name" content="뉴스핌">\n'
        '<script async src="https://cdn.ampproject.example/v0.js"></script>\n'
        + chrome.styles("newspimAmp", 12)
        + '</head>\n<body><header class="amp-header"><a href="/">뉴스핌</a></header>\n'
        '<article class="bodynews"><div class="header">'
        f"<h1>{escape(text.title, quote=False)}</h1>\n"
        f'<p class="writetime">기사입력 : <span id="send-time">{sent}</span></p></div>\n'
        '<amp-ad width="300" height="250" type="adsense"></amp-ad>\n'
        f'<div id="news_contents" itemprop="articleBody">\n{_body(publication, desk, old=True)}</div></article>\n'
        + side(desk)
        + foot()
    )
