"""A generated corpus as large as one likes: words as often as in life (Zipf), particles, sentences,
paragraphs, outlets, tags, stories with copies, three years of dates. The same number and seed give the
same corpus.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

#: Of an on-topic corpus, the most frequent first; after these come made-up ones.
KNOWN = (
    "AI", "인공지능", "정부", "정책", "지원", "사업", "기술", "데이터", "교육", "산업", "기업", "지역", "예산", "개발",
    "서비스", "과학기술정보통신부", "법", "행정", "안전", "활용", "기본법", "연구", "추진", "공공", "시범", "국회",
    "위원회", "도입", "인재", "센터", "반도체", "GPU", "개인정보", "조례", "의료", "로봇", "규제", "윤리", "클라우드",
    "과기정통부", "경북", "대구", "협약", "학교", "농업", "재난", "투자", "특허", "교통", "복지", "인증", "저작권",
    "딥페이크", "알고리즘", "바우처", "AX", "NPU", "LLM", "R&D", "경상북도", "행정안전부", "스타트업", "샌드박스",
    "자율주행", "드론", "통계", "국방", "금융", "번역", "관제", "간담회", "조달", "감사", "포항시", "안동시", "구미",
)  # fmt: skip
_SYLLABLES = "가고구기나노다달대도동라로리마명무미바보부비사산상서선성소수신아안양여연오용우원유은이인일자장재전정제조주중지진창천청초태통평하한해현형호화환효"
_PARTICLES = (
    "을",
    "를",
    "이",
    "가",
    "은",
    "는",
    "에",
    "의",
    "도",
    "로",
    "에서",
    "까지",
    "과",
    "와",
    "으로",
)
_ENDS = ("했다.", "밝혔다.", "한다고 말했다.", "할 계획이다.", "이라고 설명했다.", "된다.")
WORDS = 30_000
#: Of the logarithm of an article's words: about 900 characters, some 10,000.
_LENGTH, _SPREAD = np.log(190), 0.5
_SHORTEST, _LONGEST = 40, 4_000
OUTLETS, DAYS = 120, 3 * 365
#: A story in so many has copies, up to so many.
COPIED, MOST_COPIES = 0.25, 9
NOW = datetime(2026, 11, 20, tzinfo=UTC)
TOPICS, REGIONS, AGENCIES, PROGRAMMES = 18, 17, 60, 40
LICENCES = ("unknown", "all-rights-reserved", "KOGL-1", "KOGL-4")
#: Articles whose words are drawn together.
_TOGETHER = 2_000


@dataclass(frozen=True, slots=True)
class Article:
    """One of the corpus. ``story`` is the number of its story's first article."""

    id: int
    outlet: str
    title: str
    body: str
    story: int
    published_at: datetime
    band: str
    licence: str
    tags: tuple[tuple[str, str], ...]


def vocabulary() -> list[str]:
    """Every word, the most frequent first."""
    rng = np.random.default_rng(9)
    syllables = list(_SYLLABLES)
    found = dict.fromkeys(KNOWN)
    while len(found) < WORDS:
        for size in rng.choice((2, 2, 2, 3, 3, 4), size=1_000):
            found["".join(rng.choice(syllables, size=size))] = None
    return list(found)[:WORDS]


def articles(number: int, seed: int = 1) -> Iterator[Article]:
    """The corpus, oldest first; some seconds of work a hundred thousand."""
    rng = np.random.default_rng(seed)
    words = np.array(vocabulary(), dtype=object)
    weights = 1 / np.arange(1, WORDS + 1)
    edges = np.cumsum(weights / weights.sum())
    step = timedelta(days=DAYS) / number
    first, copies, text = 0, 0, ("", "")
    for start in range(0, number, _TOGETHER):
        size = min(_TOGETHER, number - start)
        drawn = _draw(rng, edges, words, size)
        for index, (lengths, picked) in enumerate(drawn):
            id_ = start + index + 1
            if copies:
                copies -= 1
                title, body = f"{' '.join(picked[:2])} {text[0]}", text[1]
            else:
                first = id_
                copies = int(rng.integers(1, MOST_COPIES + 1)) if rng.random() < COPIED / 4 else 0
                title, body = _written(rng, picked, lengths)
                text = title, body
            at = NOW - timedelta(days=DAYS) + id_ * step
            yield _article(rng, id_, title, body, first, at.replace(second=0, microsecond=0))


def _draw(rng: Any, edges: Any, words: Any, size: int) -> Iterator[tuple[int, list[str]]]:
    lengths = np.clip(rng.lognormal(_LENGTH, _SPREAD, size), _SHORTEST, _LONGEST).astype(int)
    picked = words[np.searchsorted(edges, rng.random(lengths.sum())).clip(max=WORDS - 1)]
    ends = np.cumsum(lengths)
    for length, end in zip(lengths.tolist(), ends.tolist(), strict=True):
        yield length, picked[end - length : end].tolist()


def _written(rng: Any, picked: list[str], length: int) -> tuple[str, str]:
    """A title of some words, and sentences in paragraphs."""
    endings = rng.integers(0, 2 * len(_PARTICLES), size=length).tolist()
    cut = 6
    title = " ".join(picked[:cut])
    inflected = [
        word + _PARTICLES[end] if end < len(_PARTICLES) else word
        for word, end in zip(picked[cut:], endings[cut:], strict=True)
    ]
    sentences = [
        f"{' '.join(inflected[at : at + 12])} {_ENDS[at % len(_ENDS)]}"
        for at in range(0, len(inflected), 12)
    ]
    return title, "\n\n".join(
        " ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)
    )


def _article(rng: Any, id_: int, title: str, body: str, story: int, at: datetime) -> Article:
    a, b, c, d, e, f, g = rng.random(7).tolist()
    tags = [("topic", f"topic{int(a * a * TOPICS)}")]
    if b < 0.5:
        tags.append(("topic", f"topic{TOPICS - 1 - int(b * 2 * (TOPICS - 1) * 0.5)}"))
    if c < 0.7:
        tags.append(("region", f"region{int(c / 0.7 * c / 0.7 * REGIONS)}"))
    if d < 0.6:
        tags.append(("agency", f"agency{int(d / 0.6 * d / 0.6 * AGENCIES)}"))
    if e < 0.2:
        tags.append(("programme", f"programme{int(e / 0.2 * PROGRAMMES)}"))
    return Article(
        id_, f"outlet{int(f * f * OUTLETS)}", title, body, story, at,
        "accept" if g < 0.85 else "review", LICENCES[int(g * len(LICENCES))],
        tuple(dict.fromkeys(tags)),
    )  # fmt: skip
