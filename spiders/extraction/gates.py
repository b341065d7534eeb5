"""What is no article though a site answered 200: alerts, challenges, log-in pages, lists.

The patterns are tables with names; the name is part of the reason, so that the ledger says which
gate held a page back. A gate looks at small pages only, or (`late`) at pages whose body stayed
empty: a news article may well quote any of these sentences.
"""

from __future__ import annotations

import re

from parsel import Selector

from spiders.extraction.values import Refused

#: Alerts Korean sites answer with status 200 (gyeongbuk.go.kr: 196 bytes; gnuboard; NDSoft).
ALERTS: dict[str, str] = {
    "wrong_access": r"잘못된\s*접근|비정상적인?\s*접근|올바르지\s*않은\s*접근",
    "wrong_menu": r"정상적인\s*메뉴\s*접근이\s*아닙니다",
    "deleted": r"이미\s*삭제된|삭제된\s*(?:글|기사|게시물|페이지)|(?:글|기사|게시물|페이지)(?:이|가)\s*삭제",
    "missing": r"존재하지\s*않는\s*(?:글|기사|게시물|게시글|페이지)|(?:글|기사|게시물|게시글|페이지)(?:을|를)\s*찾을\s*수\s*없",
    "no_permission": r"(?:읽기|열람|접근)\s*권한이\s*없|글을\s*읽을\s*권한",
    "maintenance": r"서비스\s*점검\s*중|시스템\s*점검\s*중",
}

#: Challenges and blocks: the site did not let us in. Marks of markup, then words.
CHALLENGES: dict[str, str] = {
    "cloudflare": r"/cdn-cgi/challenge-platform/|cf-browser-verification|_cf_chl_opt|<title>Just a moment",
    "incapsula": r"_Incapsula_Resource",
    "akamai": r"<title>Access Denied</title>|errors\.edgesuite\.net",
}

#: The same, but in marks that whole pages carry too (a comment form's captcha): they count only
#: where there is next to nothing else.
WEAK_CHALLENGES: dict[str, str] = {
    "captcha": r"g-recaptcha|hcaptcha\.com|cf-turnstile|자동\s*입력\s*방지\s*문자를\s*입력",
    "cookie_wall": r"document\.cookie\s*=[^<]{0,400}location\.(?:reload|href|replace)",
    "firewall": r"비정상적인\s*(?:트래픽|요청)|접속이\s*차단|웹\s*방화벽|The requested URL was rejected",
}

LOGIN: dict[str, str] = {
    "login": r"로그인(?:이|을)?\s*(?:필요|후\s*이용|하셔야|해\s*주)|회원\s*전용|유료\s*회원만",
}

#: Kinds of items that are short by nature: flashes, photographs, notices.
_STUBS = re.compile(
    r"^[\[<(【〈]?\s*(?:속보|1보|2보|긴급|포토|사진|화보|포토뉴스|그래픽|카드뉴스|영상|인사|부고|동정|알림|표)\b"
    r"|[\[<(【〈](?:포토|사진|화보|속보|그래픽|인사|부고)[^\]>)】〉]{0,6}[\]>)】〉]"
)

_SCRIPT = re.compile(r"<(script|style|noscript)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
_TAG = re.compile(r"<[^>]*>")
_BARE = 200  # characters of visible text: an alert and its way back
_SMALL = 4_000  # characters of markup: an alert page; real ones are below 2 kB
_THIN = 1_500  # characters of visible text: a challenge with its chrome
_LISTS = "//ul[count(li) > 4] | //ol[count(li) > 4] | //tbody[count(tr) > 4]"
_TEXT = "descendant::text()[position() <= 40]"
_MAX_ROWS = 100  # rows of a list, and lists, that are looked at
_DATE = re.compile(
    r"(?:20)?\d{2}[.\-/]\s?\d{1,2}[.\-/]\s?\d{1,2}|\d{1,2}:\d{2}|\d+(?:분|시간|일) 전"
)


def early(markup: str) -> Refused | None:
    """Judge the markup before anything is parsed. Only small pages are looked at."""
    if not markup.strip():
        return Refused("extract_failed", "the answer is empty; fetch it again")
    if len(markup) > 60_000:
        return None
    visible = _visible(markup)
    if len(visible) < _BARE and (name := _match(WEAK_CHALLENGES, markup)):
        return Refused("blocked", f"a challenge page ({name}), not the article; slow down")
    if len(visible) < _THIN and (name := _match(CHALLENGES, markup)):
        return Refused("blocked", f"a challenge page ({name}), not the article; slow down")
    if len(visible) < _BARE or (len(markup) < _SMALL and "alert(" in markup):
        if name := _match(ALERTS, markup):
            return Refused("not_article", f"an alert page ({name}) answered with status 200")
        if name := _match(LOGIN, markup):
            return Refused("not_article", f"a log-in page ({name}): the text is for members")
    return None


def late(markup: str, tree: Selector) -> Refused:
    """Why a page gave no body: the best reason there is."""
    if name := _match(CHALLENGES, markup):
        return Refused("blocked", f"no body, but a challenge ({name}); slow down")
    # Only what a reader sees: every board's scripts hold these sentences too.
    visible = _visible(markup)
    if name := _match({**ALERTS, **LOGIN}, visible):
        return Refused("not_article", f"no body, and the page says why ({name})")
    if rows := listed_rows(tree):
        return Refused("not_article", f"a list of {rows} rows, no article")
    return Refused(
        "extract_failed",
        "no method found a body of 60 Hangul characters; look at the page and its page object",
    )


def listed_rows(tree: Selector) -> int:
    """Rows of the page's longest list with dates (0 when none has five): a board, a section."""
    best = 0
    for parent in tree.xpath(_LISTS)[:_MAX_ROWS]:
        rows = parent.xpath("./li[.//a] | ./tr[.//a]")[:_MAX_ROWS]
        dated = sum(1 for row in rows if _DATE.search(" ".join(row.xpath(_TEXT).getall())))
        best = max(best, dated)
    return best if best >= 5 else 0


def stub(title: str) -> bool:
    """Is an item of this title short by nature?"""
    return _STUBS.search(title) is not None


def _visible(markup: str) -> str:
    return " ".join(_TAG.sub(" ", _SCRIPT.sub(" ", markup)).split())


def _match(table: dict[str, str], text: str) -> str | None:
    return next((name for name, pattern in table.items() if re.search(pattern, text, re.I)), None)
