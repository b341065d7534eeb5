"""What only the broadcaster publishes: English reports and fillers, and how it speaks on the air."""

from __future__ import annotations

from datetime import datetime
from random import Random

from pressroom.newsroom.language import polite, sentences
from pressroom.newsroom.piece import Part, Piece

_CITIES = ("Seoul", "Busan", "Daegu", "Incheon", "Gwangju", "Ulsan", "Jeju", "Gangneung", "Pohang")
_REPORTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "{city} Port Handles {n} Percent More Cargo in October",
        (
            "The port of {city} handled {k},000 containers last month, up {n} percent from a year ago.",
            "Port officials said shipments of car parts and frozen fish led the increase.",
            "A new pier with {m} berths will open next spring, and the night ferry returns in March.",
        ),
    ),
    (
        "First Frost Reported in {city}, {n} Days Earlier Than Usual",
        (
            "Frost covered fields around {city} on Thursday, {n} days earlier than in an average year.",
            "Morning lows fell to minus {m} degrees Celsius and winds made it feel colder still.",
            "Farmers picked the last {k} boxes of persimmons overnight to save them from the cold.",
        ),
    ),
    (
        "{city} Lantern Festival Draws {k},000 Visitors",
        (
            "More than {k},000 people walked along the river in {city} as the lantern festival opened.",
            "Residents built {n} of the lanterns from paper and bamboo during the summer.",
            "The lights stay on for {m} more evenings, and buses will run until midnight.",
        ),
    ),
    (
        "{city} Orchestra Returns to the Stage After {m} Years",
        (
            "The {city} youth orchestra played its first concert in {m} years to a full house of {k}.",
            "The hall had been closed for repairs, which took {n} weeks longer than planned.",
            "The programme of folk songs will be repeated in three other cities next month.",
        ),
    ),
)
_FILLERS = ("오프닝", "헤드라인", "클로징", "간추린 소식")
_HEADLINES = (
    "밤사이 기온이 뚝 떨어져 출근길이 춥겠습니다.",
    "동해안에 강한 바람이 불어 뱃길이 막혔습니다.",
    "남부 지방의 감 수확이 막바지에 이르렀습니다.",
    "고속도로에서 잇단 추돌로 {n}명이 다쳤습니다.",
    "프로축구 {n}라운드에서 극적인 역전승이 나왔습니다.",
    "전통시장마다 김장 재료를 사려는 손님이 늘었습니다.",
    "문화재 수리 현장이 {n}년 만에 공개됐습니다.",
    "주말에는 비가 내린 뒤 다시 추워지겠습니다.",
    "산불 위험이 커져 등산로 {n}곳이 닫힙니다.",
    "섬마을 여객선이 {n}일 만에 다시 뜹니다.",
    "단풍이 남쪽까지 내려와 나들이객이 몰렸습니다.",
    "수험생 응원 행렬이 전국에서 이어졌습니다.",
    "쌀값이 {n}주째 제자리걸음을 하고 있습니다.",
    "오래된 다리의 통행이 오늘부터 제한됩니다.",
    "겨울 철새를 보려는 발길이 호숫가에 이어졌습니다.",
    "독감 환자가 한 주 사이 {n}% 늘었습니다.",
    "도심 하천에 수달이 돌아왔습니다.",
    "연탄 나르는 손길이 골목을 데웠습니다.",
)


EXTRAS = len(_REPORTS) + len(_HEADLINES) // 3


def extra(number: int, published: datetime, rng: Random, name: str) -> Piece:
    """The English reports and fillers one after another, ``number`` below ``EXTRAS``."""
    if number < len(_REPORTS):
        return english(number, published, rng, name)
    return filler(number - len(_REPORTS), published, rng, name)


def english(number: int, published: datetime, rng: Random, name: str) -> Piece:
    """A short report in English on the same site and with the same kind of address."""
    title, body = _REPORTS[number]
    facts = {
        "city": rng.choice(_CITIES),
        "n": str(rng.randrange(3, 49)),
        "m": str(rng.randrange(2, 14)),
        "k": str(rng.randrange(15, 480)),
    }
    return Piece(
        id=name,
        subject="unrelated",
        published=published,
        title=title.format_map(facts),
        parts=tuple(Part(line.format_map(facts)) for line in body),
        section="world",
        language="en",
    )


def filler(number: int, published: datetime, rng: Random, name: str) -> Piece:
    """A programme's opening or headlines, published under a number of its own."""
    programme = rng.choice(("뉴스9", "뉴스광장", "뉴스7"))
    lines = [
        line.format(n=rng.randrange(3, 30)) for line in _HEADLINES[3 * number : 3 * number + 3]
    ]
    greeting = f"{published.month}월 {published.day}일 {programme} 시작합니다."
    return Piece(
        id=name,
        subject="unrelated",
        published=published,
        title=f"[{programme}] {rng.choice(_FILLERS)}",
        parts=tuple(Part(line) for line in (greeting, *lines)),
        section="society",
    )


def spoken(part: Part) -> str:
    """A paragraph as the broadcaster shows it: an interview in brackets, or polite sentences."""
    if part.speaker:
        return f'[{part.speaker} : "{polite(part.said)}."]'
    return " ".join(polite(line) for line in sentences(part.text))


def programme_at(published: datetime, local: bool, rng: Random) -> str:
    """The programme that is on the air at this hour, of the Daegu station for its region."""
    hour = published.hour
    if hour < 9:
        name = "뉴스광장"
    elif hour < 17:
        name = rng.choice(("930뉴스", "뉴스 12", "뉴스 2"))
    elif hour < 21:
        name = "뉴스7"
    else:
        name = rng.choice(("뉴스 9", "뉴스라인 W"))
    return f"{name}(대구)" if local and name in ("뉴스광장", "뉴스7", "뉴스 9") else name
