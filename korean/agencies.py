"""The public bodies of an article, folded to today's name.

A foreign state's body is not ours (미 국방부), nor where it is spoken of again without the state. What
an agency's name begins is no agency (교육부문, 금융위기), nor what is given, chosen or placed under in
its head's name (대통령상, 국무총리 표창, 대통령 선거, 대통령 직속). The prime minister's office is
국무조정실 (국무총리실); a cabinet meeting is no agency.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

from korean.found import Found, Scanned
from korean.scanner import Hit
from korean.vocab import agencies, countries, table

_FOREIGN_WORD = re.compile(
    r"(?:^|[\n,·“‘\"'(\[…])\s?[중일]\s$|"
    rf"(?<![가-힣A-Za-z\d])(?:{'|'.join(sorted(map(re.escape, countries()), key=len, reverse=True))})(?:\)|\s?연방|의)?\s?$"
)
_FOREIGN_NAME = re.compile(
    rf"(?:{'|'.join(table('agencies')['foreign']['heads'].split())})\s?(?:\S{{1,4}}\s)?$"
)
_OURS = re.compile(
    r"(?:우리|한국|대한민국|이재명|윤석열|윤|尹|李|문재인|박근혜|이명박|노무현)\s?(?:나라\s?)?(?:측\s?)?$"
)
_FORMER_HEAD = re.compile(
    r"(?<![가-힣])(?:전|前|고|故|역대|차기|초대)\s?$|(?:노무현|김대중|박정희|이승만|전두환|노태우|김영삼|이명박|박근혜|문재인)\s?$"
)

_NOT_BEHIND: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(ending), re.compile(behind))
    for ending, behind in (
        # 교육부문, 국방부대, 통일부터, 교육부지, 국방부품, 산업부가가치, 복지부동, 법무부서, 교육부장
        (
            r"부$",
            r"문|터|하(?!기관)|지(?!원|방|역|정)|대(?!변인)|품|족|작용|담|유|분|속|채|가가치|동(?!산)|산물|양|서(?![는])|장(?!관)|국(?!장|가)|실(?!장)"
            r"|\s?(?:[가-힣]{2,4}\s)?기자(?![가-힣])|\s?(?:데스크|부장)",
        ),
        (r"처$", r"리|방|분|음|럼|지|사(?!무)"),
        (r"위$", r"기|험|반|협|탁|법|성|상|치|축|임|주"),
        (
            r"^대통령$",
            r"상|배|령|기(?![가-힣])|제(?![가-힣]?\s?조)|궁|직(?![을를])|감|당|\s?(?:직속|소속|선거|후보|당선|표창|훈장|포장|임기|탄핵|기록|단임|중심제|시계|별장|배우자)",
        ),
        (r"^국무총리$", r"상(?![가-힣])|배|\s?(?:표창|직속|소속|산하|후보|훈령|상\s)"),
        (r"^국회$", r"\s?(?:대로|도서관역)|의사당역|로(?:\s?\d|변|길)"),
        (r"^청와대$", r"\s?(?:관람|국민청원|사랑채)|로(?:\s?\d|변|길)|뒷산"),
        (r"(?:시|군|구|도)의원$", r"인|칙"),
    )
)
_SENTENCE_END = re.compile(r"[.!?…]\s|\n")
_NOT_BEFORE = re.compile(r"임$")  # 임시의회


def find_agencies(scanned: Sequence[Scanned]) -> Iterator[Found]:
    """Every public body of ours with the words it rests on."""
    former, beside = _former(), _beside()
    seen: dict[str, list[_Seen]] = defaultdict(list)
    for field in scanned:
        for hit in field.hits:
            if (
                hit.term.table == "agency"
                and hit.term.text not in beside
                and _is_agency(field, hit)
            ):
                before = field.text[max(hit.start - 16, 0) : hit.start]
                seen[hit.term.text].append(_Seen(field, hit, _whose(hit, before)))
    for text, places in seen.items():
        ours = any(place.whose == "ours" for place in places) or _told_apart(places)
        abroad = any(place.whose == "foreign" for place in places) and not ours
        for field, hit, whose in places:
            if whose == "foreign" or (abroad and whose == "open"):
                continue  # "미 국방부 …" once, "국방부" again
            rule = "former" if text in former else "name"
            yield Found("agency", hit.term.key, field.name, hit.start, hit.end, rule)


class _Seen(NamedTuple):
    field: Scanned
    hit: Hit
    whose: Literal["ours", "foreign", "open"]


def _told_apart(places: Sequence[_Seen]) -> bool:
    """A field that names the body first without a state, or both ways in one sentence, tells ours
    from theirs: 국방부는 미국 국방부의 지침을 번역했다."""
    for first, second in pairwise(places):
        if first.field is not second.field or {first.whose, second.whose} != {"open", "foreign"}:
            continue
        between = first.field.text[first.hit.end : second.hit.start]
        if first.whose == "open" or not _SENTENCE_END.search(between):
            return True
    return False


@cache
def _former() -> frozenset[str]:
    return frozenset(old for agency in agencies() for old, _ in agency.former)


@cache
def _beside() -> frozenset[str]:
    return frozenset(name for agency in agencies() for name in agency.beside)


def _is_agency(field: Scanned, hit: Hit) -> bool:
    word = hit.term.text
    after = field.text[hit.end : hit.end + 14]
    if any(ending.search(word) and behind.match(after) for ending, behind in _NOT_BEHIND):
        return False
    before = field.text[max(hit.start - 8, 0) : hit.start]
    if word in {"대통령", "국무총리"} and _FORMER_HEAD.search(before):
        return False
    return not (word == "시의회" and _NOT_BEFORE.search(before))


def _whose(hit: Hit, before: str) -> Literal["ours", "foreign", "open"]:
    if _FOREIGN_WORD.search(before):
        return "foreign"
    if hit.term.text in {"대통령", "대통령실"} and _FOREIGN_NAME.search(before):
        return "foreign"
    return "ours" if _OURS.search(before) else "open"
