"""Answers that say no with status 200: alert pages, challenges, log-in walls, near-empty redirects.

Read as a list they look like "0 items, 0 errors", read as an article like an empty one. The one
table of their signs serves the crawl, the sources, the page objects and extraction.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from w3lib.html import remove_comments

Kind = Literal["challenge", "denied", "alert", "login", "redirect-page"]
#: ``markup``: the page as sent; ``words``: what a reader sees, and scripts; ``scripts``: scripts and
#: meta tags.
Where = Literal["markup", "words", "scripts"]


@dataclass(frozen=True, slots=True)
class Sign:
    """One way to say no. It counts on a page of at most ``text`` visible characters and ``page``
    characters in all: an article may quote any of these, and its comment form hold a captcha.
    """

    name: str
    kind: Kind
    where: Where
    pattern: re.Pattern[str]
    text: int
    page: int = 20_000  # a real article or list page is 20 to 260 kB (measured on saved pages)

    @property
    def is_certain(self) -> bool:
        """Is it a block's own mark, which a page that shows no text carries for no other reason?"""
        return self.page > 20_000


def _sign(kind: Kind, where: Where, text: int, page: int, name: str, pattern: str) -> Sign:
    return Sign(name, kind, where, re.compile(pattern, re.IGNORECASE | re.DOTALL), text, page)


_Make = Callable[[str, str], Sign]
_certain: _Make = partial(_sign, "challenge", "markup", 1_500, 60_000)
_challenge: _Make = partial(_sign, "challenge", "markup", 600, 20_000)
#: In whole pages too (a comment form's captcha), so only where there is next to nothing else.
_alone: _Make = partial(_sign, "challenge", "markup", 200, 20_000)
_denied: _Make = partial(_sign, "denied", "words", 600, 20_000)
_denied_alone: _Make = partial(_sign, "denied", "words", 200, 20_000)
_alert: _Make = partial(_sign, "alert", "words", 200, 20_000)
_login: _Make = partial(_sign, "login", "words", 200, 20_000)
_redirect: _Make = partial(_sign, "redirect-page", "scripts", 100, 20_000)

#: In order: the first that fits names the page.
SIGNS: tuple[Sign, ...] = (
    _certain(
        "cloudflare",
        r"/cdn-cgi/challenge-platform/|cf-browser-verification|_cf_chl_opt|<title>Just a moment",
    ),
    _certain("incapsula", r"_Incapsula_Resource"),
    _certain("akamai", r"<title>Access Denied</title>|errors\.edgesuite\.net"),
    _challenge(
        "browser_check",
        r"cf-challenge|challenge-platform|cf_chl_|Just a moment\.\.\.|Attention Required|"
        r"브라우저를?\s*확인|로봇이\s*아닙니다|Checking your browser|DDoS protection",
    ),
    _alone("captcha", r"captcha|cf-turnstile|자동\s*입력\s*방지"),
    _alone("cookie_wall", r"document\.cookie\s*=[^<]{0,400}location\.(?:reload|href|replace)"),
    _denied(
        "firewall",
        r"Access Denied|Request (?:Rejected|blocked)|The requested URL was rejected|403 Forbidden|"
        r"Too Many Requests|접근이?\s*(?:제한|차단|거부)|접속이?\s*(?:제한|차단)|"
        r"비정상적인?\s*(?:접근|요청|접속|트래픽)|웹\s*방화벽",
    ),
    _denied_alone("blocked", r"차단\s*(?:되었|됐)"),  # short news says it of other sites
    # Alerts Korean sites answer with status 200 (gyeongbuk.go.kr: 196 bytes; gnuboard; NDSoft).
    _alert("wrong_access", r"잘못된\s*(?:접근|경로|요청)|올바르지\s*않은\s*접근"),
    _alert("wrong_menu", r"정상적인\s*메뉴\s*접근이\s*아닙니다"),
    _alert(
        "deleted",
        r"이미\s*삭제된|삭제된?\s*(?:글|기사|게시|페이지)|(?:글|기사|게시물|페이지)(?:이|가)\s*삭제",
    ),
    _alert(
        "missing",
        r"존재하지\s*않는\s*(?:글|기사|게시|페이지|주소|자료|메뉴)|"
        r"(?:글|기사|게시물|게시글|페이지)(?:을|를)\s*찾을\s*수\s*없",
    ),
    _alert("no_permission", r"(?:읽기|열람|접근)\s*권한이\s*없|글을\s*읽을\s*권한"),
    _alert("maintenance", r"(?:서비스|시스템)\s*점검\s*중"),
    _alert("alert_and_back", r"alert\s*\(.{0,200}?(?:history\.(?:back|go)|location)"),
    _login(
        "login", r"로그인(?:이|을)?\s*(?:필요|후\s*이용|하셔야|해\s*주)|회원\s*전용|유료\s*회원만"
    ),
    _redirect(
        "redirect",
        r"http-equiv=[\"']?refresh|(?<![\w.])(?:(?:document|window|top|self|parent)\.)?location"
        r"(?:\.href)?\s*=\s*[\"']|(?<![\w.])(?:\w+\.)?location\.(?:replace|assign)\s*\(",
    ),
)

