"""Invented people, companies and schools. Names are common ones put together at random."""

from __future__ import annotations

from random import Random

_SURNAMES = [
    "김",
    "이",
    "박",
    "최",
    "정",
    "강",
    "조",
    "윤",
    "장",
    "임",
    "한",
    "오",
    "서",
    "신",
    "권",
    "황",
    "안",
    "송",
    "류",
    "홍",
    "전",
    "고",
    "문",
    "손",
    "양",
    "배",
    "백",
    "허",
    "남",
    "심",
    "노",
    "하",
]
_WEIGHTS = (21, 15, 9, 5, 5, 3, 3, 3, 2, 2) + (1,) * 22
_ROMAN = {
    "김": "kim", "이": "lee", "박": "park", "최": "choi", "정": "jung", "강": "kang", "조": "cho",
    "윤": "yoon", "장": "jang", "임": "lim", "한": "han", "오": "oh", "서": "seo", "신": "shin",
    "권": "kwon", "황": "hwang", "안": "ahn", "송": "song", "류": "ryu", "홍": "hong", "전": "jeon",
    "고": "ko", "문": "moon", "손": "son", "양": "yang", "배": "bae", "백": "baek", "허": "heo",
    "남": "nam", "심": "shim", "노": "noh", "하": "ha",
}  # fmt: skip
_GIVEN = {
    "민": "min", "서": "seo", "지": "ji", "현": "hyun", "수": "soo", "영": "young", "준": "jun",
    "혜": "hye", "은": "eun", "경": "kyung", "재": "jae", "승": "seung", "태": "tae", "도": "do",
    "윤": "yun", "상": "sang", "미": "mi", "정": "jung", "진": "jin", "희": "hee", "석": "seok",
    "호": "ho", "연": "yeon", "규": "kyu", "원": "won", "선": "sun", "기": "ki", "동": "dong",
    "유": "yoo", "나": "na", "성": "sung", "훈": "hoon", "인": "in", "주": "joo", "형": "hyung",
}  # fmt: skip
_COMPANY_HEAD = [
    "누리",
    "가온",
    "한결",
    "다온",
    "새론",
    "이든",
    "라온",
    "미르",
    "해담",
    "온누리",
    "바른",
    "늘품",
    "아라",
    "솔빛",
    "큰길",
    "도담",
    "예솔",
    "하늘재",
    "비추",
    "모아",
    "두드림",
    "세움",
    "그루",
    "나루",
    "달빛",
    "물결",
    "보람",
    "소담",
    "여울",
    "참빛",
]
_COMPANY_TAIL = [
    "로보틱스",
    "클라우드",
    "테크",
    "시스템즈",
    "데이터랩",
    "소프트",
    "비전",
    "네트웍스",
    "오토메이션",
    "메디컬",
    "에너지",
    "세미콘",
    "모빌리티",
    "팜",
    "시큐리티",
    "에듀",
    "바이오",
    "인텔리전스",
    "솔루션",
    "로직스",
]
_SCHOOL_HEAD = [
    "한빛",
    "새길",
    "동해",
    "금강",
    "백두",
    "가람",
    "서림",
    "남해",
    "청운",
    "한울",
    "대림",
    "세원",
    "태화",
    "단우",
]
_DOT_STYLES = 3


def person(rng: Random) -> str:
    """A three-syllable name."""
    first, second = rng.sample(sorted(_GIVEN), 2)
    return rng.choices(_SURNAMES, _WEIGHTS)[0] + first + second


def mailbox(name: str, rng: Random) -> str:
    """The local part of a reporter's address, in one of the habits newsrooms have."""
    family, given = _ROMAN[name[0]], "".join(_GIVEN[s] for s in name[1:])
    style = rng.randrange(_DOT_STYLES)
    if style == 0:
        return given + family[0]
    if style == 1:
        return f"{family}{given[:3]}{rng.randrange(10, 99)}"
    return f"{given}{rng.randrange(1, 9)}"


def company(rng: Random) -> str:
    return rng.choice(_COMPANY_HEAD) + rng.choice(_COMPANY_TAIL)


def school(rng: Random) -> str:
    return rng.choice(_SCHOOL_HEAD) + rng.choice(("대", "대", "대", "과학기술대", "공대"))
