"""Article pages of the NDSoft family, one function a skin.

What is inside the body container and is not the article: figures (their caption again in the alt
text), ``.ad-template``, the last line with the reporter's name, and at single papers more: 제주일보
nests share buttons, editors and copyright; 인천일보 and 충청투데이 put the subtitle first; 경북일보 the day of the
printed issue. ``article:published_time`` is absent on the auto and legacy skins.
"""

from __future__ import annotations

from datetime import timedelta
from html import escape

from pressroom.sites import chrome
from pressroom.sites.base import Desk, excerpt, iso, pick, stamp
from pressroom.sites.ndsoft_papers import (
    Paper,
    canonical,
    copyright_line,
    fill,
    is_past,
    place,
)
from pressroom.world import Publication

DAYS = "월화수목금토일"


def article_page(paper: Paper, publication: Publication, desk: Desk) -> str:
    return {"legacy": legacy, "auto": auto, "2020": skin_2020, "atl": atl}[paper.skin](
        paper, publication, desk
    )


# Parts


def head(paper: Paper, title: str, extra: str = "") -> str:
    return (
        '<!DOCTYPE html>\n<html lang="ko"><head><meta charset="utf-8">\n'
        f"<title>{escape(title, quote=False)} - {paper.name}</title>\n"
        f'<link rel="alternate" type="application/rss+xml" title="{paper.name}" href="https://{paper.host}/rss/allArticle.xml">\n'
        + extra
        + chrome.styles("nd")
        + chrome.scripts("ndSite")
        + f'<script src="/script/bannerpop.js"></script>\n</head>\n<body class="{paper.skin}">\n'
    )


def top(paper: Paper, desk: Desk) -> str:
    """Menu with the paper's sections, and at small papers today's date and the weather."""
    sections = "".join(
        f'<li class="sect"><a href="/news/articleList.html?sc_section_code={code}&amp;view_type=sm">{name}</a></li>'
        for code, name in paper.sections.items()
    )
    weather = (
        chrome.weather_bar(desk.now) if paper.code in ("c1news", "gwunion", "andongdaily") else ""
    )
    return (
        weather
        + f'<ul id="user-menu" class="user-menu">{sections}</ul>\n'
        + chrome.menu("/news/articleList.html?sc_sub_section_code=S2N{n}&view_type=sm", "nd-menu")
    )


def bottom(paper: Paper) -> str:
    return (
        chrome.footer(
            paper.name,
            (
                f"{paper.name} 모든 콘텐츠는 저작권법의 보호를 받습니다",
                "청소년보호책임자와 고충처리인 안내",
            ),
            f"Copyright © {paper.name}. All rights reserved. mail to webmaster@{paper.domain} "
            '<a href="https://www.ndsoft.example" class="nd">ND소프트</a>',
        )
        + "</body></html>\n"
    )


def side(paper: Paper, desk: Desk) -> str:
    def make() -> str:
        out = desk.out(paper.code)[:36]
        rows = [(desk.title(p), f"/news/articleView.html?idxno={p.key}") for p in out]
        leads = [
            (t, u, excerpt(p.text_at(desk.now).paragraphs[0], 90))
            for (t, u), p in zip(rows, out, strict=True)
        ]
        return (
            '<aside id="side">'
            + chrome.listed(rows[:10], "많이 본 기사", "auto-rank", numbered=True)
            + chrome.listed(rows[10:24], "최신기사", "auto-recent")
            + chrome.cards(leads[24:], "주요기사", "auto-card")
            + "</aside>\n"
        )

    return desk.memo(("nd-side", paper.code), make)


def meta(paper: Paper, publication: Publication, desk: Desk, *, times: bool) -> str:
    """``name=author`` is "서울=이정준 기자"; ``Classification`` is the site's, not the section."""
    text = publication.text_at(desk.now)
    lead = escape(excerpt("".join(text.paragraphs), 100))
    author = ", ".join(f"{r.name} {r.role}" for r in publication.reporters)
    url = canonical(paper, publication.key)
    tags = (
        f'<meta property="og:title" content="{escape(text.title)}"><meta property="og:type" content="article">\n'
        f'<meta property="og:description" content="{lead}"><meta property="og:site_name" content="{paper.name}">\n'
        f'<meta property="og:url" content="{url}"><link rel="canonical" href="{url}">\n'
        f'<meta name="title" content="{escape(text.title)} - {paper.name}"><meta name="description" content="{lead}">\n'
        f'<meta name="Classification" content="{paper.name}">\n'
    )
    if author:
        tags += f'<meta name="author" content="{place(paper, publication) + "=" if paper.skin == "atl" else ""}{author}">\n'
    if publication.pictures:
        tags += f'<meta property="og:image" content="{photo(paper, publication, 0)}">\n'
    if times:
        tags += (
            f'<meta property="article:published_time" content="{iso(publication.published)}">\n'
            f'<meta property="article:section" content="{escape(publication.section)}">\n'
        )
    return tags


