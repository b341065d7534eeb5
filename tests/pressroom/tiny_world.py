"""A world of a few hand-made publications an outlet: enough for every list to have three pages."""

from __future__ import annotations

from datetime import datetime, timedelta

from pressroom.clock import START
from pressroom.sites.registry import all_sites
from pressroom.world import File, Picture, Publication, Reporter, Text, World

COUNT = 45
STEP = timedelta(hours=7)
SECTIONS = {
    "kbs": ("경제", "사회", "IT·과학"),
    "etoday": ("정치·경제", "사회", "기업"),
    "newspim": ("경제 > 과학기술", "전국 > 지자체", "정치 > 국회·정당"),
    "gyeongbuk": ("보도자료",),
    "gipress": ("정치/행정", "경제", "자치/의회"),
    "snilbo": ("정치/행정", "경제", "자치/의회"),
    "breaknews": ("정치/행정", "경제", "IT/과학"),
}


def key(outlet: str, number: int, published: datetime) -> str:
    if outlet == "newspim":
        return f"{published:%Y%m%d}{number:06d}"
    if outlet == "gyeongbuk":
        old = number < COUNT // 2
        return f"bbs_bodo:{402118001 + 300 * number}" if old else f"board12:{1048300 + number}"
    return str(900_000 + number)


def publication(outlet: str, number: int, published: datetime) -> Publication:
    title = f"“{outlet} {number}번” 인공지능·행정 <시범> 사업, 시·군 & 도청이 함께…"
    lines = tuple(
        f"{outlet}의 {number}번 기사 {n}번째 문단이다. ‘인공지능’으로 민원을 살피고 5 < 7이라는 셈도 적었다."
        for n in range(1, 6)
    )
    texts = [Text(published, title, lines, (f"{number}번 부제목 하나", "부제목 둘"))]
    if number % 5 == 0:
        edited = (*lines[:-1], "고친 마지막 문단이다. 시·군은 다음 달에 시작한다고 밝혔다.")
        texts.append(
            Text(published + timedelta(minutes=40, seconds=5), title, edited, texts[0].subtitle)
        )
    sections = SECTIONS.get(outlet, ("정치", "경제", "지역"))
    release = outlet == "gyeongbuk"
    return Publication(
        outlet=outlet,
        key=key(outlet, number, published),
        piece=f"{outlet}-{number}",
        subject="policy",
        published=published,
        texts=tuple(texts),
        reporters=(Reporter("김가람", f"garam@{outlet}.example"),),
        section=sections[number % len(sections)],
        place="세종" if number % 2 else None,
        programme="뉴스7(대구)" if outlet == "kbs" and number % 3 == 0 else None,
        department="메타AI과학국 인공지능과" if release else None,
        contact="054-000-2481" if release else None,
        pictures=(Picture(f"p{number}.jpg", f"{number}번 사진 설명이다"),) if number % 2 else (),
        files=(File(f"{number}. 보도자료.hwp"), File("붙임.pdf")) if release else (),
        tags=("인공지능", "행정"),
    )


def tiny_world() -> World:
    """`COUNT` publications an outlet, seven hours apart, and one that comes out tomorrow."""
    outlets = {}
    for site in all_sites():
        times = [START - STEP * (COUNT - n) + timedelta(seconds=11) for n in range(COUNT)]
        times.append(START + timedelta(days=1))
        outlets[site.outlet] = tuple(publication(site.outlet, n, t) for n, t in enumerate(times))
    return World(seed=1, now=START, outlets=outlets)
