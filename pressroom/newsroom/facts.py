"""The facts of one policy story: who, where, how much, by when. Sentences only name them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from pressroom.newsroom.actors import Actor, provinces
from pressroom.newsroom.language import fill
from pressroom.newsroom.names import company, person, school
from pressroom.newsroom.tables import Lines, lines

_VENUES = (
    "{seat} 컨벤션센터", "{orgs} 대회의실", "{city} 문화예술회관", "{partner1} 본관", "{seat} 시민회관",
    "{city} 산학협력관", "{seat} 창업허브", "{orgs} 재난안전상황실", "서울 여의도 국회의원회관",
    "{city} 복합문화센터", "{seat} 도서관 강당", "{city} 청년센터", "{partner2} 연구동",
)  # fmt: skip
_EXPERTS = (
    "{school} 인공지능학과 교수", "{school} 행정학과 교수", "{school} 산업공학과 교수", "{partner2} 대표",
    "{partner1} 선임연구위원", "{school} 법학전문대학원 교수", "한국공공AI연구소 소장", "지역혁신포럼 대표",
    "{partner2} 연구소장", "{school} 사회학과 교수",
)  # fmt: skip
_INSTITUTES = (
    "테크노파크", "연구원", "정보산업진흥원", "경제진흥원", "상공회의소", "창조경제혁신센터", "산학융합원",
)  # fmt: skip


def won(rng: Random, low: int, high: int) -> str:
    """An amount in 억 원."""
    amount = rng.randrange(low, high)
    return f"{amount - amount % 5 if amount > 100 else amount:,}억 원"


#: Numbers that belong to one sentence, not to the story.
LOOSE: dict[str, Callable[[Random], str]] = {
    "b": lambda rng: str(rng.randrange(3, 29)),
    "few": lambda rng: str(rng.randrange(2, 6)),
    "ratio": lambda rng: rng.choice(("5대 5", "6대 4", "7대 3", "8대 2")),
    "ratio2": lambda rng: str(rng.randrange(2, 14)),
    "people": lambda rng: str(rng.randrange(30, 960)),
    "firms": lambda rng: str(rng.randrange(31, 420)),
    "jobs": lambda rng: f"{rng.randrange(4, 190) * 10:,}",
    "hours": lambda rng: str(rng.randrange(2, 9)),
    "months": lambda rng: str(rng.randrange(3, 20)),
    "gap": lambda rng: f"{rng.uniform(2, 15):.1f}",
    "pct": lambda rng: f"{rng.uniform(52, 93):.1f}",
    "pct2": lambda rng: f"{rng.uniform(9, 44):.1f}",
    "pct3": lambda rng: f"{rng.uniform(82, 96):.1f}",
    "pct4": lambda rng: f"{rng.uniform(9, 44):.1f}",
    "loss": lambda rng: won(rng, 80, 9800),
    "grant": lambda rng: f"{rng.randrange(2, 30)}억 원",
    "year0": lambda rng: str(rng.randrange(2008, 2025)),
}


def future_day(day: datetime, ahead: int) -> str:
    """How a paper names a day less than a month ahead."""
    then = day + timedelta(days=ahead)
    return f"오는 {then.day}일" if then.month == day.month else f"다음 달 {then.day}일"


def make_facts(
    actor: Actor, topic: Lines, day: datetime, rng: Random, used: set[str]
) -> dict[str, str]:
    """Everything the sentences of one story may name, consistent among themselves.

    What was drawn from the topic's tables is added to ``used``.
    """
    tools, users = rng.sample(topic["tool"], 2), rng.sample(topic["user"], 2)
    gains, quotes = rng.sample(topic["gain"], 2), _quotes(topic, rng)
    pain, prog, field = (rng.choice(topic[k]) for k in ("pain", "prog", "ai"))
    region = actor.region or rng.choice(tuple(provinces()))
    city, city2 = rng.sample(actor.cities or provinces()[region].cities, 2)
    facts = {
        **_money(rng), **_acts(topic, rng, used),
        "org": actor.org, "orgs": actor.short, "self": actor.self,
        "head": actor.head, "headname": actor.head_name,
        "officer": rng.choice(actor.officers), "officername": person(rng),
        "expertname": person(rng),
        "ai": field, "tai": field.replace("인공지능(AI)", "AI"), "prog": prog, "qprog": f"‘{prog}’",
        "tool": tools[0], "tool2": tools[1], "user": users[0], "user2": users[1],
        "pain": pain, "gain": gains[0], "gain2": gains[1],
        "quote": quotes[0], "quote2": quotes[1], "quote3": quotes[2],
        "place": _place_name(actor), "seat": actor.seat, "city": city, "city2": city2,
        "pilot": region, "partner1": f"{region}{rng.choice(_INSTITUTES)}",
        "partner2": company(rng), "school": school(rng),
        "day": f"{day.day}일", "nextdate": future_day(day, rng.randrange(5, 26)),
        "month": rng.choice(("다음 달", "12월", "내년 1월", "내년 2월", "내년 3월", "내년 상반기")),
        "season": rng.choice(("봄", "여름", "상반기", "초여름")),
        "period": rng.choice(("2027년", "2028년", "2028년", "2029년", "2030년", "2031년")),
    }  # fmt: skip
    used.update(tools, quotes, (pain,))
    facts["venue"] = fill(rng.choice(_VENUES), facts)
    facts["expert"] = fill(rng.choice(_EXPERTS), facts)
    facts["voicename"], facts["quote4"] = person(rng), rng.choice(lines("frames")["voices"])
    facts["voicerole"] = fill(rng.choice(lines("frames")["voiceroles"]), facts)
    return facts


def _quotes(topic: Lines, rng: Random) -> list[str]:
    """What officer, head and expert say; only those in office promise (…겠다)."""
    expert = rng.choice([q for q in topic["quote"] if not q.endswith("겠다")])
    return [*rng.sample([q for q in topic["quote"] if q != expert], 2), expert]


def _money(rng: Random) -> dict[str, str]:
    """Total, first year and state share; the parts are smaller than the whole."""
    total = rng.choice((rng.randrange(24, 90), rng.randrange(90, 480), rng.randrange(500, 3900)))
    return {
        "budget": f"{total - total % 5 if total > 100 else total:,}억 원",
        "budget1": won(rng, 5, total // 3),
        "natl": won(rng, 6, total // 2),
    }


def _acts(topic: Lines, rng: Random, used: set[str]) -> dict[str, str]:
    acts = rng.sample(topic["act"], 3)
    used.update(acts)
    return {
        f"act{number}": fill(
            act, {"a": str(rng.randrange(20, 980)), "b": str(rng.randrange(3, 29))}
        )
        for number, act in enumerate(acts, 1)
    }


def _place_name(actor: Actor) -> str:
    if actor.region is None:
        return "우리나라"
    return actor.region if actor.org == provinces()[actor.region].org else actor.short
