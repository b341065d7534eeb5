"""KBS's article pages, both layouts, and what a report's text looks like on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape

from pressroom.sites import chrome
from pressroom.sites.base import (
    Desk,
    excerpt,
    number_of,
    pick,
    stamp,
)
from pressroom.world import Publication

HOST = "news.kbs.co.kr"
NOTICE = "KBS. All rights reserved. 무단 전재, 재배포 및 이용(AI 학습 포함) 금지"
#: Section codes of the list API and the search; what is not here counts as 사회.
SECTIONS = {
    "스포츠": "0002",
    "정치": "0003",
    "경제": "0004",
    "사회": "0005",
    "국제": "0006",
    "IT·과학": "0007",
    "문화": "0008",
    "연예": "0039",
}
#: Local codes: 00 national, 10 Busan; 20 for Daegu is our own (the real one is not known).
LOCAL = {"(부산)": "10", "(대구)": "20"}
TAIL = (
    "■ 제보하기",
    "▷ 카카오톡 : 채널에서 'KBS제보' 찾기",
    "▷ 전화 : 02-000-1234, 4444",
    "▷ 이메일 : jebo@kbs.example",
    "▷ 유튜브와 포털에서도 KBS뉴스를 만나 보세요",
)
#: Order and wording vary by year.
TAIL_2022 = (
    "■ 제보하기",
    "▷ 카카오톡 : 'KBS제보' 검색",
    "▷ 전화 : 02-000-1234",
    "▷ 이메일 : jebo@kbs.example",
    "▷ 뉴스 홈페이지 : 제보 게시판에 글을 남겨 주세요",
)
CREW = ("나준호", "문태경", "백서윤", "신도현", "오하늘", "유재민", "임가람", "주시온")


def is_2022(key: str) -> bool:
    """Is this report served in the layout of 2022?"""
    return number_of(key) % 12 == 0


def is_english(publication: Publication, now: datetime) -> bool:
    """An English report: same address form, no Hangul."""
    return not re.search("[가-힣]", publication.text_at(now).title)


def canonical(key: str) -> str:
    return f"https://{HOST}/news/pc/view/view.do?ncd={key}"


def short(key: str) -> str:
    return f"https://{HOST}/news/view.do?ncd={key}"


def section_code(publication: Publication) -> str:
    return SECTIONS.get(publication.section, SECTIONS["사회"])


def local_code(publication: Publication) -> str:
    programme = publication.programme or ""
    return next((code for mark, code in LOCAL.items() if mark in programme), "00")


def lines(publication: Publication, now: datetime) -> list[str]:
    """The report's text as the site keeps it: anchor marks and the camera credits among it."""
    paragraphs = list(publication.text_at(now).paragraphs)
    if publication.programme is None or len(paragraphs) < 2 or is_english(publication, now):
        return paragraphs
    crew = CREW[pick(publication.key, 8)], CREW[pick(publication.key, 8, "edit")]
    return [
        "[앵커]",
        paragraphs[0],
        "[리포트]",
        *paragraphs[1:],
        f"촬영기자:{crew[0]}/영상편집:{crew[1]}",
    ]


def body_html(publication: Publication, now: datetime, *, tail: Sequence[str] = TAIL) -> str:
    """Text and ``<br /><br />``, no paragraphs; the appeal for tips ends it."""
    text = "<br /><br />".join(escape(line, quote=False) for line in lines(publication, now))
    return text + ("<br /><br />" + "<br />".join(tail) if tail else "")


def head(title: str, lead: str, body: str, url: str, image: str = "") -> str:
    message = body.replace("\\", "\\\\").replace('"', '\\"').replace("</", "<\\/")
    return (
        '<!DOCTYPE html>\n<html lang="ko"><head><meta charset="utf-8">\n'
        f"<title>{escape(title)}{'' if title == 'KBS 뉴스' else ' | KBS 뉴스'}</title>\n"
        f'<meta name="description" content="{escape(lead)}">\n'
        '<meta property="og:type" content="article"><meta property="og:site_name" content="KBS 뉴스">\n'
        f'<meta property="og:title" content="{escape(title)}">\n'
        f'<meta property="og:description" content="{escape(lead)}">\n'
        f'<meta property="og:url" content="{escape(url)}">\n'
        + (f'<meta property="og:image" content="https://{HOST}{image}">\n' if image else "")
        + f'<link rel="canonical" href="{escape(url)}">\n'
        + chrome.styles("kbs")
        + chrome.scripts("kbsNews")
        + f'<script>var messageText = "{message}"; var newsTitle = document.title;</script>\n</head>\n<body>\n'
    )


def foot() -> str:
    return (
        chrome.footer(
            "KBS 뉴스",
            ("전국 시청자 상담실과 지역 총국 안내", "수신료 문의는 가까운 지역국으로"),
            f"ⓒ {NOTICE}",
        )
        + "</body></html>\n"
    )


def _side(desk: Desk) -> str:
    def make() -> str:
        out = desk.out("kbs")
        rows = [(desk.title(p), short(p.key)) for p in out[:45]]
        daegu = [(desk.title(p), short(p.key)) for p in out if local_code(p) == "20"][:8]
        return (
            chrome.listed(rows[:10], "많이 본 뉴스", "popular-news", numbered=True)
            + chrome.listed(daegu or rows[10:18], "대구-주요뉴스", "local-news")
            + chrome.listed(rows[18:40], "오늘의 핫 클릭", "hot-click")
            + '<p class="sub">지금 많은 분이 보는 뉴스</p>'
        )

    return desk.memo("kbs-side", make)


