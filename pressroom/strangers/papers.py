"""Papers of other makers: WordPress, tables of 2008, AMP, endless scrolling, a home-made CMS, and two
Korean families we have no page object for (``article.html?no``, ``view.php?idx``)."""

from __future__ import annotations

from datetime import UTC
from html import escape

from pressroom.sites.base import stamp
from pressroom.sites.chrome import weather_bar
from pressroom.strangers import furniture as f
from pressroom.strangers.serial import compact, in_script
from pressroom.strangers.story import Other, Story, Stranger


def _e(text: str) -> str:
    return escape(text, quote=False)


def _sign(story: Story, form: str = "{name} {role} {email}") -> str:
    return " ".join(
        form.format(name=r.name, role=r.role, email=r.email) for r in story.reporters[:1]
    )


def wordpress(site: Stranger, story: Story) -> str:
    """Block editor, a theme of today, an SEO plugin's graph whose dates are UTC, Jetpack's boxes."""
    url = site.url(story.key)
    published = story.published.astimezone(UTC).isoformat(timespec="seconds")
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Article", "@id": f"{url}#article", "isPartOf": {"@id": url}, "author": {"name": story.byline, "@id": f"{url}#person"}, "headline": story.title, "datePublished": published, "wordCount": 120, "articleSection": [story.section], "inLanguage": "ko-KR"},
            {"@type": "WebPage", "@id": url, "url": url, "name": f"{story.title} - {site.name}", "datePublished": published, "breadcrumb": {"@id": f"{url}#breadcrumb"}},
            {"@type": "BreadcrumbList", "@id": f"{url}#breadcrumb", "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Home"}, {"@type": "ListItem", "position": 2, "name": story.title}]},
            {"@type": "WebSite", "name": site.name, "url": f"https://{site.host}/"},
        ],
    }  # fmt: skip
    pictures = "".join(
        f'<figure class="wp-block-image size-large"><img decoding="async" width="1024" height="683" src="https://{site.host}/wp-content/uploads/2026/11/{story.key}-{n}.jpg" alt="" class="wp-image-{n}"/><figcaption class="wp-element-caption">{_e(c)}</figcaption></figure>\n'
        for n, c in enumerate(story.captions)
    )
    body = "\n\n\n\n".join(f"<p>{_e(p)}</p>" for p in story.paragraphs[1:])
    tags = "".join(f'<a href="/tag/{n}" rel="tag">{_e(t)}</a>' for n, t in enumerate(story.tags))
    extra = (
        f'<script type="application/ld+json" class="yoast-schema-graph">{in_script(graph)}</script>\n'
        f'<meta property="article:published_time" content="{published}">\n<meta name="generator" content="WordPress 6.8">\n'
    )
    return (
        f.page_head(site, story, times=False, extra=extra)
        + f'<body class="post-template-default single single-post postid-{story.key} wp-embed-responsive">\n<a class="skip-link" href="#content">본문으로 건너뛰기</a>\n'
        + f.mega_menu("main-navigation", "/category/{n}/")
        + f'<div id="content" class="site-content"><main id="main" class="site-main"><article id="post-{story.key}" class="post-{story.key} post type-post status-publish format-standard has-post-thumbnail hentry category-local">\n'
        f'<header class="entry-header"><span class="cat-links"><a href="/category/local/" rel="category tag">{story.section}</a></span><h1 class="entry-title">{_e(story.title)}</h1>\n'
        f'<div class="entry-meta"><span class="posted-on"><time class="entry-date published" datetime="{story.published.isoformat(timespec="seconds")}">{stamp(story.published, "%Y년 %-m월 %-d일")}</time></span>'
        f'<span class="byline"> 글쓴이 <span class="author vcard"><a class="url fn n" href="/author/1/">{story.byline}</a></span></span></div></header>\n'
        + f'<div class="entry-content">\n<p>{_e(story.paragraphs[0])}</p>\n\n\n\n{pictures}\n\n{body}\n\n\n\n<p>{_sign(story)}</p>\n'
        + '<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">공유하기:</h3><ul><li>트위터로 공유하기(새 창에서 열림)</li><li>페이스북에 공유하려면 클릭하세요(새 창에서 열림)</li></ul></div>\n'
        + f"<div id='jp-relatedposts' class='jp-relatedposts'>{f.cards(story.others[:3], '관련', 'jp-relatedposts-items')}</div></div>\n"
        + f'<footer class="entry-footer"><span class="tags-links">{tags}</span></footer></article>\n'
        f'<nav class="navigation post-navigation"><a rel="prev" href="/a/1"><span class="nav-subtitle">이전 글</span> {_e(story.others[0].title)}</a></nav>\n'
        + f.comments(story, "comments")
        + '</main><aside id="secondary" class="widget-area">'
        + f.ranked(story.others[:10], "최신 글", "widget_recent_entries", "%Y년 %-m월 %-d일")
        + f.letter()
        + "</aside></div>\n"
        + f.imprint(site, f.reserved(site))
        + "</body></html>\n"
    )


