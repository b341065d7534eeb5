"""What editors, boards and their software do to pages, as public collectors have met it; kinds in
`pressroom.faults`.

Each takes the answer and the parameters of its rule and gives another answer, as in
`pressroom.distortion`. The words are ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from pressroom.distortion import Params, changed, container, end_of
from pressroom.sites.base import Answer

#: Classes of the elements that print a field, by field.
ELEMENTS = {
    "byline": "info-name|infomation|info-group|writer|reporter-name|reporter_name|news-writer|byline",
    "date": "info-group|infomation|breadcrumbs|input-date|txt-copyright|newsinfo|date|info",
    "title": "heading|headline-title|tit|main_title|title",
}
#: What the head calls them.
HEADS = {
    "byline": "author|article:author|og:article:author|dable:author",
    "date": "article:published_time|datePublished|pubdate|dable:published_time",
    "title": "og:title|headline|twitter:title",
}
_HEADING = re.compile(r"<(h[1-4])\b([^>]*)>([^<]{8,})((?:<[^>]*>)*)</\1>")
#: The same, and what one skin has for it.
_TITLE = re.compile(
    r"<(h[1-4]|div(?= class=['\"]article-head-title))\b([^>]*)>([^<]{8,})((?:<[^>]*>)*)</\1>"
)
_LINK = re.compile(
    r"(<a [^>]*(?:idxno=|news/view/|B_NUM=|boardNo=|uid=|/\d{4,9}['\"])[^>]*>(?:<\w+>)?)([^<]{8,})(</)"
)
_DAY = re.compile(r"(?<![\d/=&-])20(\d\d)([-.])(\d\d)\2(\d\d)(?![\d/])")


def renamed(answer: Answer, params: Params) -> Answer:
    """The element that prints one ``field`` (byline, date, title) has another class, and what the
    head said of it another name."""
    field = str(params.get("field", "byline"))
    classes = re.compile(rf"(class=[\"'])(?:{ELEMENTS[field]})(?=[\"' ])")
    names = re.compile(rf"(?<=[\"'])(?:{HEADS[field]})(?=[\"'])")

    def change(text: str) -> str:
        at = max(text.find("<body"), 0)
        return names.sub("nx:renewed", text[:at]) + classes.sub(r"\1nx-renewed", text[at:])

    return changed(answer, change)


def attachments_first(answer: Answer, params: Params) -> Answer:
    """The body begins with the list of its attachments, as boards print it."""
    files = "".join(f"<li>붙임 {n}. 추진 계획({n}).hwp (48KB)</li>" for n in (1, 2))
    return _within(answer, before=f"<p>첨부파일</p><ul>{files}</ul>")


def furnished(answer: Answer, params: Params) -> Answer:
    """Menus, a phone table, a script and the neighbours' titles stand in the body's element; with
    ``plain`` they are lines like those of the text.
    """
    if params.get("plain"):
        menu = "<br>".join(_MENU)
        return _within(
            answer, before=f"<div>{menu}</div>", after="<div>읍내 도로 제설 장비 점검</div>"
        )
    menu = "".join(f"<li><a href='/menu/{n}'>{name}</a></li>" for n, name in enumerate(_MENU))
    phones = "".join(
        f"<tr><th>{room}</th><td>053-000-01{n:02}</td></tr>" for n, room in enumerate(_ROOMS)
    )
    return _within(
        answer,
        before=f"<ul class='gnb'>{menu}</ul><script>var furniture = '본문이 아니다';</script>",
        after=(
            f"<table class='phone'><caption>부서별 전화번호</caption>{phones}</table>"
            "<dl class='near'><dt>이전글</dt><dd><a href='/near/1'>겨울철 수도 계량기 보온 요령</a></dd>"
            "<dt>다음글</dt><dd><a href='/near/2'>읍내 도로 제설 장비 점검</a></dd></dl>"
        ),
    )  # fmt: skip


_MENU = ("처음으로", "도정 소식", "민원 안내", "정보 공개", "오시는 길")
_ROOMS = ("총무과", "기획실", "농정과", "도로과")


def whole_rows(answer: Answer, params: Params) -> Answer:
    """The links of a list hold the whole row: title, lead, section and date, 762 characters."""
    filler = " 도로과는 겨울을 앞두고 제설 장비를 살폈다. 총무과는 청사 난방 시간을 알렸다."

    def turn(found: re.Match[str]) -> str:
        row = f"{found[2]} 새로운글 지역 | 읽음 31 | 2019.01.02 10:00 {filler * 20}"
        return found[1] + row[:762] + found[3]

    return changed(answer, lambda t: _LINK.sub(turn, t))


def marked(answer: Answer, params: Params) -> Answer:
    """The printed title of a page carries a badge (``words``)."""
    badge = escape(str(params.get("words", "새로운글")))
    return changed(
        answer,
        lambda t: _below_head(
            t, lambda body: _HEADING.sub(rf"<\1\2>\3 <span class='new'>{badge}</span>\4</\1>", body)
        ),
    )


def commented(answer: Answer, params: Params) -> Answer:
    """Half-commented markup before the title: a counter of ``div`` is out of step behind it."""
    broken = "<!--div class='tit_old'><div></div></div></div--><!--/div></div-->"
    return changed(
        answer, lambda t: _below_head(t, lambda body: _HEADING.sub(rf"{broken}\g<0>", body))
    )


def two_digits(answer: Answer, params: Params) -> Answer:
    """Years are printed with two digits: 26-11-20."""
    return changed(answer, lambda t: _below_head(t, lambda body: _DAY.sub(r"\1\2\3\2\4", body)))


def midnight(answer: Answer, params: Params) -> Answer:
    """The times of the head are the day's midnight in UTC: nine hours off."""
    times = r"(20\d\d-\d\d-\d\d)T\d\d:\d\d:\d\d\+09:00"
    return changed(answer, lambda t: re.sub(times, r"\1T00:00:00Z", t))


