"""What boards of public bodies print above a release: labels and their values, line by line or in
one line (부서명 · 담당부서, 전화번호, 작성자, 작성일, 조회수, 첨부파일)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spiders.renderings.kinds import Kind
from spiders.renderings.lines import Page

_FIELDS = {
    "department": ("담당부서", "부서명", "부서", "담당과", "제공부서", "소관부서", "담당기관"),
    "contact": ("전화번호", "연락처", "문의처", "문의전화", "전화", "담당자연락처"),
    "writer": ("작성자", "등록자", "담당자", "글쓴이", "이름"),
    "written": ("작성일시", "작성일", "등록일시", "등록일", "게시일", "보도일자", "보도일", "배포일", "제공일", "날짜"),
    "views": ("조회수", "조회"),
    "files": ("첨부파일", "첨부", "파일"),
}  # fmt: skip
_NAME_OF = {label: field for field, labels in _FIELDS.items() for label in labels}
_LABELS = "|".join(sorted(_NAME_OF, key=len, reverse=True))
_LABEL = re.compile(rf"^(?P<label>{_LABELS})(?:\s*[:：|]\s*|\s+|$)(?P<value>.*)$")
_IN_LINE = re.compile(rf"(?:^|\s|[|/,])(?P<label>{_LABELS})\s*[:：]?\s+(?=\S)")
_COUNT = re.compile(r"[\d,]+\s*(?:회|명|건)?")
_TELEPHONE = re.compile(r"[\d)(~,.\- 내선/]{7,40}")
_BUTTON = re.compile(
    r"\s*\[?(?:미리\s?보기|미리\s?듣기|바로\s?보기|다운로드|바로\s?듣기|뷰어)\]?\s*"
)
_MOST_VALUE = 60  # characters of a department or a name
_LONGEST_LINE = 200  # characters of a line with several labels
_FEWEST = 2  # labels that make a board


@dataclass(frozen=True, slots=True)
class Labels:
    """Values by field, and the numbers of the lines they take."""

    values: dict[str, tuple[str, ...]]
    lines: tuple[int, ...]

    def one(self, field: str) -> str | None:
        return next((value for value in self.values.get(field, ()) if value), None)


def labels(page: Page, numbers: Sequence[int]) -> Labels:
    """The labels and values among these lines; nothing where they are no board's header."""
    values: dict[str, list[str]] = {}
    taken: list[int] = []
    position = 0
    while position < len(numbers):
        number = numbers[position]
        found = _pairs(page.lines[number].text)
        position += 1
        for field, value in found:
            values.setdefault(field, []).append(value)
            taken.append(number)
        if found and (not found[-1][1] or found[-1][0] == "files"):
            position = _values_below(page, numbers, position, found[-1][0], values, taken)
    if len(values) < _FEWEST:
        return Labels({}, ())
    return Labels(
        {field: tuple(v for v in found if v) for field, found in values.items()},
        tuple(dict.fromkeys(taken)),
    )


def _values_below(
    page: Page,
    numbers: Sequence[int],
    position: int,
    field: str,
    values: dict[str, list[str]],
    taken: list[int],
) -> int:
    """Values on lines of their own; only files come in several."""
    while position < len(numbers):
        text = page.lines[numbers[position]].text
        button = field == "files" and not _BUTTON.sub("", text)
        if _pairs(text) or not (button or _fits(field, text, page.kinds[numbers[position]])):
            break
        if not button:
            values.setdefault(field, []).append(_BUTTON.sub(" ", text).strip())
        taken.append(numbers[position])
        position += 1
        if field != "files":
            break
    return position


def _pairs(text: str) -> list[tuple[str, str]]:
    """``부서명 디지털정책국 전화번호 054-…``: every label of a line with what stands behind it."""
    first = _LABEL.match(text) if len(text) <= _LONGEST_LINE else None
    if first is None:
        return []
    marks = list(_IN_LINE.finditer(text)) or [first]
    pairs = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        start = mark.end("label")
        end = following.start("label") if following else len(text)
        value = text[start:end].strip(" :：|,/")
        field = _NAME_OF[mark["label"]]
        if value and field != "files" and not _fits(field, value, Kind.HEADING):
            continue
        pairs.append((field, value))
    return pairs


def _fits(field: str, value: str, kind: Kind) -> bool:
    if field == "views":
        return bool(_COUNT.fullmatch(value))
    if field == "contact":
        return bool(_TELEPHONE.fullmatch(value))
    if field == "written":
        return any(c.isdigit() for c in value) and len(value) <= 40
    if field == "files":
        return kind is Kind.FILE or bool(
            re.search(r"\.(?:hwpx?|pdf|zip|docx?|xlsx?|pptx?|jpe?g|png)\b", value, re.I)
        )
    return len(value) <= _MOST_VALUE and not kind.prose