def tables_2008(site: Stranger, story: Story) -> str:
    """EUC-KR, nested tables, ``<font>``; no meta but the charset, the title is the slogan."""
    rows = "".join(
        f"<tr><td height=22><font size=2>· <a href=read.php?no={o.key}>{_e(o.title)}</a></font></td><td><font size=1 color=gray>{stamp(o.published, '%m/%d')}</font></td></tr>\n"
        for o in story.others[:18]
    )
    menu = "".join(
        f"<td bgcolor=#336699><font color=white size=2><b>{word}</b></font></td>"
        for word in ("정치", "경제", "사회", "문화", "체육", "사람들", "기고", "독자마당")
    )
    pictures = "".join(
        f"<table align=center width=400 cellpadding=3><tr><td><img src=/photo/{story.key}_{n}.jpg width=400></td></tr><tr><td><font size=2 color=#666666>▲ {_e(c)}</font></td></tr></table><br>\n"
        for n, c in enumerate(story.captions)
    )
    body = "<br><br>\n".join(_e(p) for p in story.paragraphs)
    subtitle = "<br>".join(_e(s) for s in story.subtitle)
    return (
        f"<html>\n<head>\n<title>:: {site.name} - 고장을 지키는 바른 언론 ::</title>\n<meta http-equiv=Content-Type content='text/html; charset=euc-kr'>\n<style>td {{ font-size:9pt; font-family:굴림 }}</style>\n</head>\n"
        f"<body topmargin=0 leftmargin=0>\n<table width=900 border=0 align=center><tr><td><img src=/img/logo.gif></td><td align=right><font size=2>{stamp(story.now, '%Y년 %m월 %d일')} 최종업데이트 {stamp(story.now, '%H:%M')}</font></td></tr></table>\n"
        f"<table width=900 align=center><tr>{menu}</tr></table>\n"
        "<table width=900 align=center><tr valign=top><td width=600>\n"
        f"<table width=100%><tr><td><font size=5><b>{_e(story.title)}</b></font></td></tr>\n<tr><td><font size=3 color=#336699>{subtitle}</font></td></tr>\n"
        f"<tr><td align=right><font size=2>{stamp(story.published, '%Y-%m-%d %H:%M')} &nbsp; {story.byline} &nbsp; {story.reporters[0].email if story.reporters else ''}</font></td></tr>\n<tr><td height=1 bgcolor=#cccccc></td></tr>\n"
        f"<tr><td style='line-height:180%'><font size=3>{pictures}{body}<br></font></td></tr></table>\n"
        f"<table width=100%><tr><td><font size=2>ⓒ {site.name} 무단전재 및 재배포 금지</font></td></tr></table>\n"
        "<form><table bgcolor=#eeeeee width=100%><tr><td><font size=2>이름 <input size=8> 비밀번호 <input size=8></font><br><textarea cols=60 rows=3></textarea></td></tr>\n"
        f"<tr><td><font size=2><b>독자 의견</b><br>{f.COMMENTS[0]} <font color=gray>{stamp(story.now, '%Y-%m-%d')}</font></font></td></tr></table></form>\n"
        f"</td><td width=280><table width=100%><tr><td colspan=2 bgcolor=#dddddd><font size=2><b>많이 본 기사</b></font></td></tr>\n{rows}</table></td></tr></table>\n"
        f"<table width=900 align=center bgcolor=#f0f0f0><tr><td><font size=2>등록번호 가나 00123 등록일 2007년 3월 5일 | 가나도 다라시 한길로 12 | 전화 02-000-0321 | Copyright 2007 {site.name}</font></td></tr></table>\n</body></html>\n"
    )