def neighbours(answer: Answer, params: Params) -> Answer:
    """Every row of a list has the date of the row after it."""

    def change(text: str) -> str:
        found = [m[0] for m in _DAY.finditer(text)]
        days = iter(found[1:] + found[:1])
        return _DAY.sub(lambda m: next(days), text)

    return changed(answer, change)


def ai_footer(answer: Answer, params: Params) -> Answer:
    """A copyright line that forbids AI training, ``lines`` (1) times at the end of every body, and at
    that of the page."""
    line = str(params.get("words", "무단 전재, 재배포 및 이용(AI 학습 포함) 금지"))
    printed = f"<p>저작권자 ⓒ 한빛신문, {line}</p>\n" * int(params.get("lines", 1))
    ended = _within(answer, after=printed)
    return changed(ended, lambda t: t.replace("</body>", f"<p>Copyright ⓒ {line}</p></body>"))


def notices(answer: Answer, params: Params) -> Answer:
    """The number leads to another board: a notice of evening classes in the article's place."""

    def change(text: str) -> str:
        found = container(text)
        if found is None:
            return text
        end = end_of(found[1], text, found.end())
        body = "".join(f"<p>{line}</p>" for line in _CLASSES)
        text = text[: found.end()] + body + text[end:]
        return _below_head(
            text, lambda b: _TITLE.sub(r"<\1\2>가을 야간 강좌 수강생 모집\4</\1>", b)
        )

    return changed(answer, change)


_CLASSES = (
    "주민센터는 다음 달 시작하는 야간 강좌의 수강생을 모집한다고 알렸다. 강좌는 저녁 7시에 열린다.",
    "도자기 빚기, 생활 목공, 서예, 기타 연주 등 여섯 반이며 반마다 열다섯 명을 받는다.",
    "수강료는 석 달에 3만 원이고 재료는 각자 준비한다. 신청은 주민센터 2층에서 받는다.",
)


def _below_head(text: str, change: Callable[[str], str]) -> str:
    """The page with its body changed and its head left alone."""
    start = max(text.find("<body"), 0)
    return text[:start] + change(text[start:])


def _within(answer: Answer, *, before: str = "", after: str = "") -> Answer:
    """More markup at the beginning and the end of the body's element."""

    def change(text: str) -> str:
        found = container(text)
        if found is None:
            return text
        end = end_of(found[1], text, found.end())
        return text[: found.end()] + before + text[found.end() : end] + after + text[end:]

    return changed(answer, change)
