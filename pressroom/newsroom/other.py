"""Writes everything that is not AI policy: AI business, avian influenza, local life, sports."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Literal

from pressroom.newsroom.actors import provinces
from pressroom.newsroom.facts import future_day, won
from pressroom.newsroom.language import Telling, fill
from pressroom.newsroom.names import company, person, school
from pressroom.newsroom.outlets import Desk
from pressroom.newsroom.piece import Part, Piece
from pressroom.newsroom.tables import Lines, lines, sections

OtherSubject = Literal["other_ai", "avian", "passing", "unrelated"]
_SHARED_LIMIT = 3
_TRIES = 14
#: Blocks of a theme that are sentences; every other block is a table of facts.
_FRAMES = {"title", "lead", "body", "quote", "end", "meta"}


#: What a province issues releases on.
_RELEASED = ("harvest_festival", "local_library", "volunteers", "museum_dig", "road_budget")


class OtherWriter:
    """Writes pieces theme by theme and keeps those of one theme apart."""

    def __init__(self) -> None:
        self._seen: dict[str, list[int]] = defaultdict(list)
        self._count = 0
        self._titled: set[str] = set()
        self._turn: Counter[str] = Counter()

    def write(
        self, subject: OtherSubject, desk: Desk, published: datetime, rng: Random, name: str
    ) -> Piece:
        theme = self._theme(subject, desk, rng)
        best: tuple[tuple[bool, int], Piece, set[str]] | None = None
        for _ in range(_TRIES):
            piece, used = _draft(subject, theme, desk, published, rng, name)
            counts: Counter[int] = Counter()
            for mark in used:
                counts.update(self._seen[mark])
            shared = max(counts.values(), default=0)
            if best is None or (piece.title in self._titled, shared) < best[0]:
                best = ((piece.title in self._titled, shared), piece, used)
            if shared <= _SHARED_LIMIT and piece.title not in self._titled:
                break
        assert best is not None
        for mark in best[2]:
            self._seen[mark].append(self._count)
        self._count += 1
        self._titled.add(best[1].title)
        return best[1]

    def _theme(self, subject: OtherSubject, desk: Desk, rng: Random) -> str:
        """The theme of this subject that has been written least, so that all are used evenly."""
        wanted = "unrelated" if subject == "passing" else subject
        themes = [t for t, blocks in sections("other").items() if blocks["meta"][0] == wanted]
        if desk.style == "release" and wanted == "unrelated":
            themes = [t for t in themes if t in _RELEASED]
        least = min(self._turn[t] for t in themes)
        theme = rng.choice([t for t in themes if self._turn[t] == least])
        self._turn[theme] += 1
        return theme


def _count(number: int) -> str:
    """A count the way papers write it: 1만7200."""
    high, low = divmod(number, 10_000)
    return f"{high}만{low or ''}" if high else str(low)


#: Numbers and dates that belong to one sentence.
_LOOSE: dict[str, Callable[[Random], str]] = {
    "month": lambda rng: rng.choice(("다음 달", "12월", "내년 1월", "내년 3월", "내년 봄")),
    "hour": lambda rng: str(rng.randrange(2, 12)),
    "small": lambda rng: str(rng.randrange(2, 10)),
    "n": lambda rng: str(rng.randrange(11, 98)),
    "m": lambda rng: str(rng.randrange(101, 990)),
    "k": lambda rng: _count(rng.randrange(12, 960) * 100),
    "yrs": lambda rng: str(rng.randrange(3, 32)),
    "year": lambda rng: str(rng.randrange(2009, 2025)),
    "pct": lambda rng: f"{rng.uniform(2, 48):.1f}",
    "pct2": lambda rng: f"{rng.uniform(51, 96):.1f}",
    "won": lambda rng: won(rng, 300, 4800),
    "won2": lambda rng: won(rng, 2, 280),
    "age": lambda rng: str(rng.randrange(19, 84)),
}
_DEPARTMENTS = (
    "홍보담당관", "문화관광체육국 관광마케팅과", "농축산유통국 동물방역과", "환경산림자원국 산림정책과",
)  # fmt: skip


def _introduced(name: str, office: str) -> str:
    """Name and office as a text puts them; passers-by (~) are 씨."""
    return f"{office[1:]} {name} 씨" if office.startswith("~") else f"{name} {office}"


def _facts(theme: Lines, desk: Desk, day: datetime, rng: Random) -> dict[str, str]:
    region = desk.region or rng.choice(tuple(provinces()))
    province = provinces()[region]
    city, city2 = rng.sample(province.cities, 2)
    facts = {
        "region": region, "org": province.org, "orgs": province.short, "city": city,
        "city2": city2, "seat": province.seat, "name": person(rng), "name2": person(rng),
        "name3": person(rng), "guest": person(rng), "company": company(rng), "company2": company(rng),
        "school": school(rng), "day": f"{day.day}일", "nextdate": future_day(day, rng.randrange(3, 25)),
    }  # fmt: skip
    # Speakers last: their offices may name the team or the product.
    for block, items in sorted(theme.items(), key=lambda item: item[0] == "speaker"):
        if block not in _FRAMES:
            picked = rng.sample(items, min(2, len(items)))
            facts[block] = fill(picked[0], facts)  # the first of a table is the story's own
            facts[f"{block}2"] = fill(picked[-1], facts)
    return facts


def _titles_for(theme: Lines, lead: str, rng: Random) -> list[str]:
    """The theme's titles that fit this lead, in random order; ``2/…`` fits the second lead only."""
    number = str(theme["lead"].index(lead) + 1)
    fitting = []
    for title in theme["title"]:
        only, found, text = title.partition("/")
        if not found or not only.isdigit():
            fitting.append(title)
        elif only == number:
            fitting.append(text)
    return rng.sample(fitting, len(fitting))


