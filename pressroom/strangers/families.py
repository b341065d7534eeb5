"""Korean families that we know but read without page objects: WCMS, ``article.php?aid``,
``view.php?key``, ``/article/{yyyymmdd}50…``, and the kind of 국제신문.

By their facts in ../shared/sites/families.md: ids, labels and date forms, what stands in the body.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape

from pressroom.sites.base import kst, pick, stamp
from pressroom.strangers import furniture as f
from pressroom.strangers.story import Story, Stranger


def _e(text: str) -> str:
    return escape(text, quote=False)


def _weekday(moment: datetime) -> str:
    return "월화수목금토일"[kst(moment).weekday()]


def _page(site: Stranger, story: Story, main: str, side: Sequence[str], menu: str) -> str:
    return (
        f.page_head(site, story, times=False, extra=f.related_state(story))
        + "<body>\n"
        + f.clock(story.now)
        + f.mega_menu("gnb", menu)
        + f.ticker(story)
        + main
        + "<aside>"
        + "".join(side)
        + "</aside>\n"
        + f.imprint(site, f.reserved(site))
        + "</body></html>\n"
    )


def wcms(site: Stranger, story: Story) -> str:
    """``#articlebody`` begins with the subtitle and holds a quiz, the captions and the last line."""
    pictures = "".join(
        f'<figure class="arl_img"><img src="/photos/{stamp(story.published, "%Y/%m/%d")}/{story.key}{n}_l.jpg"><figcaption>{_e(c)}</figcaption></figure>\n'
        for n, c in enumerate(story.captions)
    )
    subtitle = "".join(f'<p class="subtitle">{_e(s)}</p>\n' for s in story.subtitle)
    body = "".join(f"<p>{_e(p)}</p>\n" for p in story.paragraphs)
    signed = "".join(f"<p>{r.name} {r.role} {r.email}</p>\n" for r in story.reporters[:1])
    changed = (
        f"<li>수정 {stamp(story.modified, '%Y-%m-%d %H:%M:%S')}</li>" if story.modified else ""
    )
    main = (
        f'<div class="article_head"><p class="category">{story.section}</p><h1>{_e(story.title)}</h1>\n'
        f'<ul class="article_info"><li>{story.byline}</li><li>입력 {stamp(story.published, "%Y-%m-%d %H:%M:%S")}</li>{changed}</ul></div>\n'
        + f.tools()
        + f'<div class="article_content"><div id="articlebody" itemprop="articleBody">\n{subtitle}{pictures}{body}{signed}'
        '<div class="wcms_banner"><script src="/assets/nwcms/wcms_ad.php"></script></div></div>\n'
        '<div class="quizContainer"><strong>오늘의 물음</strong><p>이 기사에서 다룬 사업을 맡은 곳은 어디일까요?</p></div>\n'
        f'<p class="articleCopyright">ⓒ {site.name} 무단전재 및 재배포 금지</p></div>\n'
        + f.comments(story)
    )
    side = (f.ranked(story.others[:10], "많이 본 기사", "arl_018"), f.cards(story.others[10:14], "주요 기사", "hdl_002"))  # fmt: skip
    return _page(site, story, main, side, "/{n}?page=1")


def aid(site: Stranger, story: Story) -> str:
    """``입력 : 2024. 12.04(수) 16:30``: blanks as they come; text nodes and ``<br>`` in the body."""
    day = _weekday(story.published)
    changed = (
        f" &nbsp;수정 : {stamp(story.modified, '%Y. %m. %d')}({_weekday(story.modified)}) {stamp(story.modified, '%H:%M')}"
        if story.modified
        else ""
    )
    pictures = "".join(
        f'<div class="imgbox"><img src="/upimages/gisaimg/{stamp(story.published, "%Y%m/%d")}_{story.key}-{n}.jpg"><p class="desc">{_e(c)}</p></div>\n'
        for n, c in enumerate(story.captions)
    )
    body = "<br /><br />\n".join(_e(p) for p in story.paragraphs)
    signed = "".join(f"<br /><br />\n/{r.name} {r.role} {r.email}" for r in story.reporters[:1])
    main = (
        f'<div class="read_top"><div class="rtitle1">{_e(story.title)}</div><div class="rtitle2">{"<br>".join(map(_e, story.subtitle))}</div>\n'
        f'<div class="read_time">입력 : {stamp(story.published, "%Y. %m.%d")}({day}) {stamp(story.published, "%H:%M")}{changed}</div></div>\n'
        f'<div id="joinskmbox" class="article_txt">{pictures}{body}{signed}</div>\n'
        f'<div class="read_bottom">ⓒ {site.name} 무단 전재 및 재배포 금지</div>\n'
        + f.comments(story)
    )
    side = (f.ranked(story.others[:12], "많이 읽은 기사", "section_list", "%Y. %m.%d"), f.letter())
    return _page(site, story, main, side, "/section.php?sid={n}")


