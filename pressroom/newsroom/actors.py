"""Public actors: provinces, cities, ministries, schools offices and councils, with their people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from pressroom.newsroom.names import person
from pressroom.newsroom.outlets import Desk
from pressroom.newsroom.tables import lines, table

_OFFICERS = (
    "인공지능산업과장", "미래전략국장", "디지털정책과장", "경제산업국장", "투자유치과장", "신산업육성팀장",
    "스마트도시과장", "기획조정실장", "일자리경제과장", "데이터정책관", "AI전략과장", "정보통신담당관",
)  # fmt: skip
_EVERY_TOPIC: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who acts for the public."""

    org: str  # at first mention
    short: str  # in titles
    self: str  # afterwards
    head: str
    officers: tuple[str, ...]
    seat: str
    region: str | None = None
    topics: tuple[str, ...] = _EVERY_TOPIC  # empty: any topic
    cities: tuple[str, ...] = ()

    @property
    def head_name(self) -> str:
        """The same invented person holds an office in every world."""
        return person(Random(f"head of {self.org}"))


@cache
def provinces() -> dict[str, Actor]:
    return {
        short: Actor(
            row["name"],
            f"{short}{row['self']}",
            row["self"],
            row["head"],
            tuple(f"{short}{row['self']} {o}" for o in _OFFICERS),
            row["seat"],
            short,
            _EVERY_TOPIC,
            tuple(row["cities"].split()),
        )
        for short, row in table("places").items()
    }


@cache
def offices() -> tuple[Actor, ...]:
    return tuple(
        Actor(
            name,
            row["self"],
            row["self"],
            row["head"],
            tuple(row["officer"].split("|")),
            row["seat"],
            None,
            tuple(row["topics"].split()),
        )
        for name, row in table("offices").items()
    )


@cache
def municipalities(region: str) -> tuple[Actor, ...]:
    """시·군·구 of a 시·도 that act on their own (읍 and 동 do not)."""
    head_of = {"시": "시장", "군": "군수", "구": "구청장"}
    province = provinces()[region]
    actors = []
    for name in province.cities:
        kind = name[-1]
        if kind not in head_of:
            continue
        org = f"{region} {name}" if kind == "구" else name
        head = f"{org}청장" if kind == "구" else f"{name[:-1]}{head_of[kind]}"
        officers = tuple(f"{name} {o}" for o in _OFFICERS if not o.endswith(("실장", "정책관")))
        actors.append(
            Actor(
                org,
                org,
                kind,
                head,
                officers,
                province.seat if kind == "구" else name,
                region,
                _EVERY_TOPIC,
                lines("frames")["local_area"],
            )
        )
    return tuple(actors)


@cache
def school_office(region: str) -> Actor:
    """시·도교육청."""
    province = provinces()[region]
    name = f"{province.short}교육청"
    officers = tuple(
        f"{name} {o}" for o in ("미래교육과장", "교육국장", "디지털교육담당 장학관", "정책기획관")
    )
    topics = ("talent_education", "safety_ethics_trust")
    return Actor(
        name, name, "교육청", f"{region}교육감", officers, province.seat, region, topics,
        province.cities,
    )  # fmt: skip


@cache
def council(region: str) -> Actor:
    """시의회, 도의회."""
    province = provinces()[region]
    name = f"{province.short}의회"
    officers = (f"{name} 경제환경위원장", f"{name} 기획행정위원", f"{name} 교육위원")
    topics = ("law_regulation", "safety_ethics_trust", "public_sector_ai")
    return Actor(
        name, name, "의회", f"{name} 의장", officers, province.seat, region, topics,
        province.cities,
    )  # fmt: skip


def actor_for(desk: Desk, rng: Random) -> Actor:
    """Who a desk writes about: its own province first, or the ministries when it is national."""
    if desk.style == "release":
        return provinces()[str(desk.region)]
    if desk.region is None:
        draw = rng.random()
        if draw < 0.55:
            return rng.choice(offices())
        near = desk.neighbours if desk.neighbours and rng.random() < 0.5 else tuple(provinces())
        region = rng.choice(near)
    else:
        if rng.random() < 0.08:
            return rng.choice(offices())
        near = (desk.region,) * 4 + desk.neighbours
        region = rng.choice(near)
    kind = rng.random()
    if kind < 0.5:
        return provinces()[region]
    if kind < 0.82:
        return rng.choice(municipalities(region) or (provinces()[region],))
    return school_office(region) if kind < 0.92 else council(region)