def amp(site: Stranger, story: Story) -> str:
    article = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": story.title, "mainEntityOfPage": site.url(story.key),
        "datePublished": story.published.isoformat(timespec="seconds"), "dateModified": (story.modified or story.published).isoformat(timespec="seconds"),
        "author": [{"@type": "Person", "name": r.name} for r in story.reporters], "publisher": {"@type": "Organization", "name": site.name}, "image": [],
    }  # fmt: skip
    pictures = "".join(
        f'<figure><amp-img src="https://img.example/{story.key}-{n}.jpg" width="640" height="426" layout="responsive"></amp-img><figcaption>{_e(c)}</figcaption></figure>\n'
        for n, c in enumerate(story.captions)
    )
    lines = [f"<p>{_e(p)}</p>\n" for p in story.paragraphs]
    lines.insert(
        2,
        '<amp-ad width="336" height="280" type="doubleclick" data-slot="/1/mid"><div placeholder>광고</div></amp-ad>\n',
    )
    menu = "".join(
        f'<li><a href="/amp/list/{n}">{word}</a></li>'
        for n, word in enumerate(("정치", "경제", "사회", "지역", "문화", "오피니언") * 4)
    )
    return (
        f'<!doctype html>\n<html amp lang="ko"><head><meta charset="utf-8"><script async src="https://cdn.ampproject.example/v0.js"></script>\n<title>{_e(story.title)}</title>\n'
        f'<link rel="canonical" href="{site.url(story.key)}"><meta name="viewport" content="width=device-width">\n'
        f'<script type="application/ld+json">{compact(article)}</script>\n<style amp-custom>.h1{{font-size:24px}}.art{{padding:16px}}</style></head>\n'
        f'<body><amp-sidebar id="menu" layout="nodisplay" side="left"><ul>{menu}</ul></amp-sidebar><header class="top"><button on="tap:menu.toggle">차림표</button><a href="/">{site.name}</a></header>\n'
        f'<main class="art"><h1 class="h1">{_e(story.title)}</h1>\n<p class="meta"><span>{story.byline}</span> <time datetime="{story.published.isoformat(timespec="seconds")}">{stamp(story.published, "%Y-%m-%d %H:%M")}</time></p>\n'
        '<amp-social-share type="twitter"></amp-social-share><amp-social-share type="link"></amp-social-share>\n'
        f'<div class="content">{pictures}{"".join(lines)}</div>\n<p class="copy">{f.reserved(site)}</p></main>\n'
        "<amp-accordion><section><h4>이용 안내</h4><p>빠르게 읽는 쪽입니다. 댓글과 사진 전체는 원래 쪽에서 볼 수 있습니다.</p></section></amp-accordion>\n"
        + f.ranked(story.others[:8], "함께 볼 만한 기사", "amp-related")
        + f.imprint(site, f.reserved(site))
        + "</body></html>\n"
    )


def _one(
    title: str,
    byline: str,
    date: str,
    paragraphs: tuple[str, ...],
    pictures: str,
    key: str,
    sub: str = "",
) -> str:
    body = "".join(f"<p>{_e(p)}</p>\n" for p in paragraphs)
    return (
        f'<article class="article-wrap" data-id="{key}" data-url="/read/{key}"><header><h1 class="title">{_e(title)}</h1>{sub}'
        f'<div class="info"><span class="writer">{byline}</span><span class="date">{date}</span></div></header>\n'
        f'<div class="article-text">{pictures}{body}</div></article>\n'
    )