#: Characters of a page that calls alert(): an alert page, whatever text stands behind the script.
_SMALL = 4_000
_LOOKED_AT = 500_000  # characters of a page that shows no text: its reason stands near the top
_LONGEST = max(sign.page for sign in SIGNS)
_SILENT = re.compile(r"<(script|style|noscript)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")  # not <[^>]*>: on a megabyte of "<" that takes hours
_SCRIPT_BODY = re.compile(r"<script\b[^<>]*>(.*?)(?:</script\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_META = re.compile(r"<meta\b[^>]{0,2000}>", re.IGNORECASE)
_ALERT_TEXT = re.compile(r"alert\(\s*['\"](.{1,80}?)['\"]")
_HTML = re.compile(r"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|meta|center)\b",
                   re.IGNORECASE | re.DOTALL)  # fmt: skip


def is_html(text: str) -> bool:
    """Does this answer begin like an HTML page (and not like XML or JSON)?"""
    return _HTML.match(text.lstrip("﻿")[:2000]) is not None


def refusal(html: str) -> Kind | None:
    """The kind of refusal this short HTML page is, else None. A page with the text of an article is
    never one."""
    found = sign_of(html)
    return found.kind if found is not None else None


def sign_of(html: str) -> Sign | None:
    """The sign that makes this short page a refusal."""
    if len(html) > _LONGEST:
        return None
    text = visible(html)
    scripts = " ".join(_SCRIPT_BODY.findall(html))
    said: dict[Where, str] = {
        "markup": html,
        "words": f"{text} {scripts}",
        "scripts": scripts + " ".join(_META.findall(html)),
    }
    alerts = len(html) < _SMALL and "alert(" in html
    for sign in SIGNS:
        short = len(text) <= sign.text or (alerts and sign.kind in ("alert", "login"))
        if short and len(html) <= sign.page and sign.pattern.search(said[sign.where]):
            return sign
    return None


def why_empty(html: str) -> Sign | None:
    """The sign that explains why a page of any length gave no text: a block's own mark, or what the
    reader is told. Scripts do not count: every board's hold such sentences too."""
    html = html[:_LOOKED_AT]
    text = visible(html)
    for sign in SIGNS:
        if sign.is_certain and sign.pattern.search(html):
            return sign
        if sign.kind in ("alert", "login") and sign.pattern.search(text):
            return sign
    return None


def alert_text(html: str) -> str | None:
    """What a page's script says in its alert box."""
    found = _ALERT_TEXT.search(html)
    return found[1] if found else None


def visible(html: str) -> str:
    """The words a reader sees, on one line."""
    return " ".join(_TAG.sub(" ", _SILENT.sub(" ", remove_comments(html))).split())
