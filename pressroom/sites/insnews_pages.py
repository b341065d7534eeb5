"""Pages of the Insnews family: the new skin and the tables of 2012, and the papers' rows."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from pressroom.sites import chrome
from pressroom.sites.base import (
    Desk,
    Request,
    excerpt,
    stamp,
)
from pressroom.world import Publication

ROWS = 20
SECTIONS = {
    "sc1": "정치/행정",
    "sc2": "사회",
    "sc3": "경제",
    "sc4": "자치/의회",
    "sc5": "문화/예술",
    "sc6": "스포츠",
    "sc7": "국제",
    "sc8": "IT/과학",
}
CODES = {name: code for code, name in SECTIONS.items()}


@dataclass(frozen=True, slots=True)
class Paper:
    code: str
    name: str
    domain: str
    lead: str  # before the first paragraph
    credit: str  # after a caption
    new: bool = True
    pretty: bool = True  # lists link /{N}, not sub_read.html?uid=N
    body_id: str = "textinput"  # of the new skin
    crawl_delay: float | None = None

    @property
    def host(self) -> str:
        return f"www.{self.domain}"


PAPERS = (
    Paper("gipress", "경기IN", "gipress.com", "[경기IN={name} {role}] ", "© 경기인"),
    Paper(
        "snilbo",
        "성남일보",
        "snilbo.co.kr",
        "[성남일보] ",
        "© 성남일보",
        pretty=False,
        crawl_delay=0.05,
    ),
    Paper(
        "breaknews",
        "브레이크뉴스",
        "breaknews.com",
        "[브레이크뉴스={name} {role}] ",
        "",
        new=False,
        pretty=False,
        body_id="CLtag",  # still so in 2023 to 2025
    ),
)
BY_CODE = {paper.code: paper for paper in PAPERS}


def canonical(paper: Paper, key: str) -> str:
    if paper.new:
        return f"https://{paper.host}/{key}"
    return f"https://{paper.host}/sub_read.html?uid={key}"


def address(paper: Paper, publication: Publication) -> str:
    """How lists of this site link an article."""
    if paper.pretty:
        return f"/{publication.key}"
    return f"/sub_read.html?uid={publication.key}&section={section_code(publication)}&section2="


def section_code(publication: Publication) -> str:
    return CODES.get(publication.section, "sc2")


def byline(publication: Publication) -> str:
    return ", ".join(f"{r.name} {r.role}" for r in publication.reporters)


def lead(paper: Paper, publication: Publication) -> str:
    if not publication.reporters:
        return ""
    reporter = publication.reporters[0]
    return paper.lead.format(name=reporter.name, role=reporter.role)


def paging(number: int, total: int, request: Request) -> str:
    last = max(1, -(-total // ROWS))
    section = f"&amp;section={escape(request.arg('section'))}" if request.arg("section") else ""
    path = request.path if request.path.startswith("/sub_") else "/sub_view.html"
    links = " ".join(
        f"<b>[{n}]</b>" if n == number else f"<a href='{path}?page={n}{section}'>[{n}]</a>"
        for n in range(max(1, number - 5), min(last, number + 5) + 1)
    )
    after = f" <a href='{path}?page={number + 1}{section}'>다음</a>" if number < last else ""
    return f"<div class='paging' align='center'>{links}{after}</div>\n"


def _side(paper: Paper, desk: Desk) -> str:
    def make() -> str:
        out = desk.out(paper.code)[:34]
        rows = [(desk.title(p), address(paper, p)) for p in out]
        leads = [
            (t, u, excerpt(p.text_at(desk.now).paragraphs[0], 80))
            for (t, u), p in zip(rows, out, strict=True)
        ]
        return (
            chrome.listed(rows[:10], "많이 본 뉴스", "ins_best", numbered=True)
            + chrome.listed(rows[10:22], "최신기사", "ins_new")
            + chrome.cards(leads[22:], "주요뉴스", "ins_main")
        )

    return desk.memo(("ins-side", paper.code), make)


def _banner(paper: Paper, number: int) -> str:
    folder = paper.domain.replace(".", "_")
    return f"<a href='/ad_link.php?banner_uid={number}' target='_blank'><img src='/data/{folder}/banner/2026{number:010d}.gif' border='0'></a>"


def close(paper: Paper) -> str:
    return (
        chrome.footer(
            paper.name,
            ("기사제보와 광고문의 안내",),
            f"Copyright ⓒ {paper.name}. All rights reserved. 무단전재 및 재배포금지",
        )
        + "</body></html>\n"
    )


def _new_head(paper: Paper, title: str) -> str:
    sections = "".join(
        f'<li><a href="/sub_list.html?section={c}">{n}</a></li>' for c, n in SECTIONS.items()
    )
    return (
        f'<!DOCTYPE html>\n<html lang="ko"><head><meta charset="utf-8"><title>{paper.name} - {escape(title, quote=False)}</title>\n'
        f'<meta property="og:title" content="{escape(title)}"><meta property="og:site_name" content="{paper.name}">\n'
        f'<script src="/js/ins_js.js"></script>\n'
        + chrome.styles("ins")
        + chrome.scripts("insJs", 2)
        + "</head>\n<body>\n"
        + _banner(paper, 7)
        + f'<ul class="sub_menu">{sections}<li><a href="/sub_view.html">전체기사</a></li></ul>\n'
        + chrome.menu("/sub_sec.html?section=sc{n}&section2=", "ins_menu")
    )


def new_list(paper: Paper, rows: Sequence[Publication], desk: Desk) -> str:
    items = "\n".join(
        f'<dl><dt class="pic"></dt><dd class="title"><a href="{escape(address(paper, p))}">{escape(desk.title(p), quote=False)}</a></dd>\n'
        f'<dd class="body"><a href="{escape(address(paper, p))}">{escape(excerpt(p.text_at(desk.now).paragraphs[0], 130), quote=False)}</a></dd>'
        f'<dd class="etc">{byline(p)} | {stamp(p.published, "%Y/%m/%d [%H:%M]")}</dd></dl>'
        for p in rows
    )
    return (
        _new_head(paper, "전체기사")
        + f'<div class="sub_list">\n{items}\n</div>\n'
        + _side(paper, desk)
    )


def new_article(paper: Paper, publication: Publication, desk: Desk) -> str:
    text = publication.text_at(desk.now)
    title = escape(text.title, quote=False)
    subtitle = "<br>".join(escape(line, quote=False) for line in text.subtitle)
    time = stamp(publication.published, "%Y/%m/%d [%H:%M]")
    pictures = "".join(
        f'<table class="photo" align="center"><tr><td><img src="/imgdata/{paper.domain.replace(".", "_")}/{p.name}"></td></tr><tr><td class="caption">▲  {escape(p.caption, quote=False)}  {paper.credit}</td></tr></table>\n'
        for p in publication.pictures
    )
    body = "<p>&nbsp;</p>\n".join(
        f"<p>{escape(lead(paper, publication), quote=False) if n == 0 else ''}{escape(t, quote=False)}</p>\n"
        for n, t in enumerate(text.paragraphs)
    )
    return (
        _new_head(paper, text.title)
        + f'<div class="read_header_m"><h1 class="read_title">{title}</h1><h2 class="read_subtitle">{subtitle}</h2><div class="writer_time">{byline(publication)} | 기사입력 {time}</div></div>\n'
        f'<div class="read_header_pc"><h1 class="read_title">{title}</h1><h2 class="read_subtitle">{subtitle}</h2><div class="writer_time">{byline(publication)} | 입력 : {time}</div></div>\n'
        f'<div id="{paper.body_id}">{pictures}{body}</div>\n'
        '<div class="reply"><form name="reply"><ul><li><img src="/img/spam.gif" alt="도배방지 이미지"> 도배방지 이미지</li></ul><textarea></textarea></form></div>\n'
        f'<div class="relation"><strong>{title}</strong> 관련기사목록</div><div class="photo_box">PHOTO 1/11</div><div>광고</div>\n'
        + _side(paper, desk)
        + close(paper)
    )


def _tables_head(paper: Paper, desk: Desk) -> str:
    cells = "&nbsp;".join(
        f"<a href='sub_list.html?section={code}'><span class='b9'>{name}</span></a>"
        for code, name in SECTIONS.items()
    )
    return (
        f" \r\n<html><head><title>지역과 세계를 잇는 새 언론 ◆{paper.name}◆</title>\n"
        "<meta http-equiv='Content-Type' content='text/html; charset=euc-kr'>\n"
        f"<script src='http://{paper.host}/js/ins_js.js' language='javascript'></script>\n"
        + chrome.scripts("insTable", 2)
        + chrome.styles("tbl")
        + "</head>\n<body bgcolor='#FFFFFF' text='#000000' leftmargin='0' topmargin='0'>\n<div align='center'><a name='top'></a>\n"
        f"<table width='970' border='0' cellspacing='0' cellpadding='0'><tr><td>{_banner(paper, 3)}</td>"
        f"<td nowrap class='t8'>편집</td><td nowrap class='t8'>{stamp(desk.now, '%Y.%m.%d [%H:%M]')}</td></tr></table>\n"
        f"<table width='100%'><tr><td class='top_menu'><a href='sub_view.html'>전체기사</a>&nbsp;{cells}</td></tr></table>\n"
        + chrome.menu("/sub_sec.html?section=sc1&section2={n}", "left")
    )


def tables_list(paper: Paper, rows: Sequence[Publication], desk: Desk) -> str:
    items = "\n".join(
        f"<table width='100%' border='0'><tr><td style='padding:10 7 5 7'><a href='{escape(address(paper, p).lstrip('/'))}' class='text_9_2'><font color='#000000'>{escape(desk.title(p), quote=False)}</font></a></td></tr>\n"
        f"<tr><td class='text_9'><a href='{escape(address(paper, p).lstrip('/'))}' class='text_9'>{escape(excerpt(p.text_at(desk.now).paragraphs[0], 120), quote=False)} <span class='kija'>/ {byline(p)}</span></a> <span class='date'>{stamp(p.published, '%Y/%m/%d [%H:%M]')}</span></td></tr></table>"
        for p in rows
    )
    return (
        _tables_head(paper, desk)
        + f"<table width='612'><tr><td class='sub_list'>\n{items}\n</td></tr></table>\n"
        + _side(paper, desk)
    )


def _tables_picture(paper: Paper, publication: Publication) -> str:
    return "".join(
        "<TABLE border=0 cellSpacing=3 width=578 align=center><TBODY><TR><TD><TABLE border=0 bgColor=#666666><TBODY><TR><TD bgColor=#ffffff>"
        f"<IMG border=0 src=\"http://{paper.domain}/imgdata/{p.name}\" width=578></TD></TR></TBODY></TABLE>\n<TABLE border=0 width='100%'><TBODY><TR>"
        f"<TD style='COLOR: #ffffff; FONT-SIZE: 9pt' bgColor=#999999>▲{escape(p.caption, quote=False)}</TD></TR></TBODY></TABLE></TD></TR></TBODY></TABLE><BR>&nbsp;<BR>"
        for p in publication.pictures
    )


def _tables_body(paper: Paper, publication: Publication, desk: Desk) -> str:
    """Text and ``<BR>&nbsp;<BR>``, pictures in nested tables after the first paragraph, last
    the address; of two writers each with the name."""
    paragraphs = [escape(t, quote=False) for t in publication.text_at(desk.now).paragraphs]
    opening = (
        f"<STRONG>{lead(paper, publication).strip()}</STRONG> " if publication.reporters else ""
    )
    gap = "<BR>&nbsp;<BR>"
    text = (
        opening
        + paragraphs[0]
        + gap
        + _tables_picture(paper, publication)
        + gap.join(paragraphs[1:])
    )
    alone = len(publication.reporters) == 1
    for reporter in publication.reporters:
        name = "" if alone else f"{reporter.name} {reporter.role} "
        text += f'{gap}{name}<A href="mailto:{reporter.email}">{reporter.email}</A><BR>'
    return text


def tables_article(paper: Paper, publication: Publication, desk: Desk) -> str:
    text, modified = publication.text_at(desk.now), publication.modified_at(desk.now)
    title = escape(text.title, quote=False)
    subtitle = "<br>".join(escape(line, quote=False) for line in text.subtitle)
    body = _tables_body(paper, publication, desk)
    changed = stamp(modified, "%Y/%m/%d [%H:%M]") if modified else ""
    mail = (
        b64encode(publication.reporters[0].email.encode()).decode() if publication.reporters else ""
    )
    share = quote(canonical(paper, publication.key), safe="")
    return (
        _tables_head(paper, desk)
        + "<table width='1215' border='0'><tr valign='top'><td width='612' nowrap align='center'>\n<!-- 기사본문:시작 -->\n"
        f'<meta name="title" content="{escape(text.title)}  {paper.name} " />\n<meta name="description" content="{escape(body[:300], quote=True)}" />\n'
        f"<table width='100%' border='0' cellspacing='0' cellpadding='0'><tr><td class='read_title'>{title} </td></tr>\n<tr><td class='read_subtitle'>{subtitle}</td></tr>\n"
        f"<tr><td><div align='right' class='writer'> {byline(publication)} <a href='javascript:;' onMouseDown=\"MM_openBrWindow('./newnews/formmail.php?email={mail}')\" class='writer'><img src='/img/icon_mail.gif' border='0'></a></div></td></tr>\n"
        "<tr><td class='read_body'>\n<div id='CLtag'><table align=right><tr><td></td></tr></table> <table border='0'><tr><td nowrap><script type='text/javascript'>insTable0.slot(2);</script></td></tr></table>\n"
        f"{body} \n</div>\n</td></tr>\n"
        f"<tr><td><a href='http://twitter.example/intent?url={share}'><img src='/img/sns.gif' alt='공감'></a></td></tr>\n"
        f"<tr><td class='text_9'>기사제보 및 보도자료 <a href='mailto:news@{paper.domain}'>news@{paper.domain}</a> <br><b>ⓒ {paper.name} / 무단전재 및 재배포금지</b></td></tr>\n"
        f"<tr><td class='text_9' height='30'>기사입력:  {stamp(publication.published, '%Y/%m/%d [%H:%M]')}  &nbsp;최종편집:  {changed}  ⓒ {paper.name}</td></tr>\n"
        f"<tr><td class='text_9'><a href='sub_view.html?n_name={escape(byline(publication))}'>필자의 다른기사보기</a></td></tr>\n"
        "<tr><td><form name='reply'><input type='text' name='name'> 도배방지 <textarea></textarea></form></td></tr></table>\n"
        f"<!-- 기사본문:끝 -->\n</td><td>{_side(paper, desk)}</td></tr></table></div>\n"
        + close(paper)
    )
