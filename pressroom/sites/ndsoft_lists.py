"""List and front pages of the NDSoft family, one row function a skin."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from pressroom.sites.base import Desk, excerpt, number_of, stamp
from pressroom.sites.ndsoft_pages import bottom, head, names, side, top
from pressroom.sites.ndsoft_papers import Paper
from pressroom.world import Publication

ROWS = 20
Row = tuple[str, str, str, Publication]  # title, lead, address, publication


def list_page(
    paper: Paper,
    desk: Desk,
    pubs: Sequence[Publication],
    number: int,
    total: int,
    state: dict[str, str],
) -> str:
    rows = [_row(paper, desk, p) for p in pubs]
    skins = {"legacy": _legacy, "auto": _auto, "2020": _skin_2020, "atl": _atl}
    return (
        head(paper, "전체기사")
        + top(paper, desk)
        + _form(state)
        + skins[paper.skin](paper, rows, total)
        + _paging(number, total, state)
        + side(paper, desk)
        + bottom(paper)
    )


def front_page(paper: Paper, desk: Desk) -> str:
    links = "\n".join(
        f'<div class="item"><a href="/news/articleView.html?idxno={p.key}">{escape(desk.title(p), quote=False)}</a></div>'
        for p in desk.out(paper.code)[:40]
    )
    return head(paper, paper.name) + top(paper, desk) + links + side(paper, desk) + bottom(paper)


def _row(paper: Paper, desk: Desk, publication: Publication) -> Row:
    text = publication.text_at(desk.now)
    address = f"/news/articleView.html?idxno={publication.key}"
    if paper.code == "jejunews":
        address = f"http://{paper.host}{address}"
    elif paper.skin == "legacy":
        address = f"articleView.html?idxno={publication.key}"
    elif paper.code == "idaegu":
        address += "&sc_section_code=S1N1"
    lead = excerpt(" ".join(text.paragraphs), 160)
    return escape(text.title, quote=False), escape(lead, quote=False), escape(address), publication


def _form(state: dict[str, str]) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in state.items()
    )
    return (
        '<form name="articleSearch" method="post" action="/news/articleList.html">'
        f'{hidden}<select name="sc_area"><option value="A">전체</option><option value="T">제목</option></select>'
        '<input type="text" name="sc_word" value=""><input type="hidden" name="page" value="1"><input type="hidden" name="total" value="">'
        '<button type="submit">검색</button></form>\n'
    )


def _legacy(paper: Paper, rows: list[Row], total: int) -> str:
    body = "\n".join(
        f'<tr><td class="ArtList_Title"><a href="{url}" class="titles">{title}</a></td></tr>\n<tr><td class="ArtList_Summary">{lead}</td></tr>\n'
        f'<tr><td class="ArtList_Date">{p.section} | {names(p)} | {stamp(p.published, "%Y-%m-%d %H:%M")}</td></tr>'
        for title, lead, url, p in rows
    )
    return f'<div id="ND_Warp"><p>총 {total}건</p><table width="640" border="0">\n{body}\n</table></div>\n'


def _auto(paper: Paper, rows: list[Row], total: int) -> str:
    body = "\n".join(
        f'<div class="list-block"><div class="list-image"></div><div class="list-titles"><a href="{url}" target="_top"><strong>{title}</strong></a></div>\n'
        f'<p class="list-summary"><a href="{url}">{lead}</a></p><div class="list-dated">{p.section} | {names(p)} | {stamp(p.published, "%Y-%m-%d %H:%M")}</div></div>'
        for title, lead, url, p in rows
    )
    return f'<section class="article-list-content type-sm text-left"><p>총 <b>{total}</b>건</p>\n{body}\n</section>\n'


def _skin_2020(paper: Paper, rows: list[Row], total: int) -> str:
    level = "h2" if paper.code == "incheonilbo" else "h4"
    body = "\n".join(
        f'<li class="item"><div class="view-cont"><a href="{url}" class="thumb"><img src="/image/t.jpg" alt=""></a><{level} class="titles"><a href="{url}" target="_top" class="linked">{title}</a></{level}>\n'
        f'<p class="lead line-6x2"><a href="{url}">{lead}</a></p><span class="byline"><em>{p.section}</em><em>{names(p)}</em><em>{stamp(p.published, "%Y.%m.%d %H:%M")}</em></span></div></li>'
        for title, lead, url, p in rows
    )
    return f'<section id="section-list"><header><h3>전체기사 <small>총 {total}건</small></h3></header><ul class="type2">\n{body}\n</ul></section>\n'


def atl_date(publication: Publication) -> str:
    """Three forms side by side; the last has no year."""
    form = ("%Y-%m-%d", "%Y.%m.%d %H:%M", "%m-%d %H:%M")[number_of(publication.key) % 3]
    return stamp(publication.published, form)


def _atl(paper: Paper, rows: list[Row], total: int) -> str:
    """``li#sample`` is the editor's template row, hidden by style: not an article."""
    sample = (
        '<li id="sample" class="altlist-webzine-item" style="display:none"><h2 class="altlist-subject"><a href="/news/articleView.html?idxno=1">기사 제목이 들어갈 자리입니다</a></h2>'
        '<p class="altlist-summary">기사 요약이 들어갈 자리입니다</p><div class="altlist-info"><div class="altlist-info-item">섹션</div>'
        '<div class="altlist-info-item">| 기자명</div><div class="altlist-info-item">| 2000-01-01</div></div></li>\n'
    )
    body = "\n".join(
        f'<li class="altlist-webzine-item"><a href="{url}" class="altlist-image"><img src="/image/t_v150.jpg" alt=""></a><div class="altlist-webzine-content"><h2 class="altlist-subject"><a href="{url}" target="_top">{title}</a></h2>\n'
        f'<p class="altlist-summary">{lead}</p><div class="altlist-info"><div class="altlist-info-item">{p.section}</div><div class="altlist-info-item">| {names(p)}</div><div class="altlist-info-item">| {atl_date(p)}</div></div></div></li>'
        for title, lead, url, p in rows
    )
    return f'<section id="section-list"><h1>전체기사 <strong>{total:,}</strong></h1><ul class="altlist-webzine">\n{sample}{body}\n</ul></section>\n'


def _paging(number: int, total: int, state: dict[str, str]) -> str:
    last = max(1, -(-total // ROWS))

    def link(page: int, label: str, css: str) -> str:
        query = urlencode(
            {"page": page, "total": total, "box_idxno": "", "view_type": "sm", **state}
        )
        return (
            f'<li class="{css}"><a href="/news/articleList.html?{escape(query)}">{label}</a></li>'
        )

    first = (number - 1) // 10 * 10 + 1
    numbers = "".join(
        f'<li class="pagination-now"><a href="#">{n}</a></li>'
        if n == number
        else link(n, str(n), "pagination-item")
        for n in range(first, min(first + 9, last) + 1)
    )
    after = link(number + 1, "다음", "pagination-next") if number < last else ""
    return f'<ul class="pagination">{link(1, "처음", "pagination-start")}{numbers}{after}{link(last, "끝", "pagination-end")}</ul>\n'
