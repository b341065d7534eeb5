"""경상북도 보도자료: the old board ``/Main/page.do`` and the new one ``/page/10107/10004.do``.

Keys are two namespaces: ``bbs_bodo:{B_NUM}`` lives on the old board only, ``board12:{boardNo}`` on
the new one only (a key of digits alone counts as the old board's). The old board answers on all its
host names; a wrong ``mnu_uid`` gets an alert page with status 200. Edits leave no trace on either
board. The new board's paging parameter ``pageNo`` and its info lines are guesses (G).
"""

from __future__ import annotations

from collections.abc import Sequence

from pressroom.sites.base import (
    Answer,
    Desk,
    Request,
    Site,
    between,
    matching,
    page,
    pick,
    slice_page,
    xml,
)
from pressroom.sites.feeds import sitemap
from pressroom.sites.gyeongbuk_pages import (
    HOST,
    MENU_UID,
    NEW_PATH,
    OLD_HOSTS,
    ROWS,
    canonical,
    foot,
    head,
    is_old,
    new_detail_page,
    new_paging,
    new_row,
    old_detail_page,
    old_paging,
    old_row,
    search_form,
)
from pressroom.world import Publication


def alert(words: str) -> Answer:
    """The board's way of saying no: a script, status 200, under 300 bytes."""
    return page(f"<script>alert('{words}');history.back();</script>")


def _board(desk: Desk, *, old: bool) -> list[Publication]:
    return desk.memo(
        ("board", old), lambda: [p for p in desk.out("gyeongbuk") if is_old(p.key) is old]
    )


def _find(desk: Desk, number: str, *, old: bool) -> Publication | None:
    prefix = "bbs_bodo:" if old else "board12:"
    found = desk.find("gyeongbuk", prefix + number)
    return found or (desk.find("gyeongbuk", number) if old else None)


class Gyeongbuk(Site):
    outlet = "gyeongbuk"
    hosts = OLD_HOSTS
    disallowed = ("/private/", "/Main/programs/", "/common/login/")
    routes = (
        (r"/Main/(?:chi_b/)?page\.do", "old_board"),
        (r"/Main/index\.html", "front"),
        (r"/page/10107/10004\.do", "new_board"),
        (r"/Common/board_egov/download\.jsp", "download"),
        (r"/sitemap\.xml", "sitemap"),
    )

    def sitemaps(self, host: str) -> tuple[str, ...]:
        return (f"https://{HOST}/sitemap.xml",) if host == HOST else ()

    def sitemap(self, request: Request, desk: Desk) -> Answer:
        """Every release of both boards, with its day."""
        pubs = desk.out(self.outlet)
        rows = [(canonical(p.key), p.published) for p in pubs]
        return xml(sitemap(rows), desk.changed(pubs))

    def front(self, request: Request, desk: Desk) -> Answer:
        links = f'<a href="/Main/page.do?mnu_uid={MENU_UID}&amp;LARGE_CODE=720">보도자료</a> <a href="{NEW_PATH}">보도자료(새 누리집)</a>'
        return page(head("경상북도") + f'<div id="contwrap">{links}</div>' + foot())

    def download(self, request: Request, desk: Desk) -> Answer:
        return Answer(b"HWP Document File", 200, "application/octet-stream")

    # The old board

    def old_board(self, request: Request, desk: Desk) -> Answer:
        if request.arg("mnu_uid") != MENU_UID:
            return alert("정상적인 메뉴접근이 아닙니다")
        if request.arg("BD_CODE", "bbs_bodo") != "bbs_bodo":
            return alert("잘못된 접근입니다")
        if request.arg("cmd", "1") == "2":
            return self._old_detail(request, desk)
        return self._old_list(request, desk)

    def _old_list(self, request: Request, desk: Desk) -> Answer:
        """Ten rows from ``Start``; the dates hold only with ``period=1``."""
        pubs: Sequence[Publication] = _board(desk, old=True)
        if request.arg("period") == "1":
            pubs = between(pubs, request.day("B_START"), request.day("B_END"))
        word = request.arg("word")
        if word:
            pubs = _searched(pubs, word, request.arg("key", "2"), desk)
        start = request.number("Start", 0)
        rows = "\n".join(old_row(p, desk, start, len(pubs)) for p in pubs[start : start + ROWS])
        text = (
            head("경상북도")
            + search_form(request, desk)
            + f'<div class="report"><ul class="report_list">\n{rows}\n</ul></div>\n'
            + old_paging(request, start, len(pubs))
            + foot()
        )
        return page(text, modified=desk.changed(pubs[start : start + ROWS]))

    def _old_detail(self, request: Request, desk: Desk) -> Answer:
        publication = _find(desk, request.arg("B_NUM"), old=True)
        if publication is None:
            return alert("이미 삭제된 글입니다")
        answer = page(old_detail_page(publication, desk))
        session = f"JSESSIONID={pick(publication.key, 200):08X}.gb1; Path=/; HttpOnly"
        return Answer(answer.body, headers=(("Set-Cookie", session),))

    # The new board

    def new_board(self, request: Request, desk: Desk) -> Answer:
        if request.arg("boardNo"):
            publication = _find(desk, request.arg("boardNo"), old=False)
            if publication is None or request.arg("boardMngNo", "12") != "12":
                return alert("존재하지 않는 게시물입니다")
            return page(new_detail_page(publication, desk))
        pubs: Sequence[Publication] = between(
            _board(desk, old=False), request.day("startDate"), request.day("endDate")
        )
        if request.arg("searchWord"):
            pubs = _searched(pubs, request.arg("searchWord"), "2", desk)
        number = request.number("pageNo", 1, 1)
        rows = slice_page(pubs, number, ROWS)
        text = (
            head("보도자료 - 경상북도")
            + f'<div class="webzine_list"><ul>\n{"".join(new_row(p, desk) for p in rows)}</ul></div>\n'
            + new_paging(number, len(pubs))
            + foot()
        )
        return page(text, modified=desk.changed(rows))


def _searched(pubs: Sequence[Publication], word: str, key: str, desk: Desk) -> list[Publication]:
    """By ``key``: 2 title, 1 writer, 3 text, 5 department."""
    if key == "1":
        return [p for p in pubs if any(word in r.name for r in p.reporters)]
    if key == "5":
        return [p for p in pubs if word in (p.department or "")]
    return matching(pubs, word, desk.now, titles_only=key == "2")
