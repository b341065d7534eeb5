"""What a fault does to a request or an answer: small functions, listed as kinds in `pressroom.faults`.

A ``before`` changes what the site sees, an ``instead`` answers in the site's place, an ``after``
changes the site's answer. Parameters come as strings or numbers in a mapping.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from pressroom.sites.base import HTML, Answer, Desk, Request, Wire, page, plain, redirect

Params = Mapping[str, Any]
MEGABYTE = 1 << 20

#: Parameters that narrow a list to days: what a site that ignores dates does not read.
DATE_PARAMETERS = frozenset(
    [
        "datetimeBegin",
        "datetimeEnd",
        "broadDate",
        "sdate",
        "edate",
        "sc_sdate",
        "sc_edate",
        "B_START",
        "B_END",
        "period",
        "fldTermStart",
        "fldTermEnd",
        "startDate",
        "endDate",
    ]
)
#: Ids and classes of the body containers of all our sites.
CONTAINERS = (
    "cont_newstext|articleView|contents_body|news-contents|news_contents|cont_view|"
    "article-view-content-div|textinput|CLtag|text"
)
_CONTAINER = re.compile(
    rf"<(div|article|td)\b([^>]*\b(?:id|class)=[\"'](?:{CONTAINERS})[\"'][^>]*)>"
)


# Before


def without_dates(request: Request, desk: Desk, params: Params) -> tuple[Request, Desk]:
    def kept(values: Mapping[str, str]) -> dict[str, str]:
        return {k: v for k, v in values.items() if k not in DATE_PARAMETERS}

    return replace(request, query=kept(request.query), form=kept(request.form)), desk


def first_page_again(request: Request, desk: Desk, params: Params) -> tuple[Request, Desk]:
    pages = {"page", "Start", "pageNo", "currentPageNo"}
    query = {k: v for k, v in request.query.items() if k not in pages}
    return replace(
        request, query=query, form={k: v for k, v in request.form.items() if k not in pages}
    ), desk


def nothing_listed(request: Request, desk: Desk, params: Params) -> tuple[Request, Desk]:
    return request, Desk(desk.shelves, desk.now, empty=True)


# Instead


def status(code: int, **headers: str) -> Callable[[Request, Params], Answer]:
    """An answer of this status; 429 and 503 name ``seconds`` to wait when given."""

    def answer(request: Request, params: Params) -> Answer:
        more = dict(headers)
        if code in (429, 503) and "seconds" in params:
            more["Retry-After"] = str(params["seconds"])
        body = f"<html><body><h1>{code}</h1></body></html>".encode()
        return Answer(body, code, HTML, headers=tuple(more.items()))

    return answer


def hang(request: Request, params: Params) -> Answer:
    return Answer(wire=Wire(delay=float(params.get("seconds", 3600)), reset=True))


def reset(request: Request, params: Params) -> Answer:
    return Answer(b"<html>" + b" " * 4000, wire=Wire(cut=int(params.get("bytes", 0)), reset=True))


def endless_hops(request: Request, params: Params) -> Answer:
    """A redirect to the same page with another ``hop``, for ever."""
    hop = request.number("hop", 0) + 1
    bare = re.sub(r"[?&]hop=\d+", "", request.target)
    return redirect(f"https://{request.host}{bare}{'&' if '?' in bare else '?'}hop={hop}", 302)


def two_way_loop(request: Request, params: Params) -> Answer:
    """A redirect to itself: the plainest loop."""
    return redirect(f"https://{request.host}{request.target}", 302)


def sent_away(default: str) -> Callable[[Request, Params], Answer]:
    def answer(request: Request, params: Params) -> Answer:
        return redirect(str(params.get("to", default)), 302)

    return answer


def alert(request: Request, params: Params) -> Answer:
    """196 bytes, status 200: ``잘못된 접근입니다`` in a script."""
    words = params.get("words", "잘못된 접근입니다")
    text = f'<script type="text/javascript">alert("{words}");history.back(-1);</script>'
    return Answer(text.encode().ljust(196), 200, HTML)


def challenge(request: Request, params: Params) -> Answer:
    return page(
        "<!DOCTYPE html><html><head><title>Just a moment...</title><meta name='robots' content='noindex,nofollow'></head>"
        "<body><div id='challenge-running'>사람인지 확인하고 있습니다. 자동 접속으로 보이면 접속이 제한됩니다.</div>"
        "<noscript>Enable JavaScript and cookies to continue</noscript>"
        "<form id='challenge-form' action='?__cf_chl_f_tk=x' method='POST'></form>"
        "<script>window._cf_chl_opt={cvId:'3'};</script></body></html>",
        status=int(params.get("status", 200)),
    )


def login(request: Request, params: Params) -> Answer:
    return page(
        "<html><head><title>로그인</title></head><body><h1>로그인</h1><p>이 기사는 로그인한 회원만 볼 수 있습니다.</p>"
        "<form method='post' action='/member/login.html'><input name='user_id'><input type='password' name='user_pw'>"
        "<button>로그인</button></form></body></html>"
    )


def refuse_bots(request: Request, params: Params) -> Answer | None:
    """A page of 488 bytes that moves on by script, for user agents with "bot" in them."""
    if "bot" not in request.headers.get("user-agent", "").lower():
        return None
    text = f"<html><head><script>location.replace('https://{request.host}/error/deny.html');</script></head><body></body></html>"
    return Answer(text.encode().ljust(488), 200, HTML)


def huge(request: Request, params: Params) -> Answer:
    """``megabytes`` of page (50): with ``length="no"`` the size is not told beforehand."""
    megabytes = int(params.get("megabytes", 50))
    block = b"<p>" + b"a" * (MEGABYTE - 7) + b"</p>"
    promise = None if params.get("length") == "no" else megabytes * len(block)

    def stream() -> Iterator[bytes]:
        for _ in range(megabytes):
            yield block

    return Answer(wire=Wire(stream=stream, promise=promise))


@cache
def _bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * MEGABYTE
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


def gzip_bomb(request: Request, params: Params) -> Answer:
    """A few hundred kB that unpack to ``megabytes`` (200)."""
    return Answer(_bomb(int(params.get("megabytes", 200))), headers=(("Content-Encoding", "gzip"),))


def nothing(request: Request, params: Params) -> Answer:
    return Answer(b"", 200, HTML)


def html_page(request: Request, params: Params) -> Answer:
    """HTML where JSON or XML was asked for: a blocked search looks like this."""
    return page(
        "<!DOCTYPE html><html><head><title>안내</title></head><body><p>요청을 처리할 수 없습니다.</p></body></html>"
    )


def long_robots(request: Request, params: Params) -> Answer:
    lines = "".join(f"Disallow: /old/{n}/\n" for n in range(40_000))
    return plain("User-agent: *\n" + lines + "Disallow: /private/\n")


def given_robots(request: Request, params: Params) -> Answer:
    """The text of ``text``, with ``|`` for a line's end."""
    return plain(str(params.get("text", "User-agent: *|Disallow: /")).replace("|", "\n") + "\n")


