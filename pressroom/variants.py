"""Publications dressed up: what real pages show and the daily world seldom does.

Two authors or none, correspondents and interns, articles edited after they came out, tags,
headings and misleading lines in the text, and pictures in a province's releases. All of it follows from the key: the same world gives the same pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pressroom.sites.base import pick
from pressroom.world import Picture, Publication, Reporter, Text

ROLES = ("선임기자", "인턴기자", "객원기자", "기자")
ABROAD = ("뉴욕", "베이징", "도쿄", "파리", "브뤼셀")
TAGS = ("인공지능", "행정", "데이터", "조례", "GPU", "지역 균형", "AI 기본법", "디지털")
#: Lines of articles that look like something else: headings inside the text, enumerations that begin
#: as captions do, and sentences with the words of notices, credits and side boxes.
HEADINGS = (
    "◇ 왜 지금인가",
    "◆ 남은 숙제",
    "■ 현장의 목소리",
    "□ 무엇이 달라지나",
    "<앞으로의 일정>",
)
LINES = (
    "주요 과제는 ▲전담 조직 신설 ▲데이터 개방 ▲인재 양성 ▲윤리 기준 마련이다.",
    "▲전담 조직 ▲데이터 개방 ▲인재 양성의 세 갈래로 나눠 차근차근 추진한다.",
    "△1단계 실태 조사 △2단계 시범 운영 △3단계 전면 시행의 순서를 밟는다.",
    "신청은 누리집에서 하면 되고 궁금한 점은 담당 부서(02-000-0123)로 물으면 된다.",
    "의견은 전자우편(ai@policy.example)으로도 이달 말까지 받는다.",
    "이번 조례안에는 학습용 글과 사진의 무단 전재와 재배포를 막는 조항도 담겼다.",
    "담당자는 기자에게 “관련기사를 모아 읽고 찾아오는 주민이 늘었다”고 귀띔했다.",
    "설명회 영상은 유튜브와 카카오톡 채널에서 다시 볼 수 있다.",
    "사진 제공과 저작권 처리까지 한 창구에서 돕는 점도 눈에 띈다.",
)
_UNTIL_AN_EDIT = timedelta(minutes=13)


def staff(publications: Sequence[Publication]) -> tuple[Reporter, ...]:
    """Everybody who signs here, each once."""
    return tuple(dict.fromkeys(r for p in publications for r in p.reporters))


def dressed(publication: Publication, colleagues: Sequence[Reporter], now: datetime) -> Publication:
    """The publication with its share of what is rare. Its key, text and day stay."""
    if publication.outlet == "gyeongbuk":
        texts = _worded(publication.key, publication.texts)
        return replace(publication, pictures=_snapshots(publication), texts=texts)
    return replace(
        publication,
        **_signed(publication, colleagues),  # type: ignore[arg-type]
        texts=_worded(publication.key, _edited(publication, now)),
        tags=publication.tags or _tags(publication),
    )


def _snapshots(publication: Publication) -> tuple[Picture, ...]:
    """A release's pictures by their file names, which the old board prints into the text."""
    stem = publication.texts[0].title.split()[0].strip("“”‘’\"',·…") or "보도사진"
    count = (0, 1, 0, 3)[pick(publication.key, 4, "snapshots")]
    return tuple(Picture(f"{stem} 현장{n}.jpg", "") for n in range(1, count + 1))


def _signed(publication: Publication, colleagues: Sequence[Reporter]) -> dict[str, object]:
    """One author in most articles; two in one of five, none in one of twelve (the wire's dateline
    always names one)."""
    wire = publication.outlet == "newspim"
    if not publication.reporters or (not wire and pick(publication.key, 12, "unsigned") == 0):
        return {"reporters": ()}
    first = publication.reporters[0]
    if pick(publication.key, 14, "abroad") == 0:
        place = ABROAD[pick(publication.key, len(ABROAD), "where")]
        return {"reporters": (replace(first, role="특파원"),), "place": place}
    if pick(publication.key, 5, "role") == 0:
        first = replace(first, role=ROLES[pick(publication.key, len(ROLES), "which")])
    others = [c for c in colleagues if c.name != first.name]
    if others and pick(publication.key, 5, "two") == 0:
        return {"reporters": (first, others[pick(publication.key, len(others), "second")])}
    return {"reporters": (first,)}


def _edited(publication: Publication, now: datetime) -> tuple[Text, ...]:
    """One of three of the untouched articles got another headline within hours."""
    first = publication.texts[-1]
    since = (
        first.since + _UNTIL_AN_EDIT + timedelta(seconds=71 * pick(publication.key, 250, "edit"))
    )
    if len(publication.texts) > 1 or since > now or pick(publication.key, 3, "edited"):
        return publication.texts
    return (*publication.texts, replace(first, since=since, title=f"{first.title} (종합)"))


def _worded(key: str, texts: Sequence[Text]) -> tuple[Text, ...]:
    """A heading in one of four articles, a line of the misleading kind in one of three: never first
    or last, and in every state of the text."""
    added = []
    if pick(key, 4, "heading") == 0:
        added.append(HEADINGS[pick(key, len(HEADINGS), "which heading")])
    if pick(key, 3, "line") == 0:
        added.append(LINES[pick(key, len(LINES), "which line")])
    return tuple(
        replace(t, paragraphs=(*t.paragraphs[:2], *added, *t.paragraphs[2:]))
        if len(t.paragraphs) > 3
        else t
        for t in texts
    )


def _tags(publication: Publication) -> tuple[str, ...]:
    first = pick(publication.key, len(TAGS), "tags")
    return tuple(TAGS[(first + n) % len(TAGS)] for n in range(pick(publication.key, 4, "how many")))