def photo(paper: Paper, publication: Publication, number: int) -> str:
    month = stamp(publication.published, "%Y%m")
    return f"https://cdn.{paper.domain}/news/photo/{month}/{publication.key}_{number + 1}_{pick(publication.key, 90)}.jpg"


def _table_figures(paper: Paper, publication: Publication) -> str:
    """Pictures before there were figures: ``td.photo-layout``, of picture and caption in one or of
    each its own."""
    joint = "<br>" if paper.skin == "legacy" else '</td></tr>\n<tr><td class="photo-layout">'
    return "".join(
        '<table align="center" cellspacing="0"><tbody><tr><td class="photo-layout">'
        f'<img src="{photo(paper, publication, n)}" alt="{escape(p.caption)}">'
        f"{joint}▲ {escape(p.caption, quote=False)}</td></tr></tbody></table>\n"
        for n, p in enumerate(publication.pictures)
    )


def figures(paper: Paper, publication: Publication) -> str:
    if is_past(paper) and paper.skin in ("legacy", "auto"):
        return _table_figures(paper, publication)
    mark = "▲ " if paper.code == "kado" else ""
    return "".join(
        f'<div style="text-align:center"><figure class="photo-layout image photo_{n} align-center" data-idxno="{n}" data-type="photo" style="max-width: 600px;">'
        f'<img src="{photo(paper, publication, n)}" alt="{escape(mark + p.caption)}"><figcaption>{escape(mark + p.caption, quote=False)}</figcaption></figure></div>\n'
        for n, p in enumerate(publication.pictures)
    )


def body(paper: Paper, publication: Publication, desk: Desk) -> str:
    """What stands in the body container: the article, and what the skin puts between and after."""
    paragraphs = publication.text_at(desk.now).paragraphs
    lead = escape(fill(paper.lead, paper, publication), quote=False)
    sign = escape(fill(paper.sign, paper, publication), quote=False)
    parts = [figures(paper, publication)]
    for number, paragraph in enumerate(paragraphs):
        text = escape(paragraph, quote=False)
        if paper.code == "jejunews" and number == 1:
            text = text.replace(" ", "\u2005", 1)  # U+2005, as this paper's editor leaves it
        parts.append(f"<p>{lead if number == 0 else ''}{text}</p>\n")
        if number == 0 and len(paragraphs) > 2:
            parts.append(
                f'<div class="ad-template" id="AD{1700000000 + pick(publication.key, 99)}"><script>ndSite0.slot(3);</script>기사 중간 광고</div>\n'
            )
    if sign:
        parts.append(f"<p>{sign}</p>\n")
    return "".join(parts)


def writers(publication: Publication) -> str:
    return "".join(
        f'<article class="writer"><strong class="name">{r.name} {r.role}</strong> <a href="mailto:{r.email}" class="email">{r.email}</a> <a href="#">다른기사 보기</a></article>\n'
        for r in publication.reporters
    )


def subtitle_lines(publication: Publication, desk: Desk) -> str:
    return "<br>".join(escape(line, quote=False) for line in publication.text_at(desk.now).subtitle)


def names(publication: Publication) -> str:
    return ", ".join(f"{r.name} {r.role}" for r in publication.reporters)


# Skins


