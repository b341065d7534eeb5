"""KBS: news.kbs.co.kr and the search host reco.kbs.co.kr.

Layouts. A report whose ``ncd`` is divisible by 12 is served in the layout of 2022 (no print area,
minutes only); all others in the current one, which prints the body three times: in the page, in the
print area (times to the second) and in the script variable ``messageText``.
Besides the world's reports the news sitemap lists one English report, `ENGLISH_NCD`: it shares the
URL form and is not Korean.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from pressroom.clock import KST
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
    number_of,
    page,
    pick,
    redirect,
    slice_page,
    stamp,
    window_hours,
    xml,
)
from pressroom.world import Publication

HOST = "news.kbs.co.kr"
NOTICE = "KBS. All rights reserved. 무단 전재, 재배포 및 이용(AI 학습 포함) 금지"
ENGLISH_NCD = "79999999"
SEARCH_CAP = 200  # results a query, whatever total_count says

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
    "▷ 카카오톡 : 'KBS제보' 검색, 채널 추가",
    "▷ 전화 : 02-000-1234, 4444",
    "▷ 이메일 : jebo@kbs.example",
    "▷ 유튜브, 네이버, 카카오에서도 KBS뉴스를 구독해주세요!",
)
CREW = ("나준호", "문태경", "백서윤", "신도현", "오하늘", "유재민", "임가람", "주시온")

ENGLISH_TITLE = "Provinces to Share Computing Centers for Public AI Services"
ENGLISH_BODY = (
    "Four provincial governments will open their computing centers to one another from next spring, "
    "so that small counties can run public AI services without buying machines of their own.",
    "Under the plan each center keeps a third of its capacity free for the neighbors. A joint office "
    "will publish every month who used how much, and for what purpose.",
    "Local councils asked for the figures to be open to residents as well. The four governors are "
    "expected to sign the agreement before the end of the year.",
)


def is_2022(key: str) -> bool:
    """Is this report served in the layout of 2022?"""
    return number_of(key) % 12 == 0


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
    if publication.programme is None or len(paragraphs) < 2:
        return paragraphs
    crew = CREW[pick(publication.key, 8)], CREW[pick(publication.key, 8, "edit")]
    return [
        "[앵커]",
        paragraphs[0],
        "[리포트]",
        *paragraphs[1:],
        f"촬영기자:{crew[0]}/영상편집:{crew[1]}",
    ]


def body_html(publication: Publication, now: datetime, *, tail: bool = True) -> str:
    """Text and ``<br /><br />``, no paragraphs; the appeal for tips ends it."""
    text = "<br /><br />".join(escape(line, quote=False) for line in lines(publication, now))
    return text + ("<br /><br />" + "<br />".join(TAIL) if tail else "")


class Kbs(Site):
    outlet = "kbs"
    hosts = (HOST, "reco.kbs.co.kr")
    disallowed = ("/private/", "/news/list/", "/member/")
    routes = (
        (r"/news/(?:pc/view/)?view\.do", "article"),
        (r"/mobile/news/view\.do", "mobile"),
        (r"/news/pc/main/main\.html", "front"),
        (r"/sitemap/(recent|daily)NewsList\.xml", "sitemap"),
        (r"/api/getNewsList", "news_list"),
        (r"/v2/search", "search"),
    )

    def sitemaps(self, host: str) -> tuple[str, ...]:
        if host != HOST:
            return ()
        return tuple(f"https://{HOST}/sitemap/{name}NewsList.xml" for name in ("recent", "daily"))

    # Articles

    def mobile(self, request: Request, desk: Desk) -> Answer:
        return redirect(canonical(request.arg("ncd")), 302)

    def article(self, request: Request, desk: Desk) -> Answer:
        key = request.arg("ncd")
        if key == ENGLISH_NCD:
            return page(english_page())
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
            _head("KBS 뉴스", "", "", f"https://{HOST}/")
            + chrome.menu("/news/pc/category/category.do?ctcd={n:04d}")
            + '<div id="mainNewsList" class="box-contents"></div>'
            + "<script>loadNews('#mainNewsList', '/api/getNewsList');</script>"
            + _foot()
        )

    # Discovery

    def sitemap(self, request: Request, desk: Desk, which: str) -> Answer:
        """``recent`` is a news sitemap of the last 48 hours; ``daily`` lists the last day's pages."""
        pubs = window_hours(desk, "kbs", 48 if which == "recent" else 24)
        rows = [_sitemap_row(p, desk, news=which == "recent") for p in pubs]
        if which == "recent" and not desk.empty:
            rows.append(_sitemap_entry(short(ENGLISH_NCD), desk.now, ENGLISH_TITLE, "en"))
        return xml(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n'
            + "\n".join(rows)
            + "\n</urlset>\n",
            desk.changed(pubs),
        )

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
        "newsContents": "<br /><br />".join(lines(publication, desk.now)),
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
            short(publication.key), publication.published, desk.title(publication), "ko"
        )
    changed = publication.text_at(desk.now).since
    return f"<url><loc>{short(publication.key)}</loc><lastmod>{iso(changed)}</lastmod></url>"


