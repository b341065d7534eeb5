"""Sums of Korean won in a text: ``1조 2,500억 원``, ``3천만원``, ``10~20억 원``, ``국비 50억``.

A sum ends in 원; in 억 and 조 the word 원 may be missing where money is spoken of at once before or
after it (예산 300억, 300억 투입). Dollars, persons and percents are no sums, and neither is what is
not a figure (수십억 원). Of a range both ends are sums, each with the range's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Use = Literal["national", "local", "project", "investment", "budget", "other"]


class Amount(NamedTuple):
    """One sum: its span in the text, whole won, and what it is for."""

    start: int
    end: int
    krw: int
    use: Use


_SMALL = {"": 1, "십": 10, "백": 100, "천": 1000}
_BIG = {"": 1, "만": 10**4, "억": 10**8, "조": 10**12}
_SPELLED = {word: str(number) for number, word in enumerate("일이삼사오육칠팔구", 1)}

_FIGURE = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"
_GROUP = rf"(?:(?:{_FIGURE})(?:\s?[천백십](?:\s?\d{{1,3}}[백십]?){{0,2}})?)"
"""What stands before 만, 억 or 조: 2,500, 3천, 2천500."""
_UNIT = r"여?\s?[조억만](?:\s?여)?"
_SUM = (
    rf"{_GROUP}{_UNIT}(?:\s?{_GROUP}{_UNIT}){{0,2}}(?:\s?{_GROUP}(?=\s?여?\s?원))?"
    rf"|{_GROUP}(?=\s?여?\s?원)"
)
_RANGE = re.compile(
    rf"(?<![\d,$€¥£A-Za-z])(?<!\d\.)(?:(?P<low>{_SUM}|{_GROUP}{_UNIT}|{_FIGURE})(?:\s?원)?"
    rf"\s?(?:[~∼～〜–]|-(?=\d)|에서\s|부터\s)\s?)?"
    rf"(?P<high>{_SUM})(?P<unit>\s?여?\s?원)?"
)
_SPELLED_OUT = re.compile(
    r"(?<![가-힣\d])(?<!몇 )(?<!수 )(?P<high>(?:[일이삼사오육칠팔구]?[천백십]){0,3}[일이삼사오육칠팔구]?[만억천백])(?P<unit>\s?원)"
)
"""천만 원, 사천 원, 삼백억 원, 만 원."""
_ZONE = re.compile(r"\d[\d,.조억만천백십여원~∼～〜–\- 에서부터]*")
_WRITTEN_OUT = re.compile(r"[만억천백]\s?원")

_AFTER_WON = re.compile(
    r"[은을의과도]|이(?!주민)|에|으로|까지|부터|보다|만(?![가-힣])|대(?![가-힣]{2})|씩|어치|가량|짜리|규모|상당|안팎|이상|이하|미만|정도"
    r"|내외|남짓|초반|중반|후반|선(?![가-힣])|꼴|권|인(?![가-힣])|인데|입니|이라|이다|투입|투자|지원|예산|넘|때|손실|적립|환급|할인|쿠폰|상품|또는|및"
)
"""What may follow the 원 of figures below 억 without a space (3만 원아, 10만 원불교 are no sums)."""
_NOT_WON = re.compile(
    r"칙|생(?!산)|장(?!비|려|학)|자(?!금|본|체|력)|전(?!액)|유(?!치)|료|화(?![를가로])"
)
"""What turns the 원 of 억 and 조 into another word."""
_FOREIGN_BEHIND = re.compile(
    r"\s?(?:달러|달라|불(?![가-힣])|유로|엔|위안|파운드|루피|페소|동(?![가-힣])|바트|프랑|대만달러)"
)
_COUNTED = re.compile(
    r"\s?(?:여\s?)?(?:명|인(?![가-힣])|건|개|대(?!\s|를|로|의|에|,|\.)|토큰|매개|파라미터|톤|회|장|권|평|㎡|배|번|가구|세대|주(?![가-힣])|종|곳|리터|킬로|km|kWh|[a-zA-Z%])"
)
_CLAUSE = re.compile(r"[.\n;!?…](?!\d)|,(?!\d)")

_CUES: tuple[tuple[Use, re.Pattern[str]], ...] = (
    ("national", re.compile(r"국비|국고|정부\s?지원금|국가\s?보조금|교부세|정부\s?출연금")),
    (
        "local",
        re.compile(r"(?<![가-힣])(?:도|시|군|구)비(?![가-힣]*율)|지방비|자체\s?재원|지방\s?재정"),
    ),
    (
        "project",
        re.compile(r"사업비|공사비|연구비|사업\s?규모|사업\s?예산|총\s?사업|건립비|구축비|개발비"),
    ),
    ("investment", re.compile(r"투자|민자|출자|펀드|자본금|유치액")),
    ("budget", re.compile(r"예산|추경|세출|본예산|편성|재정|증액|삭감|배정")),
)
_MONEY_BEFORE = re.compile(
    r"(?:예산|추경|사업비|국비|국고|지방비|도비|시비|군비|구비|민자|자부담|연구비|공사비|지원금|보조금|투자금?|투자액|자본금|매출액?|영업이익|순이익"
    r"|출자|출연금?|기금|펀드|기부금?|성금|세금|손실|피해액?|대출|융자|보증|상금|과징금|과태료|총액|각각)"
    r"(?:은|는|이|을|를|만|도|으?로|에|액|안)?\s?(?:총|모두|약|최대|최소|연|연간|매년|한\s해|무려|\d{4}년)?\s?$"
)
_MONEY_AFTER = re.compile(
    r"여?\s?(?:규모|상당|이상|안팎|가량)?(?:의|을|를)?\s?(?:투입|투자|들여|들인|편성|증액|삭감|출연|출자|지원|확보|국비|예산|추경|펀드|융자|보조|대출|손실|매출|수주|배정|쏟|푼다|푸는|쓴다|책정|조성|기부|사업비|보증|적자|흑자)"
)
_AFTER_SUM = re.compile(r"[을를은이의]|으로|에|대(?![가-힣])|씩|여")
"""What may follow 300억 itself."""


def amounts(text: str) -> Iterator[Amount]:
    """Every sum of won in ``text``: those in figures in order, then those in words."""
    for zone in _ZONE.finditer(text):
        if any(sign in zone.group() for sign in "원억조"):
            yield from _in_figures(text, zone.start(), zone.end())
    if _WRITTEN_OUT.search(text):
        for match in _SPELLED_OUT.finditer(text):
            if _stands(text[match.end() : match.end() + 4], _AFTER_WON):
                use = _use(text, match.start(), match.end())
                yield Amount(match.start(), match.end(), _won(match["high"]), use)


def _in_figures(text: str, start: int, stop: int) -> Iterator[Amount]:
    for match in _RANGE.finditer(text, start, stop):
        high = match["high"]
        if not _is_won(text, match):
            continue
        use = _use(text, match.start(), match.end())
        low = match["low"]
        if low is not None:  # 5억 of "5억~10억 원", but all of "10~20억 원": 10 alone is no sum
            end = match.end("low") if re.search(r"[조억만]", low) else match.end()
            yield Amount(match.start(), end, _won(low, _last_unit(high)), use)
        krw = _won(high)
        if krw:
            yield Amount(match.start("high"), match.end(), krw, use)


def _stands(behind: str, allowed: re.Pattern[str]) -> bool:
    return not behind or not "가" <= behind[0] <= "힣" or bool(allowed.match(behind))


def _is_won(text: str, match: re.Match[str]) -> bool:
    end = match.end()
    high = match["high"]
    if match["unit"] is None:
        return bool(re.search(r"[조억](?:\s?여)?$", high)) and _is_money(text, match)
    behind = text[end : end + 4]
    if re.search(r"[조억]", high):
        return not _NOT_WON.match(behind)
    if not _stands(behind, _AFTER_WON):
        return False
    bare = high.isdigit()
    return not bare or (
        len(high.lstrip("0")) > 1 and text[max(match.start() - 1, 0) : match.start()] != "제"
    )


def _is_money(text: str, match: re.Match[str]) -> bool:
    """Whether 300억 without 원 is money: said at once before or after it, or a list that ends in 원."""
    behind = text[match.end() : match.end() + 14]
    if _FOREIGN_BEHIND.match(behind) or _COUNTED.match(behind):
        return False
    if _MONEY_AFTER.match(behind):
        return True
    if not _stands(behind, _AFTER_SUM):
        return False
    before = text[max(match.start() - 16, 0) : match.start()]
    return bool(_MONEY_BEFORE.search(before)) or _ends_in_won(text, match.end())


def _ends_in_won(text: str, end: int) -> bool:
    """Whether a list of figures (50억, 20억, 30억 원) ends in 원 within its clause."""
    return bool(
        re.match(
            rf"(?:\s?(?:[,·]|와|과)\s?(?:[가-힣]{{2,4}}\s)?{_GROUP}\s?[조억]여?){{1,6}}\s?원",
            text[end : end + 90],
        )
    )


def _last_unit(high: str) -> str:
    """The unit that the lower end of a range leaves out: of ``10~20억`` it is 억."""
    units = re.findall(r"(?<=[\d천백십])\s?여?([조억만]|[천백십](?=$))", high)
    return units[0] if units else ""


def _won(words: str, unit: str = "") -> int:
    """Whole won of figures and units; ``unit`` is added to a bare figure."""
    words = re.sub(r"[\s,여]", "", words)
    words = "".join(_SPELLED.get(letter, letter) for letter in words)
    if unit and not re.search(r"[조억만]", words):
        words += unit
    total = 0.0
    tail = words
    for name in "조억만":
        head, found, rest = tail.partition(name)
        if found:
            total += round((_small(head) if head else 1) * _BIG[name])
            tail = rest
    return round(total + _small(tail)) if tail else round(total)


def _small(words: str) -> float:
    """``2천500`` → 2500, ``천`` → 1000, ``1.5`` → 1.5."""
    total = 0.0
    for figure, unit in re.findall(r"(\d+(?:\.\d+)?)?([천백십]?)", words):
        if figure or unit:
            total += float(figure or 1) * _SMALL[unit]
    return total


def _use(text: str, start: int, end: int) -> Use:
    """What the sum is for: the cue nearest before it in its clause, else the first one behind it."""
    before = text[max(start - 30, 0) : start]
    breaks = [m.end() for m in _CLAUSE.finditer(before)]
    before = before[breaks[-1] :] if breaks else before
    nearest = [
        (max(m.end() for m in pattern.finditer(before)), use)
        for use, pattern in _CUES
        if pattern.search(before)
    ]
    if nearest:
        return max(nearest, key=lambda pair: pair[0])[1]
    after = text[end : end + 20]
    cut = _CLAUSE.search(after)
    after = after[: cut.start()] if cut else after
    ahead = [(m.start(), use) for use, pattern in _CUES if (m := pattern.search(after))]
    return min(ahead, key=lambda pair: pair[0])[1] if ahead else "other"
