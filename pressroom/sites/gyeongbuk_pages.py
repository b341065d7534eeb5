"""경상북도's pages: rows and details of both boards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import escape
from urllib.parse import urlencode

from pressroom.sites import chrome
from pressroom.sites.base import (
    Desk,
    Request,
    excerpt,
    pick,
    stamp,
)
from pressroom.world import Publication

HOST = "www.gb.go.kr"
OLD_HOSTS = (HOST, "gb.go.kr", "inhen.gyeongbuk.go.kr", "inseri.gb.go.kr", "www.gyeongbuk.go.kr")
MENU_UID = "6792"
ROWS = 10
LICENCE = "공공누리 제3유형(출처표시 + 변경금지)"
NEW_PATH = "/page/10107/10004.do"


def is_old(key: str) -> bool:
    """Is this release on the old board?"""
    return not key.startswith("board12:")


def board_number(key: str) -> str:
    return key.split(":")[-1]


def canonical(key: str) -> str:
    number = board_number(key)
    if is_old(key):
        return (
            f"https://{HOST}/Main/page.do?mnu_uid={MENU_UID}&BD_CODE=bbs_bodo&cmd=2"
            f"&B_NUM={number}&B_STEP={int(number) - 1}&B_LEVEL=0"
        )
    return (
        f"https://{HOST}{NEW_PATH}?importUrl=%2Fboard%2Fview.do&boardMngNo=12"
        f"&pageDtlOrdrNo=1&boardNo={number}"
    )


def _view_number(desk: Desk) -> str:
    """The board-wide count: another one every day, accepted and ignored in addresses."""
    return str(13000 + len(desk.out("gyeongbuk")) + desk.now.timetuple().tm_yday)


def _old_address(publication: Publication, desk: Desk, start: int) -> str:
    number = board_number(publication.key)
    return "./page.do?" + urlencode(
        {
            "mnu_uid": MENU_UID,
            "dept_code": "",
            "BD_CODE": "bbs_bodo",
            "bdName": "",
            "cmd": "2",
            "Start": start,
            "B_NUM": number,
            "B_STEP": int(number) - 1,
            "B_LEVEL": "0",
            "key": "4",
            "word": "",
            "p1": "0",
            "p2": "0",
            "V_NUM": _view_number(desk),
            "tbbscode1": "bbs_bodo",
        }
    )


def dashed(line: str) -> str:
    """A subtitle line as the boards print it: ``- … -``"""
    return line if line.startswith("- ") else f"- {line} -"


def _teaser(publication: Publication, desk: Desk) -> str:
    """About 230 characters, paragraphs glued together: not the body."""
    return excerpt("".join(publication.text_at(desk.now).paragraphs), 230)


def old_row(publication: Publication, desk: Desk, start: int, total: int) -> str:
    title, href = escape(desk.title(publication)), escape(_old_address(publication, desk, start))
    fresh = publication.published > desk.now - timedelta(days=1)
    badge = ' <img src="/Images/Main/ic_new.gif" width="34" height="9" alt="새글">' if fresh else ""
    shown = escape(excerpt(desk.title(publication), 44), quote=False)
    picture = publication.pictures[0].name if publication.pictures else ""
    data = f"bbs_bodo/{pick(publication.key, 250):032X}.jpg" if picture else ""
    thumb = (
        f'<div class="report_img" data-aa="{data}"><img src="/data/bbs_bodo/thumb/{data[9:]}" alt="{data}|{escape(picture)}"></div>'
        if picture
        else '<div class="report_img no_img"><img src="/Main/Images/new/ko/board/bodo_img.gif" alt="경상북도"></div>'
    )
    return (
        f'<li data-aa="{data}" data-bb="true" data-cc="{data}{"|" + escape(picture) if picture else ""}">\n<a href="{href}" title="{title}">{thumb}</a>\n'
        f'<div class="report_cont"><div class="subject"><p><a href="{href}" title="{title}">{shown}{badge}</a></p></div>\n'
        f'<div class="classify"><span>{escape(publication.department or "")}</span> ｜ <span>{publication.contact or ""}</span> ｜ '
        f"<span>{stamp(publication.published, '%y-%m-%d')}</span></div>\n"
        f'<div class="cont">{escape(_teaser(publication, desk), quote=False)}</div></div></li>'
    )


def search_form(request: Request, desk: Desk) -> str:
    first = request.arg("B_START") or stamp(desk.now - timedelta(days=61), "%Y-%m-%d")
    last = request.arg("B_END") or stamp(desk.now, "%Y-%m-%d")
    options = "".join(
        f'<option value="{value}">{name}</option>'
        for value, name in (("2", "제목"), ("1", "이름"), ("3", "내용"), ("5", "부서명"))
    )
    return (
        '<form name="search" method="get" action="./page.do">'
        f'<input type="hidden" name="mnu_uid" value="{MENU_UID}"><input type="hidden" name="p1" value="0"><input type="hidden" name="p2" value="0">'
        '<input type="hidden" name="BD_CODE" value="bbs_bodo"><div class="bbsSrch"><fieldset><legend>기간설정 및 통합검색</legend>'
        f'<input type="text" name="B_START" id="start_day" value="{escape(first)}"> - <input type="text" name="B_END" id="end_day" value="{escape(last)}">'
        '<input type="checkbox" name="period" id="period" value="1"> <label for="period">기간</label>'
        f'<select name="key" id="select_cate">{options}</select><input type="text" name="word" id="word" value="{escape(request.arg("word"))}">'
        '<input class="button gray" type="submit" value="검색"></fieldset></div></form>\n'
    )


def old_paging(request: Request, start: int, total: int) -> str:
    kept = {
        k: request.arg(k) for k in ("period", "B_START", "B_END", "word", "key") if request.arg(k)
    }

    def link(begin: int, label: str, css: str) -> str:
        query = urlencode(
            {
                "mnu_uid": MENU_UID,
                "B_LEVEL": "0",
                "BD_CODE": "bbs_bodo",
                "cmd": "1",
                **kept,
                "Start": begin,
            }
        )
        return f'<a href="page.do?{escape(query)}" class="{css}">{label}</a>'

    last = max(0, (total - 1) // ROWS * ROWS)
    first = start // (ROWS * 5) * ROWS * 5
    numbers = "&nbsp;".join(
        f"<strong>{at // ROWS + 1}</strong>"
        if at == start
        else link(at, str(at // ROWS + 1), "c_over")
        for at in range(first, min(first + ROWS * 5, last + 1), ROWS)
    )
    after = link(start + ROWS, "<span>다음</span>", "page_next") if start < last else ""
    return (
        f'<div class="pagination">{link(0, "<span>처음</span>", "page_prevend")}{numbers}{after}'
        f"{link(last, '<span>마지막</span>', 'page_nextend')}</div>\n"
    )


def _attachments(publication: Publication) -> str:
    """Real file names, each with its viewer and reader links beside it."""
    step = int(board_number(publication.key)) - 1
    rows = []
    for order, file in enumerate(publication.files, 5):
        address = f"B_STEP={step}&amp;B_ORDER={order}"
        viewer = f"https://gb.go.kr/synapview/Common/synap/viewer_new3.jsp?{address}"
        rows.append(
            f'<a href="/Common/board_egov/download.jsp?{address}" class="link_no" title="선택한 파일을 다운로드 합니다.">{escape(file.name)}</a>'
            f'&nbsp;<a href="{viewer}" target="_blank"><strong>[미리보기]</strong></a>&nbsp;<a href="{viewer}&amp;SOUND=1" target="_blank"><strong>[미리듣기]</strong></a><br>\n'
        )
    return "".join(rows)


def _info(pairs: Sequence[tuple[str, str]], *, gap: bool = False) -> str:
    cells = "".join(f"<dt><span>{name}</span></dt>\n<dd>{value}</dd>\n" for name, value in pairs)
    empty = (
        '<dt class="classify_none1">&nbsp;</dt><dd class="classify_none2">&nbsp;</dd>'
        if gap
        else ""
    )
    return f'<div class="classify_list"><dl>\n{cells}{empty}</dl></div>\n'


def old_detail_page(publication: Publication, desk: Desk) -> str:
    """The title stands in a comment inside the body too, picture names as its first lines."""
    text = publication.text_at(desk.now)
    title = escape(text.title, quote=False)
    writer = publication.reporters[0].name if publication.reporters else ""
    subtitle = "\n<br>".join(escape(dashed(line), quote=False) for line in text.subtitle)
    pictures = "".join(
        f'<img src="/data/bbs_bodo/{escape(p.name)}" alt="{escape(p.name)}">{escape(p.name)}<br>\n<br>{escape(p.name)}<br>\n<br>'
        for p in publication.pictures
    )
    body = "\n<br>\n<br>".join(escape(p, quote=False) for p in text.paragraphs)
    return (
        head(text.title + " | 보도자료>경북소식>도정소식>경상북도")
        + f"<script>window.name = '{title.replace(chr(39), '’')}';</script>\n"
        + '<div class="report_view"><div class="reportview_cont">\n<div class="subject">\n\t\t\t'
        + f"{title}\n\t\t</div>\n"
        + _info(
            (
                ("부서명", escape(publication.department or "")),
                ("전화번호", publication.contact or ""),
            ),
            gap=True,
        )
        + _info(
            (
                ("작성자", f"\n\t\t{writer}\n\t\t"),
                ("작성일", stamp(publication.published, "%Y-%m-%d %H:%M:%S")),
                ("조회수", str(20 + pick(publication.key, 200))),
            )
        )
        + _info((("첨부파일", _attachments(publication)),))
        + '</div>\n<div class="cont_view">\n'
        + f'<!--div class="view_title">\n{title.replace("--", "")}\n</div-->\n'
        + (f'<div class="view_titlesub">\n{subtitle}\n</div>\n' if subtitle else "")
        + f"{pictures}\n\t\t{body}\n<br>\n</div>\n</div>\n"
        + _old_neighbours(publication, desk)
        + foot()
    )


def _old_neighbours(publication: Publication, desk: Desk) -> str:
    before, after = desk.around(publication)

    def row(name: str, css: str, other: Publication | None) -> str:
        if other is None or not is_old(other.key):
            return f'<div class="form_group"><dl class="nav {css}"><dt><span>{name}</span></dt><dd>글이 없습니다...</dd></dl></div>\n'
        number = board_number(other.key)
        return (
            f'<div class="form_group"><dl class="nav {css}"><dt><span>{name}</span></dt><dd>'
            f"<a href=\"javascript:moveUrl('2','0','{number}','{int(number) - 1}','0','4','','0','0','-1')\" class=\"link33\">{escape(desk.title(other))}</a></dd></dl></div>\n"
        )

    return f'<div class="bbsView">\n{row("이전글", "prev", before)}{row("다음글", "next", after)}</div>\n'


def new_row(publication: Publication, desk: Desk) -> str:
    title = escape(desk.title(publication))
    number = board_number(publication.key)
    return (
        f'<li><a href="#none" onclick="boardList.view(\'{number}\'); return false;" title="{title}">'
        f'<strong class="tit">{escape(excerpt(desk.title(publication), 44), quote=False)}</strong>'
        f'<p class="txt">{escape(_teaser(publication, desk), quote=False)}</p>'
        f'<div class="info"><span class="dept">{escape(publication.department or "")}</span> '
        f'<span class="classify">{stamp(publication.published, "%Y-%m-%d")}</span></div></a></li>\n'
    )


def new_paging(number: int, total: int) -> str:
    last = max(1, -(-total // ROWS))
    links = "".join(
        f'<a href="{NEW_PATH}?pageNo={n}" class="{"on" if n == number else ""}">{n}</a>'
        for n in range(max(1, number - 4), min(last, number + 5) + 1)
    )
    after = (
        f'<a href="{NEW_PATH}?pageNo={number + 1}" class="next">다음</a>' if number < last else ""
    )
    return (
        f'<div class="board_paging" data-total="{total}">{links}{after}</div>\n'
        f"<script>var boardList = {{ view: function (no) {{ location.href = '{NEW_PATH}?importUrl=%2Fboard%2Fview.do&boardMngNo=12&pageDtlOrdrNo=1&boardNo=' + no; }} }};</script>\n"
    )


def new_detail_page(publication: Publication, desk: Desk) -> str:
    """The new board prints the day, not the time."""
    text = publication.text_at(desk.now)
    writer = publication.reporters[0].name if publication.reporters else ""
    subtitle = "<br>".join(escape(dashed(line), quote=False) for line in text.subtitle)
    body = "<br>\n<br>\n".join(escape(p, quote=False) for p in text.paragraphs)
    files = "".join(
        f'<li><a href="/board/download.do?boardNo={board_number(publication.key)}&amp;fileNo={n}" class="file">{escape(f.name)}</a> <a href="/viewer.do?fileNo={n}" class="preview">미리보기</a></li>'
        for n, f in enumerate(publication.files, 1)
    )
    rows = (
        ("담당부서", escape(publication.department or "")),
        ("연락처", publication.contact or ""),
        ("작성자", writer),
        ("작성일", stamp(publication.published, "%Y-%m-%d")),
        ("조회수", str(20 + pick(publication.key, 200))),
    )
    info = "".join(f"<dl><dt>{name}</dt><dd>{value}</dd></dl>" for name, value in rows)
    return (
        head("보도자료 - 경상북도")
        + f'<div class="board_view"><div class="tit_box"><h4 class="tit">{escape(text.title, quote=False)}</h4>\n<div class="info">{info}</div></div>\n'
        + f'<div class="file_box"><strong>첨부파일</strong><ul>{files}</ul></div>\n'
        + '<div class="text">'
        + (f'<p class="sub_tit">{subtitle}</p>\n' if subtitle else "")
        + f"{body}<br>\n</div></div>\n"
        + f'<div class="btn_box"><a href="{NEW_PATH}?pageNo=1">목록</a></div>\n'
        + foot()
    )


def head(title: str) -> str:
    """og:title and description are the site's, on every page."""
    return (
        f'<!DOCTYPE html><html lang="ko"><head>\n<title id="titlePath">{escape(title)}</title>\n'
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8"><meta name="robots" content="all">\n'
        '<meta property="og:type" content="website"><meta property="og:title" id="ogtitle" content="경북도청, 경상북도, 경북, 도청">\n'
        '<meta property="og:description" content="도정 소식과 민원 서비스를 제공합니다."><meta name="description" content="도정 소식과 민원 서비스를 제공합니다.">\n'
        + chrome.styles("gb")
        + chrome.scripts("gbPortal", 2)
        + '</head>\n<body class="body_container"><div class="govinfo"><p>공식 전자정부 누리집</p></div>\n'
        + chrome.menu("/Main/page.do?mnu_uid=6{n:03d}&LARGE_CODE=720&MEDIUM_CODE={n}", "dept1")
        + chrome.menu("/Main/page.do?mnu_uid=7{n:03d}&LARGE_CODE=720", "dept2")
        + '<ul class="pathM"><li>HOME</li><li>도정소식</li><li>경북소식</li><li>보도자료</li></ul>\n'
        '<div class="cont wrap" id="contwrap"><h3 class="cont_tit">보도자료</h3><div class="cont_body">\n'
    )