# Pages


def _head(title: str, lead: str, body: str, url: str) -> str:
    message = body.replace("\\", "\\\\").replace('"', '\\"').replace("</", "<\\/")
    return (
        '<!DOCTYPE html>\n<html lang="ko"><head><meta charset="utf-8">\n'
        f"<title>{escape(title)}{'' if title == 'KBS 뉴스' else ' | KBS 뉴스'}</title>\n"
        f'<meta name="description" content="{escape(lead)}">\n'
        '<meta property="og:type" content="article"><meta property="og:site_name" content="KBS 뉴스">\n'
        f'<meta property="og:title" content="{escape(title)}">\n'
        f'<meta property="og:description" content="{escape(lead)}">\n'
        f'<meta property="og:url" content="{escape(url)}">\n'
        f'<link rel="canonical" href="{escape(url)}">\n'
        + chrome.styles("kbs")
        + chrome.scripts("kbsNews")
        + f'<script>var messageText = "{message}"; var newsTitle = document.title;</script>\n</head>\n<body>\n'
    )


def _foot() -> str:
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
            + '<p class="sub">실시간 뜨거운 관심을 받고 있는 뉴스</p>'
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
    images = "".join(
        f'<div class="view-img"><img id="imgVodThumbnail" src="/data/news/{p.name}" alt="{escape(p.caption)}"></div>'
        for p in publication.pictures[:1]
    )
    return (
        _head(text.title, excerpt(" ".join(text.paragraphs), 100), body, canonical(publication.key))
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
        '<p class="read-aid">읽어주기 기능은 크롬기반의 브라우저에서만 사용하실 수 있습니다.</p></div>\n'
        + _neighbours(publication, desk)
        + f'<div class="view-contents"><button class="btn-fix">동영상 고정 취소</button>{images}\n'
        f'<div class="detail-body font-size" id="cont_newstext">{body}</div>\n'
        f'<div class="reporter-box">{writers}</div>\n'
        '<div class="reaction"><p>이 기사가 좋으셨다면</p><button>좋아요 <em>0</em></button><button>응원해요 <em>0</em></button></div>\n'
        f'<p class="copyright">ⓒ {NOTICE}</p></div>\n'
        + _print_area(publication, desk, programme, text.title)
        + f"<aside>{_side(desk)}</aside></div></main>\n"
        + _foot()
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
        f'<div class="view_con_text">{body_html(publication, desk.now, tail=False)}</div>\n'
        f'<div class="news-writer">{names}</div></div>\n'
    )


def old_page(publication: Publication, desk: Desk) -> str:
    """To 2022."""
    text, modified = publication.text_at(desk.now), publication.modified_at(desk.now)
    body = body_html(publication, desk.now)
    edit = f'<em class="date">수정 {stamp(modified, "%Y.%m.%d (%H:%M)")}</em>' if modified else ""
    writers = "".join(
        f'<li><p class="name"><span>{escape(r.name)}</span><span><a href="mailto:{escape(r.email)}">{escape(r.email)}</a></span></p></li>'
        for r in publication.reporters
    )
    return (
        _head(text.title, excerpt(" ".join(text.paragraphs), 100), body, canonical(publication.key))
        + chrome.menu("/news/list.do?ctcd={n:04d}", "gnb")
        + '<div id="container"><div class="landing-box"><div class="landing-caption">'
        f'<h5 class="tit-s">{escape(text.title, quote=False)}</h5>\n'
        f'<span class="txt"><em class="date">입력 {stamp(publication.published, "%Y.%m.%d (%H:%M)")}</em>{edit}'
        f'<em class="cate">{escape(publication.section)}</em></span></div>\n'
        + _neighbours(publication, desk)
        + f'<div class="detail-body font-size" id="cont_newstext">{body}</div>\n'
        f'<ul id="ulReporterList">{writers}</ul><p class="copyright">ⓒ {NOTICE}</p></div>\n'
        f"{_side(desk)}</div>\n" + _foot()
    )


def english_page() -> str:
    body = "<br /><br />".join(ENGLISH_BODY)
    return (
        _head(ENGLISH_TITLE, ENGLISH_BODY[0], body, canonical(ENGLISH_NCD))
        + chrome.menu("/news/pc/category/category.do?ctcd={n:04d}")
        + '<main id="contents"><div class="view-wrapper"><div class="view-headline">'
        f'<span class="category-name">English</span><h4 class="headline-title">{ENGLISH_TITLE}</h4>'
        f'<div class="dates"><em class="input-date">입력 {datetime(2026, 11, 20, 9, 30, tzinfo=KST):%Y.%m.%d (%H:%M)}</em></div></div>\n'
        f'<div class="detail-body font-size" id="cont_newstext">{body}</div></div></main>\n'
        + _foot()
    )
