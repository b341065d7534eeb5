"""The outlets of the press room: who they are, how much they publish, how they number articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Style = Literal["news", "release", "broadcast"]


@dataclass(frozen=True, slots=True)
class Desk:
    """One outlet as the newsroom sees it."""

    code: str
    mail: str  # domain of the reporters' addresses
    region: str | None  # short name of its 시·도, None for a national outlet
    volume: int  # base pieces over 60 days at scale 1
    staff: int
    first_key: int
    style: Style = "news"
    neighbours: tuple[str, ...] = ()  # other 시·도 it also covers
    sections: dict[str, str] | None = None


_KBS = {
    "politics": "정치", "economy": "경제", "society": "사회", "science": "IT·과학",
    "world": "국제", "culture": "문화", "sports": "스포츠", "local": "사회",
}  # fmt: skip
_ETODAY = {
    "politics": "정치·경제", "economy": "정치·경제", "society": "사회", "science": "기업",
    "world": "국제", "culture": "문화·라이프", "sports": "문화·라이프", "local": "사회",
}  # fmt: skip
_NEWSPIM = {
    "politics": "정치 > 국회·정당", "economy": "경제 > 경제일반", "society": "사회 > 사회일반",
    "science": "경제 > 과학기술", "world": "글로벌 > 국제일반", "culture": "문화 > 문화일반",
    "sports": "스포츠 > 스포츠일반", "local": "전국 > 지자체",
}  # fmt: skip
_NDSOFT = {
    "politics": "정치", "economy": "경제", "society": "사회", "science": "경제",
    "world": "국제", "culture": "문화", "sports": "스포츠", "local": "지역",
}  # fmt: skip
_INSNEWS = {
    "politics": "정치/행정", "economy": "경제", "society": "사회", "science": "IT/과학",
    "world": "국제", "culture": "문화/예술", "sports": "스포츠", "local": "자치/의회",
}  # fmt: skip
_RELEASE = dict.fromkeys(
    ("politics", "economy", "society", "science", "world", "culture", "sports", "local"), "보도자료"
)

DESKS: tuple[Desk, ...] = (
    Desk("gyeongbuk", "", "경북", 260, 30, 402_118_001, "release", (), _RELEASE),
    Desk("newspim", "newspim.com", None, 420, 30, 0, "news", (), _NEWSPIM),
    Desk("etoday", "etoday.co.kr", None, 380, 30, 2_512_031, "news", (), _ETODAY),
    Desk("kbs", "kbs.co.kr", None, 300, 28, 8_412_207, "broadcast", ("대구", "경북"), _KBS),
    Desk("kyongbuk", "kyongbuk.com", "경북", 200, 22, 4_052_118, "news", ("대구",), _NDSOFT),
    Desk("hidomin", "hidomin.com", "경북", 170, 18, 562_340, "news", ("대구",), _NDSOFT),
    Desk("dkilbo", "dkilbo.com", "경북", 160, 16, 503_911, "news", ("대구",), _NDSOFT),
    Desk("idaegu", "idaegu.com", "대구", 170, 20, 641_705, "news", ("경북",), _NDSOFT),
    Desk("andongdaily", "andongdaily.com", "경북", 80, 12, 38_214, "news", (), _NDSOFT),
    Desk("c1news", "c1news.kr", "경북", 80, 12, 91_330, "news", ("대구",), _NDSOFT),
    Desk(
        "jnilbo", "jnilbo.com", "전남", 190, 20, 90_000_051_204, "news", ("광주",), _NDSOFT
    ),
    Desk("kado", "kado.net", "강원", 200, 22, 1_338_402, "news", (), _NDSOFT),
    Desk("incheonilbo", "incheonilbo.com", "인천", 170, 20, 1_301_877, "news", ("경기",), _NDSOFT),
    Desk("jejunews", "jejunews.com", "제주", 150, 16, 2_228_610, "news", (), _NDSOFT),
    Desk("gwunion", "gwunion.co.kr", "강원", 70, 12, 27_905, "news", (), _NDSOFT),
    Desk("gipress", "gipress.com", "경기", 90, 12, 355_540, "news", (), _INSNEWS),
    Desk("snilbo", "snilbo.co.kr", "경기", 70, 12, 44_519, "news", (), _INSNEWS),
    Desk("breaknews", "breaknews.com", None, 140, 16, 1_142_006, "news", (), _INSNEWS),
)  # fmt: skip

BY_CODE: dict[str, Desk] = {desk.code: desk for desk in DESKS}
