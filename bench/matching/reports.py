"""Daily reports from a form: weather, markets, 인사, 부고 and their like, with facts of their own."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random

from bench.matching import wording
from bench.matching.texts import Story
from pressroom.newsroom.actors import municipalities, offices, provinces
from pressroom.newsroom.language import fill
from pressroom.newsroom.names import company, person, school
from pressroom.newsroom.tables import split

FORMS = Path(__file__).with_name("reports.toml")


def _number(low: int, high: int) -> Callable[[Random], str]:
    return lambda rng: f"{rng.randrange(low, high):,}"


def _one_of(*words: str) -> Callable[[Random], str]:
    return lambda rng: rng.choice(words)


def _decimal(low: float, high: float, digits: int = 2) -> Callable[[Random], str]:
    return lambda rng: f"{rng.uniform(low, high):,.{digits}f}"


#: Facts of one place in a text; temperatures and small counts meet by chance, as in life.
_LOOSE: Mapping[str, Callable[[Random], str]] = {
    "cold": _number(-4, 9),
    "warm": _number(8, 20),
    "few": _number(2, 10),
    "n": _number(10, 60),
    "m": _number(101, 990),
    "k": lambda rng: f"{rng.randrange(11, 990) * 100:,}",
    "year": lambda rng: str(rng.randrange(2008, 2032)),
    "age": lambda rng: str(rng.randrange(3, 10) * 10),
    "hour": _number(1, 12),
    "hours": _one_of("24", "36", "48"),
    "pct": _decimal(0.1, 6),
    "points": _decimal(2, 60),
    "index": _decimal(2300, 4200),
    "rate": _decimal(1330, 1480, 1),
    "price": _decimal(1400, 1800, 1),
    "score": _number(60, 110),
    "birds": lambda rng: f"{rng.randrange(1, 40)}만{rng.randrange(1, 10)}천",
    "won": lambda rng: f"{rng.randrange(3, 9900):,}{rng.choice(('억', '만'))} 원",
    "sky": _one_of("대체로 맑고", "구름이 많고", "흐리고 비가 오다가 개며"),
    "wind": _one_of("북서", "남서", "북동", "동쪽"),
    "dust": _one_of("좋음", "보통", "나쁨"),
    "move": _one_of("상승", "하락"),
    "moved": _one_of("오른", "내린"),
    "went": _one_of("올랐다", "내렸다"),
    "traded": _one_of("순매수", "순매도"),
    "month": _one_of("10월", "11월", "12월"),
    "name": person,
    "company": company,
    "school": school,
    "agency": lambda rng: rng.choice(offices()).org,
    "outlet": _one_of(*wording.OUTLETS),
    "hospital": _one_of("한빛병원", "새길의료원", "가람대병원", "온누리병원", "대림성모병원"),
    "bird": _one_of("산란계", "육용오리", "종오리", "토종닭", "메추리"),
}
#: Facts that hold through one report.
FIXED = (
    "city", "city2", "city3", "region", "who", "head", "team", "team2", "village", "company",
    "agency", "school", "hospital", "bird", "day",
)  # fmt: skip
_TEAMS = ("세이버스", "웨일스", "파이터스", "드래건스", "이글스타", "라이노스", "피닉스", "허리케인즈", "유나이티드", "시티즌")  # fmt: skip
_VILLAGES = ("중앙동", "강변동", "신흥동", "옥산면", "대곡면", "서부동", "송정동", "안덕면", "북문동", "가야읍")  # fmt: skip


class _Facts(dict[str, str]):
    """Fixed facts stay; any other is drawn wherever it is asked for."""

    def __init__(self, fixed: Mapping[str, str], rng: Random) -> None:
        super().__init__(fixed)
        self._rng = rng

    def __missing__(self, name: str) -> str:
        return _LOOSE[name](self._rng)


@cache
def forms() -> dict[str, tuple[tuple[str, ...], ...]]:
    """By kind: the lines of each form, the title first."""
    read = tomllib.loads(FORMS.read_text(encoding="utf-8"))
    return {kind: tuple(split(form) for form in table["forms"]) for kind, table in read.items()}


def report(kind: str, form: int, day: datetime, rng: Random) -> Story:
    """One report of a kind; two of the same kind and form share all but their facts."""
    title, *body = forms()[kind][form]
    facts = _Facts(_fixed(day, rng), rng)
    paragraphs = tuple(fill(line, facts) for line in body)
    headline = fill(title, facts)
    return Story(
        title=headline,
        paragraphs=paragraphs,
        published=day,
        place=facts["city"],
        other_title=headline,
        other_lead=(),
        background=("오늘의 주요 뉴스를 모아 전해 드립니다.", "독자 여러분의 제보를 기다립니다."),
        captions=(f"{facts['city']} 전경",),
        facts=dict(facts),
    )


def _fixed(day: datetime, rng: Random) -> dict[str, str]:
    region = rng.choice([r for r in provinces() if len(municipalities(r)) >= 3])
    cities = rng.sample(municipalities(region), 3)
    teams = rng.sample(_TEAMS, 2)
    host, guest = rng.sample(sorted(provinces()), 2)
    return {
        "region": region,
        "city": cities[0].org,
        "city2": cities[1].org,
        "city3": cities[2].org,
        "who": person(rng),
        "team": f"{host} {teams[0]}",
        "team2": f"{guest} {teams[1]}",
        "village": rng.choice(_VILLAGES),
        "company": company(rng),
        **{name: _LOOSE[name](rng) for name in ("agency", "school", "hospital", "bird")},
        "day": f"{day.day}일",
        "orgs": cities[0].short,
        "head": cities[0].head,
    }