def _draft(
    subject: OtherSubject, name: str, desk: Desk, published: datetime, rng: Random, piece_id: str
) -> tuple[Piece, set[str]]:
    theme = sections("other")[name]
    fixed = _facts(theme, desk, published, rng)
    facts = Telling(fixed, _LOOSE, rng)
    lead, other_lead = rng.sample(theme["lead"], 2)
    titles = [fill(title, facts) for title in _titles_for(theme, lead, rng)]
    alike = len(_titles_for(theme, other_lead, rng)) == len(theme["title"])
    body = rng.sample(theme["body"], min(len(theme["body"]), rng.randint(4, 6)))
    used = {lead, *body}
    parts = [Part(fill(lead, facts))]
    parts += [Part(fill(line, Telling(fixed, _LOOSE, rng))) for line in body]
    for said, who in zip(
        rng.sample(theme["quote"], rng.randint(1, 2)), ("speaker", "speaker2"), strict=False
    ):
        used.add(said)
        name = person(rng)
        line = rng.choice(lines("speech")["speech"])
        text = fill(line, {"who": _introduced(name, facts[who]), "said": fill(said, facts)})
        part = Part(text, f"{name}/{facts[who].removeprefix('~')}", fill(said, facts))
        parts.insert(rng.randint(2, len(parts)), part)
    if rng.random() < 0.7:
        closing = rng.choice(theme["end"])
        used.add(closing)
        parts.append(Part(fill(closing, Telling(fixed, _LOOSE, rng))))
    if subject == "passing":
        aside = fill(rng.choice(lines("speech")["aside"]), facts)
        parts.insert(rng.randint(3, len(parts) - 1), Part(aside))
    _, section, is_local = theme["meta"]
    return Piece(
        id=piece_id,
        subject=subject,
        published=published,
        title=titles[0],
        parts=tuple(parts),
        section=section,
        subtitles=tuple(titles[1:2]),
        captions=(fill(rng.choice(lines("speech")["caption"]), facts),),
        tags=tuple(facts[k] for k in ("city", "company", "region")),
        place=facts["seat"] if is_local == "local" else "서울",
        regions=(facts["region"],) if is_local == "local" else (),
        department=rng.choice(_DEPARTMENTS),
        variant_title=titles[-1] if len(titles) > 1 else "",
        variant_lead=fill(other_lead, facts) if alike else "",
        additions=tuple(fill(line, facts) for line in theme["end"]),
    ), used
