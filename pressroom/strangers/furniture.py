"""What fills nine tenths of a page: menus, tickers, lists with dates, comments, cards, imprints.

Every box has text of a kind that a reader may take for the article's: sentences (comments, leads),
dates (comments, lists, the page's clock, the registration), names (cards). Words of our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from html import escape

from pressroom.sites.base import pick, stamp
from pressroom.sites.chrome import MENU, scripts, styles
from pressroom.strangers.serial import in_script
from pressroom.strangers.story import Other, Story, Stranger

COMMENTS = (
    "우리 동네에도 이런 곳이 하나쯤 있으면 좋겠네요. 지난번 설명회 때는 자리가 없어서 서서 들었습니다.",
    "기사 잘 읽었습니다. 다만 예산이 어디서 나오는지는 조금 더 취재해 주시면 고맙겠습니다.",
    "말은 그럴듯한데 작년에도 비슷한 이야기를 들은 것 같습니다. 이번에는 끝까지 지켜보겠습니다.",
    "아이들 가르치는 처지에서 반가운 소식입니다. 현장 선생님들 의견도 꼭 들어 주시기 바랍니다.",
    "댓글이 온통 싸움판이라 안타깝습니다. 내용부터 차분히 읽고 이야기합시다.",
    "저는 반대합니다. 급한 곳은 따로 있는데 왜 늘 보이는 일부터 하는지 모르겠습니다.",
    "담당 공무원에게 전화해 봤더니 친절하게 알려 주더군요. 궁금한 분들은 직접 물어보세요.",
    "수고가 많으십니다. 주말에 가족과 함께 찾아가 보려고 합니다.",
)
NICKS = ("바람개비", "솔잎", "동네사람", "새벽별", "오솔길", "달팽이", "느티나무", "은하수")
TOWNS = ("본사", "동부지사", "서부지사", "남부지사", "북부지사")


@cache
def mega_menu(css: str, pattern: str, layers: int = 2) -> str:
    """The top navigation and its unfolded copy: 70 links a layer."""
    blocks = []
    number = 0
    for layer in range(layers):
        for heading, entries in MENU:
            links = []
            for entry in entries:
                number += 1
                links.append(f'<li><a href="{escape(pattern.format(n=number))}">{entry}</a></li>')
            blocks.append(
                f'<div class="{css}-col{layer}"><strong><a href="{escape(pattern.format(n=number))}">'
                f"{heading}</a></strong><ul>{''.join(links)}</ul></div>\n"
            )
    return f'<nav class="{css}" role="navigation">\n{"".join(blocks)}</nav>\n'


def ticker(story: Story, css: str = "ticker") -> str:
    """Rolling headlines with the hour, newest first."""
    rows = "".join(
        f'<li><time>{stamp(o.published, "%H:%M")}</time> <a href="/a/{o.key}">{escape(o.title)}</a></li>'
        for o in story.others[:8]
    )
    return f'<div class="{css}"><em>속보</em><ul>{rows}</ul></div>\n'


def clock(now: datetime, label: str = "최종편집") -> str:
    """The page's own time: never the article's."""
    day = "월화수목금토일"[now.weekday()]
    return (
        f'<p class="today">{stamp(now, "%Y년 %m월 %d일")}({day}) '
        f"<span>{label} {stamp(now - timedelta(minutes=4), '%Y-%m-%d %H:%M')}</span></p>\n"
    )


def ranked(others: Sequence[Other], heading: str, css: str, form: str = "%Y.%m.%d %H:%M") -> str:
    """A list of other articles with their dates."""
    rows = "".join(
        f'<li class="{css}__item"><span class="num">{n}</span><a href="/a/{o.key}">{escape(o.title)}</a>'
        f'<span class="date">{stamp(o.published, form)}</span></li>\n'
        for n, o in enumerate(others, 1)
    )
    return f'<section class="{css}"><h2>{heading}</h2><ol>\n{rows}</ol></section>\n'


def cards(others: Sequence[Other], heading: str, css: str) -> str:
    """Other articles with their first paragraph and their writer."""
    rows = "".join(
        f'<div class="{css}-card"><a href="/a/{o.key}"><h4>{escape(o.title)}</h4>'
        f"<p>{escape(o.paragraphs[0], quote=False)}</p></a>"
        f"<span>{o.reporter} 기자</span> <time>{stamp(o.published, '%Y-%m-%d %H:%M')}</time></div>\n"
        for o in others
    )
    return f'<div class="{css}"><h3>{heading}</h3>\n{rows}</div>\n'


def comments(story: Story, css: str = "comment") -> str:
    """Readers' words under the article, each dated after it."""
    rows = []
    for n in range(3 + pick(story.key, 3, "comments")):
        at = story.published + timedelta(minutes=7 + 13 * n + pick(story.key, 9, str(n)))
        which = (pick(story.key, len(COMMENTS), "comment") + n) % len(COMMENTS)
        rows.append(
            f'<li class="{css}-item"><strong class="nick">{NICKS[which]}**</strong> '
            f'<span class="date">{stamp(at, "%Y.%m.%d. %H:%M")}</span>'
            f'<p class="{css}-text">{COMMENTS[which]}</p>'
            f"<button>답글 {n}</button> <button>공감 {11 - n}</button> <button>신고</button></li>\n"
        )
    return (
        f'<div id="{css}" class="{css}-wrap"><h3>댓글 <em>{len(rows)}</em></h3>'
        '<p class="rule">건강한 토론을 위해 이용 규칙을 지켜 주십시오. 규칙에 어긋나는 댓글은 알림 없이 지워질 수 있습니다.</p>'
        f"<ul>\n{''.join(rows)}</ul></div>\n"
    )


