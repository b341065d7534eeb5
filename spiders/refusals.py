"""Answers that say no with status 200: alert pages, challenges, near-empty redirect pages.

Read as a list they look like "0 items, 0 errors", so sources and page objects both ask here first.
"""

from __future__ import annotations

import re

from w3lib.html import remove_comments, remove_tags

#: What a refusal says, by a stable short code. Searched only in short pages: an article may quote
#: any of these.
REFUSALS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "challenge",
        re.compile(
            r"cf-challenge|challenge-platform|cf_chl_|Just a moment\.\.\.|Attention Required|"
            r"g-recaptcha|h-captcha|hcaptcha|captcha|자동\s*입력\s*방지|"
            r"로봇이\s*아닙니다|브라우저를?\s*확인|Checking your browser|DDoS protection",
            re.IGNORECASE,
        ),
    ),
    (
        "denied",
        re.compile(
            r"Access Denied|Request (?:Rejected|blocked)|403 Forbidden|Too Many Requests|"
            r"접근이?\s*(?:제한|차단|거부)|접속이?\s*(?:제한|차단)|비정상적인?\s*(?:접근|요청|접속)|"
            r"차단\s*(?:되었|됐)",
            re.IGNORECASE,
        ),
    ),
    (
        "alert",
        re.compile(
            r"잘못된\s*(?:접근|경로|요청)|존재하지\s*않는|삭제된?\s*(?:기사|글|게시)|"
            r"(?:window\.)?alert\s*\(.{0,200}?(?:history\.(?:back|go)|location)",
            re.IGNORECASE | re.DOTALL,
        ),
    ),
    (
        "redirect-page",
        re.compile(
            r"http-equiv=[\"']?refresh|(?<![\w.])(?:(?:document|window|top|self|parent)\.)?location"
            r"(?:\.href)?\s*=\s*[\"']|(?<![\w.])(?:\w+\.)?location\.(?:replace|assign)\s*\(",
            re.IGNORECASE,
        ),
    ),
)

#: Refusals are short. A real article or list page is 20 to 260 kB (measured on saved pages).
_LONGEST_PAGE = 20_000
_LONGEST_TEXT = {"challenge": 600, "denied": 600, "alert": 200, "redirect-page": 100}
_SCRIPTS = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_SCRIPT_BODY = re.compile(r"<script\b[^>]*>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
_HTML = re.compile(r"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|meta|center)\b",
                   re.IGNORECASE | re.DOTALL)  # fmt: skip


def is_html(text: str) -> bool:
    """Does this answer begin like an HTML page (and not like XML or JSON)?"""
    return _HTML.match(text.lstrip("﻿")[:2000]) is not None


def refusal(html: str) -> str | None:
    """A reason (``challenge``, ``denied``, ``alert``, ``redirect-page``) when this short HTML page
    is a refusal, else None. A page with the text of an article is never one.
    """
    if len(html) > _LONGEST_PAGE:
        return None
    text = " ".join(remove_tags(_SCRIPTS.sub(" ", remove_comments(html))).split())
    scripts = " ".join(_SCRIPT_BODY.findall(html))
    said = {
        "challenge": html,
        "redirect-page": scripts + " ".join(_META.findall(html)),
    }
    for code, pattern in REFUSALS:
        if len(text) <= _LONGEST_TEXT[code] and pattern.search(said.get(code, f"{text} {scripts}")):
            return code
    return None