def _neighbours(publication: Publication, desk: Desk) -> str:
    before, after = desk.around(publication)
    rows = [("이전 기사", before), ("다음 기사", after)]
    links = "".join(
        f'<a class="btn-{"prev" if name[0] == "이" else "next"}" href="/news/pc/view/view.do?ncd={p.key}">'
        f"<span>{name}</span> {escape(desk.title(p))}</a>"
        for name, p in rows
        if p is not None
    )
    return f'<div class="view-prevnext">{links}</div>\n'


def _article_head(publication: Publication, desk: Desk, body: str) -> str:
    text = publication.text_at(desk.now)
    image = f"/data/news/{publication.pictures[0].name}" if publication.pictures else ""
    lead = excerpt(" ".join(text.paragraphs), 100)
    return head(text.title, lead, body, canonical(publication.key), image)


def _thumbnail(publication: Publication) -> str:
    return "".join(
        f'<div class="view-img"><img id="imgVodThumbnail" src="/data/news/{p.name}" alt="{escape(p.caption)}"></div>'
        for p in publication.pictures[:1]
    )


def current_page(publication: Publication, desk: Desk) -> str:
    """2023/24 to 2026."""
    text, modified = publication.text_at(desk.now), publication.modified_at(desk.now)
    body = body_html(publication, desk.now)
    programme = escape(publication.programme or "")
    edit = (
        f'<em class="edit-date">수정 {stamp(modified, "%Y.%m.%d (%H:%M)")}</em>' if modified else ""
    )
    writers = "".join(
        f'<span class="reporter-name">{escape(r.name)}</span><a href="mailto:{escape(r.email)}" class="reporter-mail">{escape(r.email)}</a>'
        for r in publication.reporters
    )
    images = _thumbnail(publication)
    return (
        _article_head(publication, desk, body)
        + chrome.menu("/news/pc/category/category.do?ctcd={n:04d}")
        + '<main id="contents"><div class="view-wrapper"><div class="view-headline">\n'
        + (
            f'<a class="program-name" href="/news/pc/program/program.do">{programme}</a>\n'
            if programme
            else ""
        )
        + f'<span class="category-name">{escape(publication.section)}</span>\n'
        f'<h4 class="headline-title">{escape(text.title, quote=False)}</h4>\n'
        f'<div class="dates"><em class="input-date">입력 {stamp(publication.published, "%Y.%m.%d (%H:%M)")}</em>{edit}</div>\n'
        '<p class="read-aid">읽어주기 기능은 크롬 계열 브라우저에서 쓸 수 있습니다.</p></div>\n'
        + _neighbours(publication, desk)
        + f'<div class="view-contents"><button class="btn-fix">동영상 고정 취소</button>{images}\n'
        f'<div class="detail-body font-size" id="cont_newstext">{body}</div>\n'
        f'<div class="reporter-box">{writers}</div>\n'
        '<div class="reaction"><p>이 기사 어떠셨나요</p><button>좋아요 <em>0</em></button><button>응원해요 <em>0</em></button></div>\n'
        f'<p class="copyright">ⓒ {NOTICE}</p></div>\n'
        + _print_area(publication, desk, programme, text.title)
        + f"<aside>{_side(desk)}</aside></div></main>\n"
        + foot()
    )


def _print_area(publication: Publication, desk: Desk, programme: str, title: str) -> str:
    """The page's second copy of the report, hidden until somebody prints: times to the second."""
    modified = publication.modified_at(desk.now)
    changed = f"<li>수정{stamp(modified, '%Y-%m-%d %H:%M:%S')}</li>" if modified else ""
    names = "".join(f'<p class="name">{escape(r.name)} {r.role}</p>' for r in publication.reporters)
    return (
        '<div class="print-area" style="display:none"><ul class="view_tit_area">'
        f"<li>{escape(title, quote=False)}<ul><li>입력 {stamp(publication.published, '%Y-%m-%d %H:%M:%S')}</li>{changed}</ul>"
        f'<span class="program">{programme}</span></li></ul>\n'
        f'<div class="view_con_text">{body_html(publication, desk.now, tail=())}</div>\n'
        f'<div class="news-writer">{names}</div></div>\n'
    )


def old_page(publication: Publication, desk: Desk) -> str:
    """To 2022."""
    text, modified = publication.text_at(desk.now), publication.modified_at(desk.now)
    body = body_html(publication, desk.now, tail=TAIL_2022)
    edit = f'<em class="date">수정 {stamp(modified, "%Y.%m.%d (%H:%M)")}</em>' if modified else ""
    writers = "".join(
        f'<li><p class="name"><span>{escape(r.name)}</span><span><a href="mailto:{escape(r.email)}">{escape(r.email)}</a></span></p></li>'
        for r in publication.reporters
    )
    return (
        _article_head(publication, desk, body)
        + chrome.menu("/news/list.do?ctcd={n:04d}", "gnb")
        + '<div id="container"><div class="landing-box"><div class="landing-caption">'
        f'<h5 class="tit-s">{escape(text.title, quote=False)}</h5>\n'
        f'<span class="txt"><em class="date">입력 {stamp(publication.published, "%Y.%m.%d (%H:%M)")}</em>{edit}'
        f'<em class="cate">{escape(publication.section)}</em></span></div>\n'
        + _neighbours(publication, desk)
        + _thumbnail(publication)
        + f'<div class="detail-body font-size" id="cont_newstext">{body}</div>\n'
        f'<ul id="ulReporterList">{writers}</ul><p class="copyright">ⓒ {NOTICE}</p></div>\n'
        f"{_side(desk)}</div>\n" + foot()
    )