def writer_cards(story: Story, css: str = "journalist") -> str:
    """Who wrote it, how to write to them, and what else they wrote."""
    more = "".join(
        f'<li><a href="/a/{o.key}">{escape(o.title)}</a> <span>{stamp(o.published, "%m.%d")}</span></li>'
        for o in story.others[8:11]
    )
    return "".join(
        f'<div class="{css}-card"><strong class="{css}-name">{r.name} {r.role}</strong> '
        f'<a class="{css}-mail" href="mailto:{r.email}">{r.email}</a> <button>구독</button> '
        f'<p class="{css}-intro">현장에서 듣고 쉽게 쓰겠습니다.</p><ul>{more}</ul></div>\n'
        for r in story.reporters
    )


def related_state(story: Story, name: str = "__RELATED__") -> str:
    """A script with the bodies of other articles, for boxes that open on a click: never the page's."""
    rows = [
        {
            "id": int(o.key),
            "title": o.title,
            "content": "\n".join(o.paragraphs),
            "regDate": stamp(o.published, "%Y-%m-%d %H:%M:%S"),
            "writer": o.reporter,
        }
        for o in story.others[:4]
    ]
    return f"<script>window.{name} = {in_script({'list': rows, 'page': 1})};</script>\n"


def advert(number: int, css: str = "ad") -> str:
    return (
        f'<div class="{css}-slot" id="{css}-{number}"><script>window.slots=window.slots||[];slots.push({number});'
        f'</script><span class="blind">광고</span><iframe title="광고 {number}" src="about:blank" width="300" height="250"></iframe></div>\n'
    )


def tools(css: str = "tools") -> str:
    return (
        f'<div class="{css}"><button>공유하기</button><button>페이스북</button><button>카카오톡</button><button>주소복사</button>'
        "<button>스크랩</button><button>글자크기 설정</button><ul><li>아주 작게</li><li>작게</li><li>보통</li><li>크게</li><li>아주 크게</li></ul>"
        "<button>인쇄하기</button></div>\n"
    )


def letter() -> str:
    return (
        '<div class="newsletter"><h3>아침마다 받아 보는 소식</h3><p>하루 다섯 꼭지를 골라 편지로 보내 드립니다. '
        '언제든 그만 받을 수 있습니다.</p><form><input type="email" placeholder="메일 주소"><button>구독하기</button></form></div>\n'
    )


def imprint(site: Stranger, notice: str) -> str:
    """The foot of every page, with the registration's and the publication's own dates."""
    places = "".join(f"<dd>{town} 대표전화 02-000-10{n}0</dd>" for n, town in enumerate(TOWNS))
    return (
        f'<footer class="site-footer"><h2 class="blind">{site.name}</h2><ul class="links">'
        + "".join(
            f'<li><a href="/about/{n}">{word}</a></li>'
            for n, word in enumerate(
                (
                    "회사 소개",
                    "광고 문의",
                    "기사 제보",
                    "개인정보 처리방침",
                    "청소년 보호정책",
                    "이용약관",
                    "저작권 규약",
                    "고충 처리",
                    "구독 안내",
                )
            )
        )
        + f"</ul><dl><dt>주소</dt>{places}<dt>등록번호</dt><dd>가나 00{10 + pick(site.code, 89)}</dd>"
        f"<dt>등록일</dt><dd>2009.03.{10 + pick(site.code, 18)}</dd><dt>발행일</dt><dd>2010.01.04</dd>"
        "<dt>발행인·편집인</dt><dd>누리집 안내</dd><dt>청소년보호책임자</dt><dd>누리집 안내</dd></dl>"
        f'<p class="copyright">{notice}</p></footer>\n'
    )


def reserved(site: Stranger) -> str:
    return f"Copyright © {site.name}. All rights reserved. 무단 전재 및 재배포 금지"


def page_head(
    site: Stranger,
    story: Story,
    *,
    title: str | None = None,
    og_title: str | None = None,
    times: bool = True,
    extra: str = "",
) -> str:
    """A head with OpenGraph; ``title`` and ``og_title`` where a site puts something else there."""
    url = site.url(story.key)
    shown = escape(story.title if og_title is None else og_title)
    tags = (
        f'<meta property="article:published_time" content="{story.published.isoformat(timespec="seconds")}">\n'
        + (
            f'<meta property="article:modified_time" content="{story.modified.isoformat(timespec="seconds")}">\n'
            if story.modified
            else ""
        )
        if times
        else ""
    )
    name = escape(f"{story.title} - {site.name}" if title is None else title, quote=False)
    return (
        f'<!DOCTYPE html>\n<html lang="ko"><head><meta charset="utf-8"><title>{name}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="description" content="{escape(story.lead)}">\n'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{shown}">\n'
        f'<meta property="og:description" content="{escape(story.lead)}"><meta property="og:site_name" content="{site.name}">\n'
        f'<meta property="og:url" content="{escape(url)}"><link rel="canonical" href="{escape(url)}">\n'
        + tags
        + extra
        + styles(site.code)
        + scripts(site.code)
        + "</head>\n"
    )