def foot() -> str:
    """The template's own manager, number and date: not the release's."""
    return (
        '</div>\n<div class="cont_foot wrap"><div class="open_area"><span class="mark"><img alt="공공누리 공공저작물 자유이용허락 3유형 : 출처표시, 변경금지" src="/Main/Images/new/ko/sub/img_opentype03.jpg"></span>\n'
        f"<p>이 게시물은 <strong>{LICENCE}</strong> 조건으로 이용할 수 있습니다.</p></div>\n"
        '<div class="cont_manager"><dl class="page_manager"><dt>담당부서 :</dt><dd>경상북도청</dd><dt>담당자</dt><dd>도민상담실</dd>'
        '<dt>연락처 :</dt><dd>054-000-0120</dd></dl><dl class="lastModifiedDate"><dt>최종수정일</dt><dd>2025-02-03</dd></dl></div>\n'
        '<div class="cont_rating"><form><fieldset><legend>페이지 만족도 및 의견</legend><p>이 쪽의 정보가 도움이 되었습니까?</p></fieldset></form></div></div></div>\n'
        + chrome.family_sites(
            "/Main/page.do?B_START=2022-10-28&B_END=2022-12-28&mnu_uid=8048&deptcodes=647{n:04d}",
            66,
        )
        + chrome.footer(
            "경상북도", ("대표전화와 팩스 번호 안내",), "이 누리집의 저작권은 경상북도에 있습니다"
        )
        + "</body></html>\n"
    )