def skin_2020(paper: Paper, publication: Publication, desk: Desk) -> str:
    text, modified = publication.text_at(desk.now), publication.modified_at(desk.now)
    subtitle = subtitle_lines(publication, desk)
    inside = paper.code in ("incheonilbo", "cctoday")
    level = "h2" if paper.code == "incheonilbo" else "h4"
    sub = f'<{level} class="subheading">{subtitle}</{level}>\n' if subtitle else ""
    changed = (
        f"<li><i class='icon'></i> 수정 {stamp(modified, '%Y.%m.%d %H:%M')}</li>"
        if modified
        else ""
    )
    issue = publication.published + timedelta(days=1)
    printed = (
        f'<p class="issue">지면게재일 {stamp(issue, "%Y년 %m월 %d일")} {DAYS[issue.weekday()]}요일</p>\n'
        if paper.code == "kyongbuk"
        else ""
    )
    return (
        head(paper, text.title, meta(paper, publication, desk, times=True))
        + top(paper, desk)
        + '<section id="article-view"><div class="article-view"><header class="article-view-header">'
        f'<nav class="breadcrumbs">홈 &gt; {publication.section}</nav>\n<h3 class="heading">{escape(text.title, quote=False)}</h3>\n'
        + ("" if inside else sub)
        + f'<ul class="infomation"><li><i class="icon"></i> 기자명 {names(publication)}</li><li><i class="icon"></i> 입력 {stamp(publication.published, "%Y.%m.%d %H:%M")}</li>{changed}<li>댓글 0</li></ul></header>\n'
        '<div class="article-sns"><button>페이스북</button><button>카카오톡</button><button>기사공유하기</button></div>\n'
        '<article id="article-view-content-div" class="article-veiw-body view-page font-size17" itemprop="articleBody">\n'
        + (sub if inside else "")
        + body(paper, publication, desk)
        + printed
        + f"</article>\n{writers(publication)}"
        f'<div class="view-copyright">{copyright_line(paper)}</div>\n'
        '<div class="comment-box"><p>댓글을 남기시려면 로그인하세요</p><p>내 댓글 모음</p></div></div></section>\n'
        + side(paper, desk)
        + bottom(paper)
    )


def atl(paper: Paper, publication: Publication, desk: Desk) -> str:
    """The body is a child of the tool container: ``.article-body`` holds the tools' words too."""
    text, modified = publication.text_at(desk.now), publication.modified_at(desk.now)
    subtitle = subtitle_lines(publication, desk)
    changed = f"<li>수정 {stamp(modified, '%Y.%m.%d %H:%M')}</li>" if modified else ""
    tags = "".join(
        f'<a class="tag" href="/news/articleList.html?sc_word={escape(t)}">#{escape(t)}</a>'
        for t in publication.tags
    )
    sections = f'<meta property="article:section1" content="{escape(publication.section)}">\n'
    return (
        head(paper, text.title, meta(paper, publication, desk, times=True) + sections)
        + top(paper, desk)
        + '<article class="atlview-grid-body"><header class="atlview-header">'
        f'<div class="section-name">{publication.section}</div><h1 class="heading">{escape(text.title, quote=False)}</h1>\n'
        + (f'<h2 class="subheading">{subtitle}</h2>\n' if subtitle else "")
        + f'<div class="info-group"><span class="info-name">{names(publication)}</span><ul class="breadcrumbs"><li>입력 {stamp(publication.published, "%Y.%m.%d %H:%M")}</li>{changed}<li>댓글 0</li></ul></div></header>\n'
        '<div class="article-body"><div class="fontsize-container"><li>글자크기 설정</li><li><button>가</button></li><li><button>가</button></li>'
        "<p>기사의 본문 내용은 이 글자크기로 변경됩니다.</p></div>\n"
        '<article class="article-sytool-container"><div class="article-sytool"><button>공유하기</button><button>스크랩</button></div>\n'
        '<div id="article-view-content-div" class="article-veiw-body view-page" itemprop="articleBody">\n'
        + body(paper, publication, desk)
        + f"</div></article></div>\n{writers(publication)}"
        f'<div class="tag-group">{tags}</div>\n<div class="article-copyright">{copyright_line(paper)}</div></article>\n'
        + side(paper, desk)
        + bottom(paper)
    )