def keyed(site: Stranger, story: Story) -> str:
    """``승인`` and the day of the printed issue, which is the next one: ``신문게재 … 19면``."""
    issue = story.published + timedelta(days=1)
    changed = f"<li>수정 {stamp(story.modified, '%Y-%m-%d %H:%M')}</li>" if story.modified else ""
    pictures = "".join(
        f'<table class="photo"><tr><td><img src="/mnt/images/file/{story.key}{n}.jpg"></td></tr><tr><td class="caption">{_e(c)}</td></tr></table>\n'
        for n, c in enumerate(story.captions)
    )
    body = "".join(f"{_e(p)}<br><br>\n" for p in story.paragraphs)
    signed = "".join(f"{r.name} {r.role} {r.email}<br>\n" for r in story.reporters[:1])
    main = (
        f'<div class="view_head"><span class="cate">{story.section}</span><h1 class="tit">{_e(story.title)}</h1>\n'
        + "".join(f'<h2 class="stit">{_e(s)}</h2>\n' for s in story.subtitle)
        + f'<ul class="date"><li>승인 {stamp(story.published, "%Y-%m-%d %H:%M")}</li>{changed}<li>신문게재 {stamp(issue, "%Y-%m-%d")} {1 + issue.day % 20}면</li></ul>\n'
        + "".join(f'<span class="writer">{r.name} {r.role}</span>' for r in story.reporters)
        + f'</div>\n<div id="font" class="cont">{pictures}{body}{signed}</div>\n'
        + f.tools("sns")
        + f.writer_cards(story, "reporter")
        + f.comments(story)
    )
    side = (
        f.ranked(story.others[:10], "랭킹뉴스", "rank"),
        f.cards(story.others[10:15], "실시간 뉴스", "now"),
    )
    return _page(site, story, main, side, "/list.php?key={n}")


def article5(site: Stranger, story: Story) -> str:
    """The body's first line is the caption of the picture above it; the date is labelled 승인."""
    pictures = "".join(
        f'<div class="article_photo"><img src="https://img.example/{story.key}-{n}.jpg"></div><p class="article_photo_txt">▲ {_e(c)}</p>\n'
        for n, c in enumerate(story.captions)
    )
    body = "".join(f"<p>{_e(p)}</p>\n" for p in story.paragraphs)
    changed = f"<li>수정 {stamp(story.modified, '%Y-%m-%d %H:%M')}</li>" if story.modified else ""
    main = (
        f'<section class="article_top"><h1 class="article_title">{_e(story.title)}</h1><h2 class="article_subtitle">{"<br>".join(map(_e, story.subtitle))}</h2>\n'
        f'<ul class="article_byline"><li>{story.byline}</li><li>승인 {stamp(story.published, "%Y-%m-%d %H:%M")}</li>{changed}<li>{1 + pick(story.key, 20)}면</li></ul></section>\n'
        + f.tools()
        + f'<div class="article_cont_wrap">{pictures}{body}<div class="article_relation"><b>관련기사</b><ul><li><a href="/a/1">{_e(story.others[0].title)}</a></li></ul></div></div>\n'
        + f.writer_cards(story, "article_reporter")
        + f'<p class="article_copy">저작권자 © {site.name}, 무단 전재 및 재배포 금지</p>\n'
        + f.comments(story)
    )
    side = (
        f.ranked(story.others[:10], "인기뉴스", "popular"),
        f.cards(story.others[10:14], "추천뉴스", "pick"),
    )
    return _page(site, story, main, side, "/list/{n}")


def dotted(site: Stranger, story: Story) -> str:
    """Several ``h2`` subtitles, a class with a typing mistake, text nodes, a floating table of links."""
    pictures = "".join(
        f'<div style="float:left"><img src="/upload/{story.key}_{n}.jpg"><div class="imgcaption">{_e(c)}</div></div>\n'
        for n, c in enumerate(story.captions)
    )
    body = "<br><br>\n".join(_e(p) for p in story.paragraphs)
    links = "".join(
        f"<tr><td>▶<a href='?key={o.key}'>{_e(o.title)}</a></td></tr>" for o in story.others[:3]
    )
    names = "".join(
        f'<span class="f_news_repoter">{r.name} {r.email} {r.role}</span> ' for r in story.reporters
    )
    main = (
        f'<div class="news_title"><h1>{_e(story.title)}</h1>{"".join(f"<h2>{_e(s)}</h2>" for s in story.subtitle)}\n'
        f'<ul>{names}<li class="f_news_date">입력 : {stamp(story.published, "%Y-%m-%d %H:%M:%S")}</li></ul></div>\n'
        f'<div class="news_article">{pictures}<table align="right"><tr><th>관련기사</th></tr>{links}</table>{body}<br><br>\nⓒ{site.name}, 무단 전재 및 재배포 금지</div>\n'
        + f.comments(story)
    )
    side = (
        f.ranked(story.others[3:13], "많이 본 뉴스", "best"),
        f.cards(story.others[13:17], "핫 이슈", "hot"),
    )
    return _page(site, story, main, side, "/news2011/asp/list.asp?code={n}")
