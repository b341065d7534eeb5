"""What stands above an article's text: its title, subtitle, times, names, and a board's labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spiders.renderings.kinds import NEIGHBOUR, Kind, is_posed
from spiders.renderings.lines import Page
from spiders.renderings.spans import bare

#: What sites set between a title and their own name.
_APART = re.compile(r"\s(?:[-–—|<>:ㅣ│/»«·]|::)+\s|\s?(?:\||::|»)\s?")
_TITLES = frozenset(
    [Kind.HEADING, Kind.WEAK, Kind.SENTENCE, Kind.LONG, Kind.TEASER, Kind.ITEM, Kind.CAPTION]
)
_HEADINGS = frozenset([Kind.HEADING, Kind.WEAK, Kind.LONG, Kind.SENTENCE, Kind.TEASER, Kind.ITEM])
_HEADER = frozenset([Kind.DATE, Kind.SIGNED, Kind.LABEL])
_FULL_STOP = re.compile(r"[다요죠]\.[\"”’']?$")
_LABELLED = re.compile(r"^(?:글\s?)?제\s?목\s*[:：|]?\s+")
_NO_TITLE = re.compile(r"(?:20|19)\d\d년\s\d\d?월\s\d\d?일|[▲▴▼©ⓒ]|[-–—]\s.*[-–—]$")
_PATH = re.compile(r"\s[>»›]\s|^(?:홈|HOME|Home)\b")
#: What Korean news sites call their sections.
SECTIONS = frozenset(
    [
        "정치",
        "사회",
        "경제",
        "부동산",
        "증권",
        "금융",
        "증권·금융",
        "산업",
        "글로벌",
        "국제",
        "전국",
        "지자체",
        "지역",
        "문화",
        "문화·연예",
        "연예",
        "스포츠",
        "라이프",
        "라이프·여행",
        "여행",
        "중국",
        "마켓",
        "오피니언",
        "사설",
        "칼럼",
        "기고",
        "IT",
        "과학",
        "과학기술",
        "IT·과학",
        "기업",
        "생활",
        "교육",
        "환경",
        "복지",
        "행정",
        "자치",
        "의회",
        "종교",
        "건강",
        "의료",
        "농업",
        "사람",
        "기획",
        "특집",
        "뉴스",
        "종합",
        "정책",
        "북한",
        "외교",
        "국방",
        "미디어",
        "방송",
        "영상",
        "포토",
        "인터뷰",
        "사건",
        "사고",
        "보도자료",
        "공지",
        "세계",
        "날씨",
        "재난",
        "노동",
        "법원",
        "정치·행정",
        "정치/행정",
        "IT/과학",
    ]
)
_LEAST, _LONGEST = 6, 150  # characters of a title
_REACH = 60  # lines above the text in which its title is looked for first
_SUBTITLES = 5  # lines
_ENDING = 3  # syllables at a sentence's end that all sentences share
_ABOVE = (
    0.12  # share of its character pairs that a title above a subtitle has in common with the text
)


@dataclass(frozen=True, slots=True)
class Heading:
    """Lines by number: ``title`` (None: `words` come from a longer line), ``subtitle``, and
    where the header begins."""

    words: str
    title: int
    subtitle: tuple[int, ...] = ()


class About:
    """How much of a line the text speaks of."""

    def __init__(self, text: str) -> None:
        letters = bare(text[:60_000])
        self._pairs = {letters[i : i + 2] for i in range(len(letters) - 1)}

    def share(self, line: str) -> float:
        letters = bare(line[:300])
        pairs = [letters[i : i + 2] for i in range(len(letters) - 1)]
        return sum(pair in self._pairs for pair in pairs) / len(pairs) if pairs else 0.0


class Shared:
    """How much of each line of a text the other lines speak of, too."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._pairs: Counter[str] = Counter()
        for line in lines:
            letters = bare(line[:2000])
            self._pairs.update({letters[i : i + 2] for i in range(len(letters) - 1)})

    def share(self, line: str) -> float:
        letters = bare(line[:300])[:-_ENDING]
        pairs = {letters[i : i + 2] for i in range(len(letters) - 1)}
        return sum(self._pairs[pair] > 1 for pair in pairs) / len(pairs) if pairs else 0.0


def find(page: Page, start: int, about: About) -> Heading | None:
    """The heading above the text that begins on line ``start``."""
    printed = _printed(page)
    scores = {
        index: _score(page, index, start, about, printed) for index in _candidates(page, start)
    }
    if not scores:
        return _claimed(page, start)
    best = max(scores, key=lambda index: (scores[index], index))
    best = _climbed(page, best, scores, about, printed)
    words = _without_site(page.lines[best].text, printed, page)
    best = _last_printing(page, best, words, start)
    return Heading(_LABELLED.sub("", words), best, _subtitle(page, best, start, about))


def _claimed(page: Page, start: int) -> Heading | None:
    claimed = page.claimed_title
    return Heading(_longest_part(claimed), max(0, start - 1)) if claimed else None


def _candidates(page: Page, start: int) -> Iterable[int]:
    headed = any(page.kinds[index] is Kind.DATE for index in range(max(0, start - _REACH), start))
    last = start if headed else min(start + 2, len(page.lines))
    for index in range(max(0, start - 1500), last):
        text = page.lines[index].text
        if page.kinds[index] in _TITLES and _LEAST <= len(text) <= _LONGEST:
            if _NO_TITLE.match(text) or _is_path(text):
                continue
            if _FULL_STOP.search(text) and (index >= start or len(text) > 60):
                continue
            if index >= start and len(text) > 80:
                continue
            yield index