def auto(paper: Paper, publication: Publication, desk: Desk) -> str:
    """2014–2020, still served by some: one "승인" time, nothing about edits."""
    text = publication.text_at(desk.now)
    subtitle = subtitle_lines(publication, desk)
    content = body(paper, publication, desk)
    if paper.code == "hidomin":
        content = f'<div id="articleBody">\n{content}</div>\n'
    if is_past(paper) or paper.code in ("domin", "ccnnews"):
        content = f'<div class="user-content">\n{content}</div>\n'
    return (
        head(paper, text.title, meta(paper, publication, desk, times=False))
        + "<script>var box = 'article-view-content-div'; /* the id stands in a script before the element */</script>\n"
        + top(paper, desk)
        + f'<div class="article-view-wrap"><nav class="article-head-nav">{publication.section}</nav><div class="article-head-title">{escape(text.title, quote=False)}</div>\n'
        + (f'<div class="article-head-sub">{subtitle}</div>\n' if subtitle else "")
        + f'<ul class="no-bullet auto-marbtm-0 line-height-6"><li><i class="fa"></i> {names(publication)}</li><li><i class="fa"></i> 승인 {stamp(publication.published, "%Y.%m.%d %H:%M")}</li><li>댓글 0</li></ul>\n'
        f'<div id="article-view-content-div" class="cont-body" itemprop="articleBody">\n{content}{_nested(paper, publication)}</div>\n'
        + (
            f'<div class="view-copyright">{copyright_line(paper)}</div>\n'
            if paper.code != "jejunews"
            else ""
        )
        + writers(publication)
        + "</div>\n"
        + side(paper, desk)
        + bottom(paper)
    )


def _nested(paper: Paper, publication: Publication) -> str:
    """제주일보 keeps its tools, copyright and editors inside the body."""
    if paper.code != "jejunews":
        return ""
    sizes = "".join("<li><button>가나다라마바사</button></li>" for _ in range(6))
    return (
        '<div class="view-share"><button>기사공유하기</button> <button>프린트</button> <button>메일보내기</button> <button>글씨키우기</button>'
        f"<ul>{sizes}</ul><p>이 기사를 공유합니다</p><button>×</button></div>\n"
        f'<div class="view-copyright">{copyright_line(paper)}</div>\n'
        f'<div class="view-editors"><strong>{names(publication)}</strong> <a href="#">다른기사 보기</a></div>\n'
    )


def legacy(paper: Paper, publication: Publication, desk: Desk) -> str:
    """Tables, before 2014. No OpenGraph; the title stands in ``#font_title``."""
    text = publication.text_at(desk.now)
    subtitle = subtitle_lines(publication, desk)
    return (
        head(paper, text.title)
        + top(paper, desk)
        + '<div id="ND_Warp"><table width="960" border="0" cellspacing="0" cellpadding="0"><tr><td width="640" valign="top">\n'
        f'<table width="100%"><tr><td class="View_Path">홈 &gt; 뉴스 &gt; {publication.section}</td></tr>\n'
        f'<tr><td id="font_title" class="View_Title"><strong>{escape(text.title, quote=False)}</strong></td></tr>\n'
        + (
            f'<tr><td id="font_subtitle" class="View_SubTitle">{subtitle}</td></tr>\n'
            if subtitle
            else ""
        )
        + f'<tr><td id="font_date" class="View_Date">승인 {stamp(publication.published, "%Y.%m.%d  %H:%M")}</td></tr>\n'
        f'<tr><td class="View_Writer">{_legacy_writers(publication)}</td></tr></table>\n'
        f'<table width="100%"><tr><td id="articleBody" class="view_r">\n{body(paper, publication, desk)}</td></tr></table>\n'
        f'<table width="100%"><tr><td class="view_copy">{copyright_line(paper)}</td></tr></table></td>\n'
        f'<td width="300" valign="top">{side(paper, desk)}</td></tr></table></div>\n'
        + bottom(paper)
    )


def _legacy_writers(publication: Publication) -> str:
    return ", ".join(
        f'<span id="font_name">{r.name} {r.role}</span> <span>| <a href="mailto:{r.email}">{r.email}</a></span>'
        for r in publication.reporters
    )


def amp_page(paper: Paper, publication: Publication, desk: Desk) -> str:
    text = publication.text_at(desk.now)
    subtitle = subtitle_lines(publication, desk)
    return (
        f'<!doctype html><html amp lang="ko"><head><meta charset="utf-8"><title>{escape(text.title, quote=False)} - {paper.name}</title>\n'
        + meta(paper, publication, desk, times=paper.skin in ("2020", "atl"))
        + chrome.styles("amp")
        + '</head><body><header class="article-view-header">'
        f'<h1 class="heading">{escape(text.title, quote=False)}</h1>'
        + (f'<h2 class="subheading">{subtitle}</h2>' if subtitle else "")
        + f'<ul class="infomation"><li>기자명 {names(publication)}</li><li>입력 {stamp(publication.published, "%Y.%m.%d %H:%M")}</li></ul></header>\n'
        f'<article id="article-view-content-div" itemprop="articleBody">{body(paper, publication, desk)}</article>\n'
        + side(paper, desk)
        + bottom(paper)
    )
