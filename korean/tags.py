"""Topics, regions and agencies of an article, each with the spans it rests on.

Regions: ``경북`` for a 시·도, ``경북 포항시`` for a municipality (which implies its 시·도), ``대구경북``
for a 권역. Datelines (``[대구=…]``), mastheads, universities (경북대) and other names that merely
contain a place are not regions; ambiguous municipalities (중구, 고성군, 광주시) count only where a
시·도 nearby, or the only one in the text, decides. Agencies are folded to today's name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from korean.scanner import Hit, Scanner, Term, is_hangul
from korean.senses import mask_notices, read_senses
from korean.verdict import Evidence, Tag
from korean.vocab import (
    Region,
    agencies,
    agency_terms,
    regions,
    relevance_terms,
    topic_terms,
)

NEAR = 60
"""Characters within which a generic word must stand to an AI term."""
MAX_EVIDENCE = 10
TOPIC_FROM = 1.0
"""Points a topic needs: a strong term 1, in the title 2; a generic word near AI .5, in the title 1."""

Kind = Literal["topic", "region", "agency"]


class _Found(NamedTuple):
    kind: Kind
    value: str
    field: str
    start: int
    end: int
    rule: str
    weight: float


def tag(title: str, body: str, *, subtitle: str | None = None) -> tuple[Tag, ...]:
    """All tags, grouped by kind (topic, region, agency), most frequent first."""
    fields = [
        (name, mask_names(mask_notices(raw)[0]))
        for name, raw in (("title", title), ("subtitle", subtitle or ""), ("body", body))
        if raw
    ]
    scanned = [(name, text, _scanner().scan(text)) for name, text in fields]
    found = [*_topics(scanned), *_regions(scanned), *_agencies(scanned)]
    return tuple(_gather(found, {name: text for name, text, _ in scanned}))


Scanned = Sequence[tuple[str, str, list[Hit]]]


@cache
def _scanner() -> Scanner:
    senses = {"ai", "avian", "insemination", "artificial"}
    wanted = (term for term in relevance_terms() if term.table in senses)
    return Scanner([*topic_terms(), *agency_terms(), *wanted, *_region_terms()])


def _gather(found: Sequence[_Found], texts: dict[str, str]) -> Iterator[Tag]:
    groups: dict[tuple[Kind, str], list[_Found]] = defaultdict(list)
    for item in found:
        groups[item.kind, item.value].append(item)
    order = {"topic": 0, "region": 1, "agency": 2}
    for (kind, value), items in sorted(
        groups.items(), key=lambda pair: (order[pair[0][0]], -len(pair[1]), pair[0][1])
    ):
        if kind == "topic" and sum(item.weight for item in items) < TOPIC_FROM:
            continue
        evidence = tuple(
            Evidence(
                kind, i.rule, i.field, i.start, i.end, texts[i.field][i.start : i.end], i.weight
            )
            for i in items[:MAX_EVIDENCE]
        )
        yield Tag(kind, value, len(items), evidence)


# --- names that only contain a place --------------------------------------------------------------

_PLACES = "|".join(region.short for region in regions() if region.short)
_UNIVERSITY = r"(?:대학교|대학원|대학병원|대병원|대학|대의대|의대|과학기술원|교대|여대)"

_NAMES = tuple(
    re.compile(pattern)
    for pattern in (
        # Datelines, at a paragraph's beginning or anywhere in brackets: [대구=뉴스핌], (세종=연합뉴스)
        r"[\[(【<][^\]\)】>\n=]{1,20}=[^\]\)】>\n]{1,20}[\])】>]",
        # 경북=홍길동 기자; 경기IN=오효석 기자; 대구 홍길동 기자
        r"(?m)^[가-힣A-Z/]{2,12}=[가-힣]{2,4}\s?(?:기자|특파원|통신원)",
        r"(?m)^\s*[가-힣]{2,4}[ /=|][가-힣]{2,4}\s?기자\b",
        r"[\w.+-]+@[\w.-]+",
        # Universities: any word that ends as one, and 경북대, 부산대 … before a particle or name.
        rf"(?<![가-힣])[가-힣A-Za-z]{{2,14}}{_UNIVERSITY}",
        rf"(?<![가-힣])(?:{_PLACES})대(?=[\s,·()/.\"”’]|$|[은는이가와의에도를]|\s?교수|총장|연구|출신|로스쿨)",
        # Papers, broadcasters, banks, clubs, companies, proper names with a place in front.
        rf"(?<![가-힣])(?:{_PLACES})\s?(?:일보|신문|매일|방송|은행|항공|FC|MBC|KBS|CBS|SBS|TBC|투데이|타임스|뉴스|인뉴스|IN|랜드|유나이티드|현대|삼성|하나|SK|LG|롯데|NC|HD현대|신라|타이거즈|라이온즈)",
        r"세종대왕|세종문화회관|세종학당|세종로|세종대로|세종연구소|법무법인\s?세종|대구탕|대구포|대구 어획|대구살|제주흑돼지|서울우유|부산어묵|경기민감|청와대 국민청원",
    )
)


def mask_names(text: str) -> str:
    """``text`` with datelines, bylines, universities and mastheads blanked; offsets hold."""
    for pattern in _NAMES:
        text = pattern.sub(lambda match: " " * (match.end() - match.start()), text)
    return text


# --- topics -----------------------------------------------------------------------------------------


def _topics(scanned: Scanned) -> Iterator[_Found]:
    for name, _, hits in scanned:
        read = read_senses(hits)
        mentions = [m for m in read if m.sense == "artificial"]
        others = [m for m in read if m.sense != "artificial"]
        spans = [(m.start - NEAR, m.end + NEAR) for m in mentions]
        if not mentions and not any(h.term.table.startswith("topic.strong") for h in hits):
            continue
        double = 2.0 if name == "title" else 1.0
        for hit in hits:
            kind = hit.term.table
            if any(m.start < hit.end and hit.start < m.end for m in others):
                continue  # AI 조례 in a text about 조류인플루엔자
            if kind.startswith("topic.strong"):
                yield _Found("topic", hit.term.key, name, hit.start, hit.end, "strong", double)
            elif kind.startswith("topic.near") and any(s <= hit.start <= e for s, e in spans):
                yield _Found("topic", hit.term.key, name, hit.start, hit.end, "near", double / 2)


# --- agencies ---------------------------------------------------------------------------------------

_FOREIGN = re.compile(
    r"(?:미국?|美|중국|中|일본|日|영국|英|프랑스|독일|러시아|대만|북한|트럼프|바이든|마크롱|푸틴|EU)\s*$"
)


def _agencies(scanned: Scanned) -> Iterator[_Found]:
    former = {old for agency in agencies() for old, _ in agency.former}
    for name, text, hits in scanned:
        for hit in hits:
            if hit.term.table != "agency":
                continue
            if _FOREIGN.search(text[max(hit.start - 8, 0) : hit.start]):
                continue
            rule = "former" if hit.term.text in former else "name"
            yield _Found("agency", hit.term.key, name, hit.start, hit.end, rule, 1.0)


# --- regions ------------------------------------------------------------------------------------------

_PARTICLES = re.compile(
    r"(?:은|는|이|가|을|를|의|에|에서|에선|에도|로|으로|와|과|도|만|까지|부터|보다|처럼|시|도|청|내|형|권|발|산|민|지역|지방|시민|도민|군민|구민|의회|도의회|시의회|테크노파크|시장|도지사|지사|군수|구청|구청장|교육청|시교육청|도교육청|상공회의소|경찰청|소방본부|정책연구원|연구원|경제자유구역|남부|북부|동부|서부|본사|본부|시당|도당|센터|국제공항|혁신도시|국가산단)"
)
_GYEONGGI_NEXT = re.compile(
    r"도(?!중|구|움)|\s?(?:남부|북부|동부|서부|지역|도내|AI|테크노파크)|[·,]\s?(?:인천|서울|강원|충)"
    r"|형(?![가-힣])|\s(?:[가-힣]{2,3}시|[가-힣]{2}군)(?![가-힣]*장세)"
)
_REGION_LIST = re.compile(rf"^[·ㆍ・,/‧.]\s?(?:{_PLACES})")


@cache
def _provinces() -> tuple[Region, ...]:
    return tuple(region for region in regions() if not region.is_area)


@cache
def _owners() -> dict[str, tuple[str, ...]]:
    """Full municipal name → the 시·도 that have one of that name."""
    owners: dict[str, list[str]] = defaultdict(list)
    for region in _provinces():
        for unit in region.units:
            owners[unit].append(region.key)
    return {unit: tuple(keys) for unit, keys in owners.items()}


def _region_terms() -> Iterator[Term]:
    for region in regions():
        for name in region.full:
            yield Term(name, "place", f"full:{region.key}", word=True)
        if region.short:
            yield Term(region.short, "place", f"short:{region.key}", word=True)
        for unit in region.units:
            if unit not in region.common:
                yield Term(unit[:-1], "place", f"stem:{region.key} {unit}", word=True)
    for unit in _owners():
        yield Term(unit, "place", f"unit:{unit}", word=True)


def _regions(scanned: Scanned) -> Iterator[_Found]:
    places = [
        (name, text, hit)
        for name, text, hits in scanned
        for hit in hits
        if hit.term.table == "place" and _is_place(text, hit)
    ]
    provinces = [
        hit.term.key.split(":")[1]
        for _, _, hit in places
        if hit.term.key.startswith(("full:", "short:"))
    ]
    only = set(provinces)
    for name, text, hit in places:
        form, _, key = hit.term.key.partition(":")
        if form in {"full", "short"}:
            yield _Found("region", key, name, hit.start, hit.end, form, 1.0)
            continue
        value = key if form == "stem" else _resolve(key, text, hit, only)
        if value is None:
            continue
        yield _Found("region", value, name, hit.start, hit.end, form, 1.0)
        if " " in value:
            yield _Found("region", value.split(" ")[0], name, hit.start, hit.end, "implied", 0.5)


def _is_place(text: str, hit: Hit) -> bool:
    """Whether the words around allow the name to be the place."""
    form, _, key = hit.term.key.partition(":")
    after = text[hit.end : hit.end + 12]
    if form == "full" or form == "unit":
        return not (after[:1] == "권" and hit.term.text == "동구")
    if key == "경기":
        return bool(_GYEONGGI_NEXT.match(after)) or bool(
            re.search(rf"(?:{_PLACES})[·ㆍ,]\s?$", text[max(hit.start - 5, 0) : hit.start])
        )
    if key == "대전" and re.search(
        r"(?:AI|세계|창업|취업|혁신)\s?$", text[max(hit.start - 4, 0) : hit.start]
    ):
        return False
    if not after or not is_hangul(after[0]):
        return True
    return bool(_PARTICLES.match(after)) or bool(_REGION_LIST.match(after))


def _resolve(unit: str, text: str, hit: Hit, only: set[str]) -> str | None:
    """The one municipality ``unit`` names here, or None when nothing decides between several.

    광주시 is the metropolis unless 경기 stands close by; the metropolis has no municipality value.
    """
    owners = _owners()[unit]
    before = text[max(hit.start - 15, 0) : hit.start]
    close = [key for key in owners if key in before or _full_name_in(key, before)]
    if unit == "광주시":
        if close or (only == {"경기"}):
            return "경기 광주시"
        return "광주"
    if len(close) == 1:
        return f"{close[0]} {unit}"
    if len(owners) == 1:
        return f"{owners[0]} {unit}"
    known = [key for key in owners if key in only]
    return f"{known[0]} {unit}" if len(known) == 1 and len(only) == 1 else None


def _full_name_in(key: str, text: str) -> bool:
    region = next(region for region in _provinces() if region.key == key)
    return any(name in text for name in region.full)