def _printed(page: Page) -> Counter[str]:
    """How often each line stands on the page, the parts of a ``<title>`` counted too."""
    found = Counter(bare(line.text) for line in page.lines if len(line.text) <= _LONGEST)
    near = [line.text for line in page.lines[:4]]
    if page.claimed_title:
        near.append(page.claimed_title)
    for text in near:
        parts = _APART.split(text[: 2 * _LONGEST])
        if len(parts) > 1:
            found.update({bare(part) for part in parts if len(part) >= _LEAST})
    return found


def _score(page: Page, index: int, start: int, about: About, printed: Counter[str]) -> float:
    line = page.lines[index]
    score = 3.0 * about.share(line.text)
    if printed[bare(line.text)] > 1:
        score += 1.2
    distance = _to_header(page, index, start)
    if distance is not None:
        score += 1.2 - 0.15 * distance
    away = start - index
    score -= 1.0 if away > _REACH else away * 0.01
    if line.bullet:
        score -= 0.4
    if _FULL_STOP.search(line.text):
        score -= 1.5
    if len(line.text) < 10:
        score -= 0.8
    if index >= start:
        score -= 0.6
    if any(kind is Kind.DATE for kind in page.kinds[max(0, index - 30) : index]):
        score -= 1.6
    return score


def _is_path(text: str) -> bool:
    """``홈 > 경제``, ``글로벌 국제일반``: where in the site the article stands."""
    if len(text) > 40:
        return False
    words = [w.removesuffix("일반") for w in re.split(r"[\s>»›·/|,]+", text) if w]
    return bool(_PATH.search(text)) or all(w in SECTIONS or not w for w in words)


def _to_header(page: Page, index: int, start: int) -> int | None:
    """How many lines lie between a title and the first date or name below it."""
    for distance in range(8):
        at = index + 1 + distance
        if at >= min(len(page.lines), start + 1):
            return None
        if page.kinds[at] in _HEADER:
            return distance
    return None


def _climbed(
    page: Page, best: int, scores: dict[int, float], about: About, printed: Counter[str]
) -> int:
    """A subtitle may speak more of the text than the title above it: up to the block's first line."""
    top = best
    for above in range(best - 1, best - 1 - _SUBTITLES, -1):
        if above not in scores:
            break
        if page.lines[above].bullet != page.lines[best].bullet:
            break
        text = page.lines[above].text
        known = printed[bare(text)] > 1
        least = max(
            _ABOVE * (1 if len(text) > 12 else 3), 0.15 * about.share(page.lines[best].text)
        )
        if len(text) >= 8 and (known or about.share(text) >= least):
            top = above
    return top


def _without_site(text: str, printed: Counter[str], page: Page) -> str:
    """A ``<title>`` without the site's name, where nothing else prints the title."""
    parts = [part.strip() for part in _APART.split(text)]
    if len(parts) == 1:
        return text
    alone = [part for part in parts if len(part) >= _LEAST and printed[bare(part)] > 1]
    whole = printed[bare(text)] > 1
    if whole or not alone:
        return text
    return max(alone, key=len)


def _longest_part(text: str) -> str:
    return max(_APART.split(text), key=len).strip()


def _last_printing(page: Page, best: int, words: str, start: int) -> int:
    """The printing of the title that is nearest to the text, a header below it."""
    wanted = bare(words)
    header = False
    for index in range(start - 1, best, -1):
        header = header or page.kinds[index] in _HEADER
        text = page.lines[index].text
        if header and len(text) <= _LONGEST + 20 and bare(text) == wanted:
            return index
    return best


def _subtitle(page: Page, title: int, start: int, about: About) -> tuple[int, ...]:
    """Lines between the title and the text that speak of the same thing, or stand right below one
    that does."""
    found: list[int] = []
    words = bare(page.lines[title].text)
    behind = False
    block = _block(page, title, start)
    for index in range(title + 1, start):
        kind, line = page.kinds[index], page.lines[index]
        if NEIGHBOUR.match(line.text):
            break
        behind = behind or kind in (Kind.DATE, Kind.SIGNED)
        beside = bool(found) and found[-1] == index - 1 and not line.after_blank
        if kind not in _HEADINGS and not (kind is Kind.SHORT and beside):
            continue
        if line.bullet or len(line.text) < 5 or bare(line.text) == words:
            continue
        if (_FULL_STOP.search(line.text) and index != title + 1) or (
            behind and is_posed(line.text)
        ):
            continue
        share = about.share(line.text)
        below = index == title + 1
        if index in block or kind is Kind.SHORT or share >= (0.12 if beside or below else 0.18):
            found.append(index)
    return tuple(found[:_SUBTITLES])


def _block(page: Page, title: int, start: int) -> range:
    """The lines between a title and the header right below it, where there is nothing else."""
    for index in range(title + 1, min(start, title + _SUBTITLES + 2)):
        if page.kinds[index] in _HEADER:
            return range(title + 1, index)
        if page.kinds[index] not in _HEADINGS or page.lines[index].bullet:
            break
    return range(0)


def header_lines(page: Page, title: int, start: int, end: int) -> tuple[list[int], list[int]]:
    """Lines that may hold the times and names: around the title down to the text, and the few
    behind the text."""
    above = list(range(max(0, title - 3), start))
    below: list[int] = []
    for index in range(end, min(len(page.lines), end + 14)):
        if page.kinds[index].prose and page.kinds[index] is not Kind.LONG:
            break
        below.append(index)
    return above, below


def texts(page: Page, numbers: Sequence[int]) -> list[str]:
    return [page.lines[number].text for number in numbers]
