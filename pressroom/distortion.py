"""What a fault makes of a site's answer: its pace, its bytes, its text; kinds in `pressroom.faults`.

Each takes the answer and the parameters of its rule and gives another answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pressroom.sites.base import Answer, Wire

Params = Mapping[str, Any]

#: Ids and classes of the body containers of all our sites.
CONTAINERS = (
    "cont_newstext|articleView|contents_body|news-contents|news_contents|cont_view|"
    "article-view-content-div|textinput|CLtag|text"
)
_CONTAINER = re.compile(
    rf"<(div|article|td)\b([^>]*\b(?:id|class)=[\"'](?:{CONTAINERS})[\"'][^>]*)>"
)


def container(text: str) -> re.Match[str] | None:
    """The start tag of the body's element; its name is group 1."""
    return _CONTAINER.search(text)


def _text(answer: Answer) -> tuple[str, str]:
    try:
        return answer.body.decode(), "utf-8"
    except UnicodeDecodeError:
        return answer.body.decode("cp949", "replace"), "cp949"


def changed(answer: Answer, change: Callable[[str], str]) -> Answer:
    """The answer with another text, in its own encoding."""
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
    lied = changed(
        answer, lambda text: re.sub(r"charset=([\"']?)[\w-]+", rf"charset=\g<1>{wrong}", text)
    )
    return replace(lied, content_type="text/html")


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
    return changed(
        answer, lambda t: t.replace("</title>", " R&D \x0b</title>", 4)[: max(400, len(t) * 2 // 3)]
    )


def stale(answer: Answer, params: Params) -> Answer:
    """The same items, fourteen years older."""
    tags = r"(<(?:pubDate|lastBuildDate|lastmod|news:publication_date)>[^<]*?)20\d\d"
    return changed(answer, lambda t: re.sub(tags, rf"\g<1>{params.get('year', 2012)}", t))


def decoy(answer: Answer, params: Params) -> Answer:
    """An empty container of the same name before the real one."""
    return changed(answer, lambda t: _CONTAINER.sub(r"<\1\2></\1>\n<\1\2>", t, count=1))


def filled_by_script(answer: Answer, params: Params) -> Answer:
    """The container is empty: its text sits in a script."""

    def change(text: str) -> str:
        found = _CONTAINER.search(text)
        if not found:
            return text
        end = end_of(found[1], text, found.end())
        inner = (
            text[found.end() : end].replace("\\", "\\\\").replace("`", "'").replace("</", "<\\/")
        )
        close = f"</{found[1]}>"
        script = f"<script>document.body.loaded = `{inner}`;</script>"
        return text[: found.end()] + close + script + text[end + len(close) :]

    return changed(answer, change)


def end_of(tag: str, text: str, start: int) -> int:
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
    return changed(answer, lambda t: _CONTAINER.sub(rf'<\1 class="{name}">', t))


def with_sessions(answer: Answer, params: Params) -> Answer:
    session = params.get("id", "0A1B2C3D4E5F60718293A4B5C6D7E8F9.node1")
    links = r"(href=[\"'][^\"'?#]+?(?:\.do|\.html|\.php|/view/\d+))(?=[?\"'])"
    return changed(answer, lambda t: re.sub(links, rf"\g<1>;jsessionid={session}", t))


def badged(answer: Answer, params: Params) -> Answer:
    """List titles end in a badge, in the text of the link itself."""
    badge = params.get("words", "새글")
    links = r"(<a [^>]*(?:idxno=|news/view/|B_NUM=|uid=|/\d{4,9}['\"])[^>]*>(?:<\w+>)?[^<]{8,})(</)"
    return changed(answer, lambda t: re.sub(links, rf"\g<1> {badge} NEW\g<2>", t))


def shuffled_queries(answer: Answer, params: Params) -> Answer:
    """The parameters of every link in reverse order."""

    def turn(found: re.Match[str]) -> str:
        return found[1] + "&amp;".join(re.split(r"&amp;|&", found[2])[::-1]) + found[3]

    return changed(answer, lambda t: re.sub(r"(href=[\"'][^\"'?]+\?)([^\"'#]+)([\"'])", turn, t))


def decomposed(answer: Answer, params: Params) -> Answer:
    return changed(answer, lambda t: unicodedata.normalize("NFD", t))


def escaped_twice(answer: Answer, params: Params) -> Answer:
    table = {
        "·": "&amp;middot;",
        "‘": "&amp;lsquo;",
        "’": "&amp;#039;",
        "“": "&amp;quot;",
        "”": "&amp;quot;",
        "…": "&amp;hellip;",
    }
    return changed(answer, lambda t: re.sub("[·‘’“”…]", lambda m: table[m[0]], t))


def scrawled(answer: Answer, params: Params) -> Answer:
    """Zero-width spaces, byte-order marks and soft hyphens among the words."""
    return changed(
        answer,
        lambda t: (
            t.replace("다. ", "다.\u200b ").replace("을 ", "\u00ad을 ").replace("<p>", "<p>\ufeff")
        ),
    )


def undated(answer: Answer, params: Params) -> Answer:
    """No date anywhere on the page or in the feed."""
    dates = r"(?:20)?\d\d[-./년]\s?\d\d[-./월]\s?\d\d일?(?:[T ]+\(?\[?\d\d:\d\d(?::\d\d)?(?:\+09:00)?\)?\]?)?"
    rfc = r"\w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0900"
    return changed(answer, lambda t: re.sub(f"{rfc}|{dates}", "", t))


def in_the_future(answer: Answer, params: Params) -> Answer:
    """Every year of today's is ``years`` (3) later."""
    later = str(2026 + int(params.get("years", 3)))
    return changed(answer, lambda t: re.sub(r"\b2026(?=[-./년]| \d\d:)", later, t))


def stub(answer: Answer, params: Params) -> Answer:
    """The body is one sentence that points to the attachment."""
    words = str(params.get("words", "자세한 내용은 첨부 파일을 확인하시기 바랍니다."))

    def change(text: str) -> str:
        found = _CONTAINER.search(text)
        if not found:
            return text
        return text[: found.end()] + words + text[end_of(found[1], text, found.end()) :]

    return changed(answer, change)


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
    return changed(answer, lambda t: re.sub(links, turn, t))


def lookalike(answer: Answer, params: Params) -> Answer:
    """Article links lead to a host that only looks like the outlet's."""
    host = params.get("host_name", "www.kyongbuk.co.kr.news-mirror.example")
    links = r"(href=[\"']|<link>|<loc>)(?:https?://[^/\"'<]+)?(?=/[^\"'<]*(?:idxno=|/view/|B_NUM=|uid=|ncd=))"
    return changed(answer, lambda t: re.sub(links, rf"\g<1>https://{host}", t))
