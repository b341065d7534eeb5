"""Topics, regions, agencies, programmes and sums of an article, each with the spans it rests on.

The rooms: `korean.places` (시·도, 시·군·구, 권역 as of a day), `korean.agencies` (folded to today's
name), `korean.programmes` (named laws and programmes), `korean.amounts` (won); topics are here. One
scan of the text serves all of them but the sums. What each kind means: ``docs/tags.md``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from korean.agencies import find_agencies
from korean.amounts import amounts
from korean.found import Found, Kind, Scanned
from korean.places import find_regions, place_terms
from korean.programmes import find_programmes
from korean.scanner import Hit, Scanner
from korean.senses import mask_notices, read_senses
from korean.verdict import Evidence, Tag
from korean.vocab import agency_terms, countries, programme_terms, relevance_terms, topic_terms

NEAR = 60
"""Characters within which a generic word must stand to an AI term."""
MAX_EVIDENCE = 10
TOPIC_FROM = 1.0
"""Points a topic needs: a strong term 1, in the title 2; a generic word near AI .5, in the title 1."""
_SENSES = {"ai", "avian", "insemination", "artificial"}
_ORDER: tuple[Kind, ...] = ("topic", "region", "agency", "programme", "amount")


def tag(
    title: str, body: str, *, subtitle: str | None = None, published: date | None = None
) -> tuple[Tag, ...]:
    """All tags, by kind (topic, region, agency, programme, amount), most frequent first.

    ``published`` (the day in Korea) decides which municipality was valid (군위군); None leaves the
    words as they are. Offsets of the evidence are characters in the field as given.
    """
    scanned = [
        Scanned(name, text, _scanner().scan(text))
        for name, text in (
            (name, mask_notices(raw)[0])
            for name, raw in (("title", title), ("subtitle", subtitle or ""), ("body", body))
            if raw
        )
    ]
    found = [
        *_topics(scanned),
        *find_regions(scanned, published),
        *find_agencies(scanned),
        *find_programmes(scanned),
        *_amounts(scanned),
    ]
    return tuple(_gather(found, {field.name: field.text for field in scanned}))


@cache
def _scanner() -> Scanner:
    senses = (term for term in relevance_terms() if term.table in _SENSES)
    return Scanner([*topic_terms(), *agency_terms(), *programme_terms(), *senses, *place_terms()])


def _gather(found: Sequence[Found], texts: dict[str, str]) -> Iterator[Tag]:
    groups: dict[tuple[Kind, str], list[Found]] = defaultdict(list)
    for item in found:
        groups[item.kind, item.value].append(item)
    for (kind, value), items in sorted(
        groups.items(), key=lambda pair: (_ORDER.index(pair[0][0]), -len(pair[1]), pair[0][1])
    ):
        if kind == "topic" and sum(item.weight for item in items) < TOPIC_FROM:
            continue
        evidence = tuple(
            Evidence(
                kind, i.rule, i.field, i.start, i.end, texts[i.field][i.start : i.end], i.weight
            )
            for i in items[:MAX_EVIDENCE]
        )
        yield Tag(kind, value, len(items), evidence, int(value) if kind == "amount" else None)


def _amounts(scanned: Sequence[Scanned]) -> Iterator[Found]:
    for field in scanned:
        for sum_ in amounts(field.text):
            yield Found("amount", str(sum_.krw), field.name, sum_.start, sum_.end, sum_.use)


def _topics(scanned: Sequence[Scanned]) -> Iterator[Found]:
    for name, text, hits in scanned:
        read = read_senses(hits)
        mentions = [m for m in read if m.sense == "artificial"]
        others = [m for m in read if m.sense != "artificial"]
        spans = [(m.start - NEAR, m.end + NEAR) for m in mentions]
        bodies = [h for h in hits if h.term.table == "agency"]
        if not mentions and not any(h.term.table.startswith("topic.strong") for h in hits):
            continue
        double = 2.0 if name == "title" else 1.0
        for hit in hits:
            kind = hit.term.table
            if not kind.startswith("topic."):
                continue
            if any(m.start < hit.end and hit.start < m.end for m in others):
                continue  # AI 조례 in a text about 조류인플루엔자
            if _is_another_word(text, hit):
                continue
            if kind.startswith("topic.strong"):
                yield Found("topic", hit.term.key, name, hit.start, hit.end, "strong", double)
            elif any(s <= hit.start <= e for s, e in spans) and not _in_name(hit, bodies):
                yield Found("topic", hit.term.key, name, hit.start, hit.end, "near", double / 2)


_CENTRE = re.compile(r"\s?센터")
_COMPANY = re.compile(r"(?:네이버|카카오|구글|삼성|오라클|NHN|KT|AWS|메가존|텐센트|알리바바)\s?$")
_SAFE_THING = re.compile(
    r"\s?(?:CCTV|감지|점검|관리|시설|사고|도우미|지킴이|순찰|귀가|망|장비|체험|펜스|보행|운전|카메라|로봇|드론|교실)"
)
_OF_LAW = re.compile(r"률(?!안)|원|조|인|무")
_TWO_SIDES = re.compile(r"\s?(?:회담|택일|협의|협정|대결|구도|간|토론|모두|가\s|녀)")
_BETWEEN_STATES = re.compile(
    rf"국제|글로벌|양국|두 나라|아세안|다자|한[미중일영불독]|해외|정상|(?<![가-힣\d])(?:{'|'.join(countries())})(?![가-힣]{{2}})"
)


def _is_another_word(text: str, hit: Hit) -> bool:
    """AI 데이터 of AI 데이터센터, AI법 of AI법률상담, 클라우드 of a company's name, 양자 as both sides, AI 안전 of
    a camera in the street, and an AI 협력 that is not between states."""
    word = hit.term.text
    if word.endswith("데이터"):
        return bool(_CENTRE.match(text, hit.end))
    if word.endswith("법"):
        return bool(_OF_LAW.match(text, hit.end))
    if word == "양자":
        between = text[max(hit.start - 1, 0) : hit.start]
        return "가" <= between <= "힣" or bool(_TWO_SIDES.match(text, hit.end))
    if word == "클라우드":
        return bool(_COMPANY.search(text[max(hit.start - 6, 0) : hit.start]))
    if word.endswith("보안"):
        return text.startswith("검색", hit.end)  # 공항의 보안검색
    if word.endswith("안전") and hit.term.key == "safety_ethics_trust":
        return bool(_SAFE_THING.match(text, hit.end))
    if word.endswith("협력") and hit.term.key == "international":
        return not _BETWEEN_STATES.search(text[max(hit.start - 40, 0) : hit.end + 40])
    return False


def _in_name(hit: Hit, bodies: Sequence[Hit]) -> bool:
    """A generic word inside a body's name (벤처 of 중소벤처기업부, 고용 of 고용부) says nothing of the
    topic; a privacy commission's name does."""
    return hit.term.key != "safety_ethics_trust" and any(
        body.start <= hit.start and hit.end <= body.end and body.term.text != hit.term.text
        for body in bodies
    )