def endless(site: Stranger, story: Story) -> str:
    """The next articles follow below the asked one, in full and in the same markup."""
    pictures = "".join(
        f'<div class="photo"><img src="https://img.example/{story.key}-{n}.jpg" alt=""><p class="photo-caption">{_e(c)}</p></div>\n'
        for n, c in enumerate(story.captions)
    )
    changed = f" | 수정 {stamp(story.modified, '%Y.%m.%d %H:%M')}" if story.modified else ""
    sub = f'<h2 class="sub">{"<br>".join(map(_e, story.subtitle))}</h2>' if story.subtitle else ""
    following = "".join(
        _one(
            o.title,
            f"{o.reporter} 기자",
            f"입력 {stamp(o.published, '%Y.%m.%d %H:%M')}",
            o.paragraphs,
            "",
            o.key,
        )
        for o in story.others[:2]
    )
    return (
        f.page_head(site, story, times=False)
        + "<body>\n"
        + f.mega_menu("menu", "/list/{n}")
        + f.ticker(story)
        + '<div class="infinite" data-next="/api/next">\n'
        + _one(
            story.title,
            story.byline,
            f"입력 {stamp(story.published, '%Y.%m.%d %H:%M')}{changed}",
            story.paragraphs,
            pictures,
            story.key,
            sub,
        )
        + f.tools()
        + f.writer_cards(story)
        + f.comments(story)
        + '<div class="divider">다음 기사가 이어집니다</div>\n'
        + following
        + "</div>\n"
        + f.ranked(story.others[4:14], "인기 기사", "best")
        + f.imprint(site, f.reserved(site))
        + "</body></html>\n"
    )


def homemade(site: Stranger, story: Story) -> str:
    """og:title is the site's name on every page, ``<title>`` the way to the page; classes say little."""
    pictures = "".join(
        f'<div class="pic"><img src="/upload/{story.key}_{n}.jpg" alt="{escape(c)}"><div class="cap">▲ {_e(c)}</div></div>\n'
        for n, c in enumerate(story.captions)
    )
    lines = [f'<div class="para">{_e(p)}</div>\n' for p in story.paragraphs]
    inserted = f'<div class="box"><b>함께 읽을 기사</b><a href="/a/1">{_e(story.others[0].title)}</a><a href="/a/2">{_e(story.others[1].title)}</a></div>\n'
    lines.insert(2, inserted + f.advert(7))
    sub = "".join(f'<div class="t3">{_e(s)}</div>' for s in story.subtitle)
    changed = f" · 고침 {stamp(story.modified, '%Y-%m-%d %H:%M')}" if story.modified else ""
    return (
        f.page_head(
            site,
            story,
            title=f"{site.name} > 뉴스 > {story.section} > 기사보기",
            og_title=site.name,
            times=False,
        )
        + "<body>\n"
        + f.clock(story.now)
        + f.mega_menu("m1", "/c/{n}")
        + f'<div id="wrap"><div class="t1"><a href="/">처음</a> &gt; <a href="/c/1">{story.section}</a></div><div class="t2">{_e(story.title)}</div>{sub}\n'
        f'<div class="t4">{story.byline} · 등록 {stamp(story.published, "%Y-%m-%d %H:%M")}{changed}</div>\n'
        + f.tools("t5")
        + f'<div class="c1"><div class="c2">{pictures}{"".join(lines)}</div><div class="c3">{_sign(story)}</div></div>\n'
        + f'<p class="c4">저작권자 © {site.name}, 무단 전재·재배포 및 AI 학습 이용 금지</p>\n'
        + f.comments(story, "c5")
        + f.related_state(story, "moreNews")
        + "</div>"
        + f.ranked(story.others[:12], "가장 많이 읽은 기사", "r1")
        + f.cards(story.others[12:18], "이 시각 주요 기사", "r2")
        + f.imprint(site, f.reserved(site))
        + "</body></html>\n"
    )


