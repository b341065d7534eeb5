"""Writes policy pieces: a public actor acts on AI. Facts first, then frames that tell them."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from random import Random

from pressroom.newsroom.actors import Actor, actor_for, provinces
from pressroom.newsroom.language import fill
from pressroom.newsroom.names import company, person, school
from pressroom.newsroom.outlets import Desk
from pressroom.newsroom.piece import Part, Piece
from pressroom.newsroom.tables import Lines, lines, sections

Facts = dict[str, str]
#: Paragraphs of a story by slot: always these, then some of the others, in the order of a story.
_ORDER = (
    "lead", "context", "act", "tool", "quote", "budget", "partner", "nation", "schedule",
    "expert_quote", "effect", "worry", "head_quote", "next",
)  # fmt: skip
_ALWAYS = {"lead", "act"}
_SPEAKERS = {
    "quote": ("officername", "officer", "quote"),
    "head_quote": ("headname", "head", "quote2"),
    "expert_quote": ("expertname", "expert", "quote3"),
}
_SECTION = {
    "strategy_governance": "politics", "law_regulation": "politics", "labor_society": "society",
    "public_sector_ai": "society", "talent_education": "society", "health_welfare": "society",
    "safety_ethics_trust": "society", "international": "world", "rnd": "science",
    "foundation_models": "science", "semiconductor": "science", "data": "science",
}  # fmt: skip
_VENUES = (
    "{seat} 컨벤션센터", "{orgs} 대회의실", "{city} 문화예술회관", "{partner1} 본관", "{seat} 시민회관",
    "{city} 산학협력관", "{seat} 창업허브", "{orgs} 재난안전상황실", "서울 여의도 국회의원회관",
    "{city} 농업인회관", "{seat} 도서관 강당", "{city} 청년센터", "{partner2} 연구동",
)  # fmt: skip
_EXPERTS = (
    "{school} 인공지능학과 교수", "{school} 행정학과 교수", "{school} 산업공학과 교수", "{partner2} 대표",
    "{partner1} 선임연구위원", "{school} 법학전문대학원 교수", "한국공공AI연구소 소장", "지역혁신포럼 대표",
    "{partner2} 연구소장", "{school} 사회학과 교수",
)  # fmt: skip
_INSTITUTES = (
    "테크노파크", "연구원", "정보산업진흥원", "경제진흥원", "상공회의소", "창조경제혁신센터", "산학융합원",
)  # fmt: skip
_DEPARTMENTS = (
    "메타AI과학국 AI정책과", "메타AI과학국 AI데이터과", "경제통상국 일자리경제과", "미래전략기획단",
    "농축산유통국 스마트농업혁신과", "교육청년국 교육협력과", "복지건강국 어르신복지과",
    "투자유치실 기업지원과", "안전행정실 정보화담당관", "에너지산업국 에너지정책과",
)  # fmt: skip
_SHARED_LIMIT = 4  # sentences two pieces may tell with the same frame or item
_TRIES = 8


def won(rng: Random, low: int, high: int) -> str:
    """An amount in 억 원, in 조 above ten thousand."""
    amount = rng.randrange(low, high)
    if amount > 100:
        amount -= amount % 5
    if amount >= 10_000:
        return f"{amount // 10_000}조 {amount % 10_000:,}억 원"
    return f"{amount:,}억 원"


def future_day(day: datetime, ahead: int) -> str:
    """How a paper names a day to come."""
    then = day + timedelta(days=ahead)
    if then.month == day.month:
        return f"오는 {then.day}일"
    return f"다음 달 {then.day}일" if ahead < 32 else f"{then.month}월 {then.day}일"


class PolicyWriter:
    """Writes one piece after another and keeps them apart: no two share more than a few sentences."""

    def __init__(self) -> None:
        self._seen: dict[str, list[int]] = defaultdict(list)
        self._count = 0

    def write(self, desk: Desk, published: datetime, rng: Random, name: str) -> Piece:
        best: tuple[int, Piece, set[str]] | None = None
        for _ in range(_TRIES):
            piece, used = self._draft(desk, published, rng, name)
            shared = self._shared(used)
            if best is None or shared < best[0]:
                best = (shared, piece, used)
            if shared <= _SHARED_LIMIT:
                break
        assert best is not None
        for mark in best[2]:
            self._seen[mark].append(self._count)
        self._count += 1
        return best[1]

    def _shared(self, used: set[str]) -> int:
        counts: Counter[int] = Counter()
        for mark in used:
            counts.update(self._seen[mark])
        return max(counts.values(), default=0)

    def _draft(
        self, desk: Desk, published: datetime, rng: Random, name: str
    ) -> tuple[Piece, set[str]]:
        actor = actor_for(desk, rng)
        topics = sections("topics")
        allowed = [t for t in (actor.topics or tuple(topics)) if t in topics] or list(topics)
        topic = rng.choice(allowed)
        used: set[str] = set()
        facts = make_facts(actor, topics[topic], published, rng, used)
        frames = lines("frames")
        release = desk.style == "release"
        parts = self._parts(frames, facts, rng, used, release)
        title, other = self._titles(frames, facts, rng, release)
        subtitle_frames = frames["release_subtitle" if release else "subtitle"]
        subtitles = tuple(
            fill(f, facts) for f in rng.sample(subtitle_frames, rng.randint(1, 3))
        )
        piece = Piece(
            id=name,
            subject="policy",
            published=published,
            title=title,
            parts=parts,
            section=_SECTION.get(topic, "local" if actor.region else "economy"),
            subtitles=subtitles,
            captions=tuple(fill(f, facts) for f in rng.sample(frames["caption"], 2)),
            tags=_tags(actor, facts, rng),
            place=actor.seat.removesuffix("시") if len(actor.seat) > 2 else actor.seat,
            regions=(actor.region,) if actor.region else (),
            topics=(topic,),
            department=rng.choice(_DEPARTMENTS),
            variant_title=other,
            variant_lead=fill(rng.choice(frames["lead"]), facts),
            additions=tuple(fill(rng.choice(frames[s]), facts) for s in ("next", "effect", "worry")),
        )
        return piece, used

    def _parts(
        self, frames: Lines, facts: Facts, rng: Random, used: set[str], release: bool
    ) -> tuple[Part, ...]:
        optional = [slot for slot in _ORDER if slot not in _ALWAYS]
        chosen = _ALWAYS | set(rng.sample(optional, rng.randint(5, 8)))
        if not chosen & set(_SPEAKERS):
            chosen.add(rng.choice(sorted(_SPEAKERS)))
        parts = []
        for slot in _ORDER:
            if slot not in chosen or (release and slot in ("worry", "expert_quote")):
                continue
            bank = "release_lead" if release and slot == "lead" else slot
            if bank == "release_lead" and rng.random() < 0.3:
                bank = "lead"
            frame = rng.choice(frames[bank])
            used.add(frame)
            text = fill(frame, facts)
            if slot in _SPEAKERS:
                who, office, said = (facts[k] for k in _SPEAKERS[slot])
                parts.append(Part(text, f"{who}/{office}", said))
            else:
                parts.append(Part(text))
        return tuple(parts)

    def _titles(
        self, frames: Lines, facts: Facts, rng: Random, release: bool
    ) -> tuple[str, str]:
        if release:
            first, second = rng.sample(frames["release_title"], 2)
        else:
            first, second = rng.sample(frames["title"], 2)
            if rng.random() < 0.08:  # the hard ones: nothing in the title says AI
                first = rng.choice(frames["plain_title"])
        return fill(first, facts), fill(second, facts)


def make_facts(
    actor: Actor, topic: Lines, day: datetime, rng: Random, used: set[str]
) -> Facts:
    """Everything the sentences of one story may name, consistent among themselves."""
    acts = rng.sample(topic["act"], 3)
    tools, users = rng.sample(topic["tool"], 2), rng.sample(topic["user"], 2)
    gains, quotes = rng.sample(topic["gain"], 2), rng.sample(topic["quote"], 3)
    pain = rng.choice(topic["pain"])
    used.update(acts, tools, quotes, (pain,))
    region = actor.region or rng.choice(tuple(provinces()))
    cities = actor.cities or provinces()[region].cities
    city, city2 = rng.sample(cities, 2)
    prog = rng.choice(topic["prog"])
    budget = rng.choice((rng.randrange(12, 90), rng.randrange(90, 480), rng.randrange(500, 3900)))
    numbers = {"a": str(rng.randrange(20, 980)), "b": str(rng.randrange(3, 29))}
    facts: Facts = {
        **numbers,
        "org": actor.org, "orgs": actor.short, "self": actor.self,
        "head": actor.head, "headname": actor.head_name,
        "officer": rng.choice(actor.officers), "officername": person(rng), "expertname": person(rng),
        "ai": rng.choice(topic["ai"]), "prog": prog, "qprog": f"‘{prog}’",
        "tool": tools[0], "tool2": tools[1], "user": users[0], "user2": users[1],
        "pain": pain, "gain": gains[0], "gain2": gains[1],
        "quote": quotes[0], "quote2": quotes[1], "quote3": quotes[2],
        "place": actor.region or "전국", "seat": actor.seat, "city": city, "city2": city2,
        "school": school(rng), "partner2": company(rng),
        "partner1": f"{region}{rng.choice(_INSTITUTES)}",
        "day": f"{day.day}일", "nextdate": future_day(day, rng.randrange(5, 26)),
        "month": rng.choice(("다음 달", "12월", "내년 1월", "내년 2월", "내년 3월", "내년 상반기")),
        "season": rng.choice(("봄", "여름", "지난 상반기", "석 달", "가을"))
        .removeprefix("지난 "),
        "period": rng.choice(("2027년", "2028년", "2028년", "2029년", "2030년", "2031년")),
        "budget": f"{budget - budget % 5 if budget > 100 else budget:,}억 원",
        "budget1": won(rng, 5, max(6, budget // 3)), "natl": won(rng, 6, max(7, budget // 2)),
        "loss": won(rng, 80, 9800), "grant": f"{rng.randrange(2, 30)}억 원",
        "ratio": rng.choice(("5대 5", "6대 4", "7대 3", "8대 2")),
        "ratio2": str(rng.randrange(2, 14)),
        "people": str(rng.randrange(30, 960)), "firms": str(rng.randrange(31, 420)),
        "jobs": f"{rng.randrange(4, 190) * 10:,}", "hours": str(rng.randrange(2, 9)),
        "months": str(rng.randrange(3, 20)), "gap": f"{rng.uniform(2, 15):.1f}",
        "pct": f"{rng.uniform(52, 93):.1f}", "pct2": f"{rng.uniform(9, 44):.1f}",
        "pct3": f"{rng.uniform(82, 96):.1f}",
    }  # fmt: skip
    for number, act in enumerate(acts, 1):
        own = {"a": f"{rng.randrange(20, 980)}", "b": str(rng.randrange(3, 29))}
        facts[f"act{number}"] = fill(act, own)
    facts["venue"] = fill(rng.choice(_VENUES), facts)
    facts["expert"] = fill(rng.choice(_EXPERTS), facts)
    return facts


def _tags(actor: Actor, facts: Facts, rng: Random) -> tuple[str, ...]:
    pool = ["인공지능", "AI", actor.short, facts["city"], facts["partner1"], "공모", "업무협약"]
    return tuple(dict.fromkeys(["AI", *rng.sample(pool, 4)]))
