"""What a fault does before a site answers or in its place; listed as kinds in `pressroom.faults`.

A ``before`` changes what the site sees, an ``instead`` answers for it. Parameters come as strings
or numbers in a mapping.
"""

from __future__ import annotations

import re
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
    """A page of 488 bytes that moves on by script, for user agents with ``agent`` (bot) in them."""
    if str(params.get("agent", "bot")) not in request.headers.get("user-agent", "").lower():
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