def numbered(site: Stranger, story: Story) -> str:
    """``article.html?no``: today's date and sixteen towns' weather on top, seconds in the header."""
    pictures = "".join(
        f'<div style="text-align:center"><img src="/data/photos/{story.key}_{n}.jpg"></div><p style="text-align:center">▲ {_e(c)}</p>\n'
        for n, c in enumerate(story.captions)
    )
    lead = (
        f"({site.name} = {story.reporters[0].name} {story.reporters[0].role}) "
        if story.reporters
        else ""
    )
    body = "".join(
        f"<p>{lead if n == 0 else ''}{_e(p)}</p>\n<p>&nbsp;</p>\n"
        for n, p in enumerate(story.paragraphs)
    )
    related = "".join(
        f'<li><a href="/news/article.html?no={o.key}">{_e(o.title)}</a></li>'
        for o in story.others[:5]
    )
    changed = (
        f"<li>수정 {stamp(story.modified, '%Y.%m.%d %H:%M:%S')}</li>" if story.modified else ""
    )
    return (
        f.page_head(site, story, times=False)
        + "<body>\n"
        + weather_bar(story.now)
        + f.mega_menu("gnb", "/news/section_list_all.html?sec_no={n}")
        + f'<div id="container"><div class="path_wrap"><h3>{story.section}</h3></div><div class="arv_001_01"><div class="fix_art_top"><div class="art_top">\n<h2>{_e(story.title)}</h2><h3>{"<br>".join(map(_e, story.subtitle))}</h3>\n'
        f'<ul class="art_info"><li>{story.byline} {story.reporters[0].email if story.reporters else ""}</li><li>등록 {stamp(story.published, "%Y.%m.%d %H:%M:%S")}</li>{changed}</ul></div></div>\n'
        f'<div class="cnt_view news_body_area" id="news_body_area"><div style="height:60px"><iframe title="광고"></iframe>배너 자리</div><div class="smartOutput">{pictures}{body}</div><div class="rel"><b>관련기사</b><ul>{related}</ul></div></div>\n'
        f'<div class="cprt">Copyright @{site.name} Corp. All rights reserved.</div></div>\n'
        + f.comments(story, "reply")
        + f.ranked(story.others[:15], "랭킹뉴스", "ara_001")
        + "</div>\n"
        + f.imprint(site, f.reserved(site))
        + "</body></html>\n"
    )


def nameless(site: Stranger, story: Story) -> str:
    """``view.php?idx``: the body is a ``div`` with a style and no name, one paragraph of ``<br>``; other
    articles of the writer follow in the same box."""
    pictures = "".join(
        f'<table align="center"><tr><td><img src="/data/newsThumb/{story.key}{n}.jpg"></td></tr><tr><td style="font-size:12px">↑↑ {_e(c)}</td></tr></table>\n'
        for n, c in enumerate(story.captions)
    )
    day = "월화수목금토일"[story.published.weekday()]
    body = "<br>\n<br>\n".join(_e(p) for p in story.paragraphs)
    more = "".join(
        f'<li><a href="view.php?idx={o.key}">{_e(o.title)}</a></li>' for o in story.others[:3]
    )
    return (
        f.page_head(site, story, times=False)
        + f'<body>\n<div style="width:1000px">최종편집 : {stamp(story.now, "%Y-%m-%d %p %I:%M:%S")}</div>\n'
        + f.mega_menu("top_menu", "/list.php?part_idx={n}")
        + f'<div style="padding:10px"><h1 style="font-size:26px">{_e(story.title)}</h1><div style="font-size:16px">{"<br>".join(map(_e, story.subtitle))}</div>\n'
        f'<div style="color:#888">{_sign(story, "{name} {role} / {email}")} / 입력 : {stamp(story.published, f"%Y년 %m월 %d일({day}) %H:%M")}</div>\n'
        '<div><a href="#">공유</a> <a href="#">페이스북</a> <a href="#">밴드</a></div></div>\n'
        f'<div style="padding:0 20px 0 20px">{pictures}{body}</div>\n'
        f'<div style="padding:20px"><b>{_sign(story)}</b> <a href="list.php">다른기사보기</a><ul>{more}</ul>\n- Copyrights ⓒ{site.name}. 무단 전재-재배포 금지 -</div>\n'
        + f.comments(story, "bbs")
        + f.ranked(story.others[:12], "가장 많이 본 뉴스", "list_type1")
        + f.imprint(site, f.reserved(site))
        + "</body></html>\n"
    )


__all__ = [
    "Other",
    "amp",
    "endless",
    "homemade",
    "nameless",
    "numbered",
    "tables_2008",
    "wordpress",
]