# After


def _text(answer: Answer) -> tuple[str, str]:
    try:
        return answer.body.decode(), "utf-8"
    except UnicodeDecodeError:
        return answer.body.decode("cp949", "replace"), "cp949"


def _changed(answer: Answer, change: Callable[[str], str]) -> Answer:
    text, encoding = _text(answer)
    return replace(answer, body=change(text).encode(encoding, "xmlcharrefreplace"))


def slow(answer: Answer, params: Params) -> Answer:
    """Pieces of ``bytes`` (256), ``seconds`` (0.5) apart."""
    wire = Wire(drip=float(params.get("seconds", 0.5)), piece=int(params.get("bytes", 256)))
    return replace(answer, wire=wire)


def late(answer: Answer, params: Params) -> Answer:
    return replace(answer, wire=replace(answer.wire, delay=float(params.get("seconds", 1))))


def truncated(answer: Answer, params: Params) -> Answer:
    """The whole length promised, half of it sent, then the connection closed."""
    cut = int(params.get("bytes", len(answer.body) // 2))
    return replace(answer, wire=Wire(promise=len(answer.body), cut=cut))


def wrong_charset(answer: Answer, params: Params) -> Answer:
    kind = answer.content_type.split(";")[0]
    return replace(answer, content_type=f"{kind}; charset={params.get('charset', 'ISO-8859-1')}")


def lying_meta(answer: Answer, params: Params) -> Answer:
    """The header names no charset and the page's meta tag the wrong one (``charset``, euc-kr)."""
    wrong = str(params.get("charset", "utf-8" if "euc-kr" in _text(answer)[0][:3000] else "euc-kr"))
    changed = _changed(
        answer, lambda text: re.sub(r"charset=([\"']?)[\w-]+", rf"charset=\g<1>{wrong}", text)
    )
    return replace(changed, content_type="text/html")


def as_euckr(answer: Answer, params: Params) -> Answer:
    """cp949 bytes that nothing declares."""
    text, _ = _text(answer)
    bare = re.sub(r"<meta charset=[^>]*>|charset=utf-8", "", text)
    return replace(answer, body=bare.encode("cp949", "xmlcharrefreplace"), content_type="text/html")


def mojibake(answer: Answer, params: Params) -> Answer:
    """UTF-8 taken for Latin-1 and encoded again."""
    return replace(answer, body=answer.body.decode("latin-1").encode())


def invalid_bytes(answer: Answer, params: Params) -> Answer:
    step = int(params.get("every", 200))
    body = b"\xff\xfe".join(answer.body[at : at + step] for at in range(0, len(answer.body), step))
    return replace(answer, body=body)


def broken_xml(answer: Answer, params: Params) -> Answer:
    """Bare ampersands, a control character, and the end missing."""
    return _changed(
        answer, lambda t: t.replace("</title>", " R&D \x0b</title>", 4)[: max(400, len(t) * 2 // 3)]
    )


def stale(answer: Answer, params: Params) -> Answer:
    """The same items, fourteen years older."""
    tags = r"(<(?:pubDate|lastBuildDate|lastmod|news:publication_date)>[^<]*?)20\d\d"
    return _changed(answer, lambda t: re.sub(tags, rf"\g<1>{params.get('year', 2012)}", t))


def decoy(answer: Answer, params: Params) -> Answer:
    """An empty container of the same name before the real one."""
    return _changed(answer, lambda t: _CONTAINER.sub(r"<\1\2></\1>\n<\1\2>", t, count=1))


def filled_by_script(answer: Answer, params: Params) -> Answer:
    """The container is empty: its text sits in a script."""

    def change(text: str) -> str:
        found = _CONTAINER.search(text)
        if not found:
            return text
        end = _end_of(found[1], text, found.end())
        inner = (
            text[found.end() : end].replace("\\", "\\\\").replace("`", "'").replace("</", "<\\/")
        )
        close = f"</{found[1]}>"
        script = f"<script>document.body.loaded = `{inner}`;</script>"
        return text[: found.end()] + close + script + text[end + len(close) :]

    return _changed(answer, change)


def _end_of(tag: str, text: str, start: int) -> int:
    """Where the element whose content begins at ``start`` ends."""
    depth = 1
    for found in re.finditer(rf"<(/?){tag}\b", text[start:]):
        depth += -1 if found[1] else 1
        if depth == 0:
            return start + found.start()
    return len(text)


def redesigned(answer: Answer, params: Params) -> Answer:
    """The body container has another name."""
    name = params.get("name", "renewal_body")
    return _changed(answer, lambda t: _CONTAINER.sub(rf'<\1 class="{name}">', t))


def with_sessions(answer: Answer, params: Params) -> Answer:
    session = params.get("id", "0A1B2C3D4E5F60718293A4B5C6D7E8F9.node1")
    links = r"(href=[\"'][^\"'?#]+?(?:\.do|\.html|\.php|/view/\d+))(?=[?\"'])"
    return _changed(answer, lambda t: re.sub(links, rf"\g<1>;jsessionid={session}", t))


def badged(answer: Answer, params: Params) -> Answer:
    """List titles end in a badge, in the text of the link itself."""
    badge = params.get("words", "새글")
    links = r"(<a [^>]*(?:idxno=|news/view/|B_NUM=|uid=|/\d{4,9}['\"])[^>]*>(?:<\w+>)?[^<]{8,})(</)"
    return _changed(answer, lambda t: re.sub(links, rf"\g<1> {badge} NEW\g<2>", t))


def shuffled_queries(answer: Answer, params: Params) -> Answer:
    """The parameters of every link in reverse order."""

    def turn(found: re.Match[str]) -> str:
        return found[1] + "&amp;".join(re.split(r"&amp;|&", found[2])[::-1]) + found[3]

    return _changed(answer, lambda t: re.sub(r"(href=[\"'][^\"'?]+\?)([^\"'#]+)([\"'])", turn, t))


def decomposed(answer: Answer, params: Params) -> Answer:
    return _changed(answer, lambda t: unicodedata.normalize("NFD", t))


def escaped_twice(answer: Answer, params: Params) -> Answer:
    table = {
        "·": "&amp;middot;",
        "‘": "&amp;lsquo;",
        "’": "&amp;#039;",
        "“": "&amp;quot;",
        "”": "&amp;quot;",
        "…": "&amp;hellip;",
    }
    return _changed(answer, lambda t: re.sub("[·‘’“”…]", lambda m: table[m[0]], t))


def scrawled(answer: Answer, params: Params) -> Answer:
    """Zero-width spaces, byte-order marks and soft hyphens among the words."""
    return _changed(
        answer,
        lambda t: (
            t.replace("다. ", "다.\u200b ").replace("을 ", "\u00ad을 ").replace("<p>", "<p>\ufeff")
        ),
    )


def undated(answer: Answer, params: Params) -> Answer:
    """No date anywhere on the page or in the feed."""
    dates = r"(?:20)?\d\d[-./년]\s?\d\d[-./월]\s?\d\d일?(?:[T ]+\(?\[?\d\d:\d\d(?::\d\d)?(?:\+09:00)?\)?\]?)?"
    rfc = r"\w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0900"
    return _changed(answer, lambda t: re.sub(f"{rfc}|{dates}", "", t))


def in_the_future(answer: Answer, params: Params) -> Answer:
    """Every year of today's is ``years`` (3) later."""
    later = str(2026 + int(params.get("years", 3)))
    return _changed(answer, lambda t: re.sub(r"\b2026(?=[-./년]| \d\d:)", later, t))


def stub(answer: Answer, params: Params) -> Answer:
    """The body is one sentence that points to the attachment."""
    words = params.get("words", "자세한 내용은 첨부 파일을 확인하시기 바랍니다.")

    def change(text: str) -> str:
        found = _CONTAINER.search(text)
        if not found:
            return text
        return text[: found.end()] + words + text[_end_of(found[1], text, found.end()) :]

    return _changed(answer, change)


#: Titles of a board that is not the one asked for.
SHOE_BOARD = (
    "신발 산업 전시회 참가 기업을 찾습니다",
    "발 건강 신발 설계 교육생 모집 공고",
    "고무 소재 시험 장비 공동 이용 안내",
    "신발 산업인 한마음 체육대회 결과",
)


def another_board(answer: Answer, params: Params) -> Answer:
    """The list's rows have the titles of a shoe-industry board."""
    count = iter(range(1 << 30))

    def turn(found: re.Match[str]) -> str:
        return f"{found[1]}{SHOE_BOARD[next(count) % len(SHOE_BOARD)]}{found[3]}"

    links = r"(<a [^>]*(?:idxno=|news/view/|B_NUM=|uid=|boardList|/\d{4,9}['\"])[^>]*>(?:<\w+>)?)([^<]{8,})(</)"
    return _changed(answer, lambda t: re.sub(links, turn, t))


def lookalike(answer: Answer, params: Params) -> Answer:
    """Article links lead to a host that only looks like the outlet's."""
    host = params.get("host_name", "www.kyongbuk.co.kr.news-mirror.example")
    links = r"(href=[\"']|<link>|<loc>)(?:https?://[^/\"'<]+)?(?=/[^\"'<]*(?:idxno=|/view/|B_NUM=|uid=|ncd=))"
    return _changed(answer, lambda t: re.sub(links, rf"\g<1>https://{host}", t))
