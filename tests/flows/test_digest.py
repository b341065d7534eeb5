"""A digest reads the same whatever is in the corpus: words stay words, a second time changes nothing."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html as parser
from markdown_it import MarkdownIt
from prefect.client.schemas.objects import Artifact
from sqlalchemy import Engine

from db.digest import Digest, NoSuchSpan, Span
from db.digest.shape import Asked
from flows.briefing.compose import compose
from flows.briefing.formats import FORMATS, written
from flows.briefing.html import html
from flows.briefing.links import safe
from flows.briefing.markdown import markdown
from flows.briefing.words import DEFINITIONS, NAMES, WORDS, Lang, Speech
from flows.digest import _tell, digest, write
from korean.dates import KST
from korean.vocab import topics
from tests.conftest import ROOT
from tests.db.digests import (
    LAST_WEEK,
    LONG_AGO,
    MONDAY,
    NOON,
    TODAY,
    WEEK,
    article,
    edited,
    outlets,
    probed,
    reused,
    story,
    told,
    visited,
)

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PLAIN = "지역의 인공지능 이야기"
#: Each is plain words, as long as nobody takes it for anything else.
NASTY = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</style></title><svg onload=alert(1)>",
    "[x](javascript:alert(1)) ![y](http://evil.example/y.png)",
    "**굵게** _기울여_ `부호` ~~지움~~ | 칸 | # 제목",
    "&lt;b&gt; &amp; {{ 7 * 7 }} {% raw %}",
    "http://evil.example/x www.evil.example <http://evil.example/> a@evil.example",
    "1. 하나\n- 둘\n\n# 셋\n> 넷\n***\n```\n다섯",
    "\u202e뒤집힘\u2028줄",
)


def full(engine: Engine, words: str = PLAIN, url: str = "https://kbs.kr/1") -> Digest:
    """A digest with something in every section, all its free texts these words."""
    outlets(engine, name=f"{words} {{}}" if "{" not in words else "{}")
    one = story(engine)
    said = f"{words} 라고 길게 말하였습니다"
    tags = [
        ("topic", "data"), ("region", "경북"), ("region", f"경북 {words}"), ("region", words),
        ("programme", words), ("agency", words), ("amount", "1500000000"),
    ]  # fmt: skip
    release = article(engine, "gyeongbuk", title=words, body=words, url=url, story=one, tags=tags)
    paper = article(
        engine, "kyongbuk", NOON + timedelta(hours=5), title=words, body=f"{words}\n\n{words}",
        url=url, story=one, tags=tags, quotes=[(words, said)], agency=words,
    )  # fmt: skip
    article(engine, "kbs", LAST_WEEK, title=words, tags=[("topic", "data")])
    article(engine, "kbs", LONG_AGO, title=words)
    reused(engine, release, paper, 0.95)
    old = article(engine, "kbs", LONG_AGO, title=f"{words} 이전", body=words)
    edited(engine, old, NOON, words, f"{words} 정정보도")
    visited(engine, NOON, etoday="failed", kbs="finished")
    probed(engine, "kbs", NOON, "drift")
    return told(engine)


def shape(page: str) -> list[tuple[str, tuple[str, ...]]]:
    """Elements and the names of their attributes."""
    return [(e.tag, tuple(sorted(e.attrib))) for e in parser.document_fromstring(page).iter()]


def tokens(text: str) -> list[Any]:
    """As GitHub reads it, its own addresses (http://…) aside."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return [t for block in reader.parse(text) for t in (block, *(block.children or ()))]


# -- words stay words --------------------------------------------------------------------------------


@sqlite_only
@pytest.mark.parametrize("words", NASTY)
def test_no_text_of_the_corpus_becomes_markup(engine: Engine, tmp_path: Path, words: str) -> None:
    nasty = full(engine, words)
    page = html(compose(nasty))
    tame = html(compose(_tamed(nasty, words)))
    assert shape(page) == shape(tame)
    seen = " ".join(parser.document_fromstring(page).text_content().split())
    assert " ".join(words.split()) in seen


@sqlite_only
@pytest.mark.parametrize("words", NASTY)
def test_nor_does_it_become_markdown(engine: Engine, words: str) -> None:
    nasty = full(engine, words)
    text = markdown(compose(nasty))
    found, tame = tokens(text), tokens(markdown(compose(_tamed(nasty, words))))
    assert _kinds(found) == _kinds(tame)
    assert not any(t.type.startswith("html") for t in found)
    seen = " ".join(t.content for t in found if t.type == "text")
    assert re.sub(r"\s", "", words) in re.sub(r"\s", "", seen)


def _kinds(found: list[Any]) -> list[str]:
    """What words are cut into (at an escape, a soft break) is no matter."""
    return [t.type for t in found if t.type not in ("text", "text_special")]


def _tamed(value: Any, words: str) -> Any:
    """The digest with harmless words in their place."""
    if isinstance(value, str):
        for form in (words, " ".join(words.split())):
            value = value.replace(form, PLAIN)
        return value
    if isinstance(value, tuple):
        return tuple(_tamed(item, words) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _tamed(getattr(value, f.name), words) for f in fields(value)})  # fmt: skip
    return value


@sqlite_only
def test_what_was_asked_for_is_escaped_too(engine: Engine) -> None:
    asked = Asked(region="<b>경북</b>", topic="<i>", outlets=("<u>",))
    page = html(compose(replace(told(engine), asked=asked)))
    assert not {"b", "i", "u"} & {tag for tag, _ in shape(page)}
    assert "&lt;b&gt;경북" in page


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "data:text/html,<script>", "//evil.example/x", "  vbscript:x",
        "https:", "http://[::1", "", None, "JaVaScRiPt://x/%0aalert(1)", "kbs.kr/1",
    ],
)  # fmt: skip
def test_only_addresses_of_the_web_are_linked(url: str | None) -> None:
    assert safe(url) is None


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://kbs.kr/a?b=1&c=%20", "https://kbs.kr/a?b=1&c=%20"),
        ("http://kbs.kr/가 <b>\"')(", "http://kbs.kr/%EA%B0%80%20%3Cb%3E%22%27%29%28"),
    ],
)
def test_an_address_holds_nothing_that_ends_it(url: str, address: str) -> None:
    assert safe(url) == address


@sqlite_only
def test_a_hostile_address_is_text_without_a_link(engine: Engine) -> None:
    page = html(compose(full(engine, url="javascript:alert(1)")))
    links = parser.document_fromstring(page).xpath("//@href")
    assert links
    assert all(link.startswith(("#", "https://kbs.kr/")) for link in links)


@sqlite_only
def test_the_page_fetches_and_runs_nothing(engine: Engine) -> None:
    page = html(compose(full(engine)))
    root = parser.document_fromstring(page)
    assert root.xpath("//script | //link | //img | //iframe | //form | //object") == []
    assert root.xpath("//@src") == []
    assert "url(" not in page
    assert "@import" not in page
    assert "default-src 'none'" in page


# -- what stands in it -------------------------------------------------------------------------------


@sqlite_only
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_section_is_there_when_there_is_something_for_it(engine: Engine, lang: Lang) -> None:
    page = compose(full(engine), lang)
    assert [s.id for s in page.sections] == [
        "focus", "biggest", "topics", "regions", "programmes", "amounts", "voices", "releases",
        "edits", "gaps",
    ]  # fmt: skip
    root = parser.document_fromstring(html(page))
    assert root.get("lang") == lang
    assert [h.text for h in root.xpath("//section/h2")] == [s.title for s in page.sections]
    assert len(set(root.xpath("//section/@id"))) == len(page.sections)
    assert root.xpath("//nav//@href") == [f"#{s.id}" for s in page.sections]


@sqlite_only
def test_an_empty_corpus_says_that_it_is_empty(engine: Engine) -> None:
    page = compose(told(engine))
    assert page.notes == ("이 조건에 맞는 기사가 이 기간에 없습니다.",)
    assert [s.id for s in page.sections] == ["focus", "gaps"]
    for form in FORMATS:
        assert written(told(engine), form)


@sqlite_only
def test_a_corpus_that_began_in_the_week_is_compared_with_nothing(engine: Engine) -> None:
    outlets(engine)
    article(engine, at=MONDAY, tags=[("topic", "data")])
    page = compose(told(engine))
    assert {f.note for f in page.figures[:3]} == {"직전 기간 자료 없음"}
    assert any("2026년 11월 16일(월)부터" in note for note in page.notes)
    (table,) = next(s for s in page.sections if s.id == "topics").blocks
    assert len(table.head) == 3  # type: ignore[union-attr]


@sqlite_only
@pytest.mark.parametrize(("days", "compared"), [(7, True), (6, False)])
def test_a_corpus_that_began_in_the_week_before_is_compared_with_nothing(
    engine: Engine, days: int, compared: bool
) -> None:
    outlets(engine)
    article(engine, at=MONDAY - timedelta(days=days) + timedelta(hours=9))
    article(engine, at=MONDAY, tags=[("topic", "data")])
    found = told(engine)
    assert found.compared is compared
    note = "직전 7일 1" if compared else "직전 기간 자료 없음"
    assert [f.note for f in compose(found).figures[:3]] == [note] * 3
    assert any("견줄 수 없어" in note for note in compose(found).notes) is not compared
    stories = json.loads(written(found, "json"))["totals"]["stories"]
    assert stories == {"now": 1, "before": 1 if compared else None, "growth": None}


@sqlite_only
@pytest.mark.parametrize(
    ("now", "before", "said"),
    [(20, 10, "+100%"), (10, 20, "−50%"), (3, 0, "새로 +3"), (12, 4, "+8"), (4, 12, "−8"), (5, 5, "같음")],
)  # fmt: skip
def test_a_change_is_told_as_far_as_the_numbers_go(
    engine: Engine, now: int, before: int, said: str
) -> None:
    outlets(engine)
    article(engine, at=LONG_AGO)
    for at, number in ((NOON, now), (LAST_WEEK, before)):
        for _ in range(number):
            article(engine, at=at, tags=[("topic", "data")])
    (table,) = next(s for s in compose(told(engine)).sections if s.id == "topics").blocks
    assert [cell.text for cell in table.rows[0]] == ["데이터", str(now), str(now), said]  # type: ignore[union-attr]


@sqlite_only
def test_a_story_told_of_the_region_has_its_excerpt_once(engine: Engine) -> None:
    found = full(engine, "한 번만 나오는 발췌")
    excerpt = found.biggest[0].excerpt
    page = compose(found)
    told_ = [
        item.text
        for section in page.sections if section.id in ("focus", "biggest")
        for block in section.blocks
        for item in getattr(block, "items", ())
    ]  # fmt: skip
    assert excerpt
    assert told_.count(excerpt) == 1


@sqlite_only
def test_json_has_the_figures_and_times_of_korea(engine: Engine) -> None:
    found = json.loads(written(full(engine), "json"))
    assert set(found) == {f.name for f in fields(Digest)}
    assert found["totals"]["stories"] == {"now": 1, "before": 1, "growth": None}
    assert found["biggest"][0]["first_at"] == "2026-11-18T12:00:00+09:00"
    assert found["span"] == {"first": "2026-11-16", "last": "2026-11-22"}


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_topic_and_every_word_is_said_in_both_languages(lang: Lang) -> None:
    say = Speech(lang)
    assert all(say.name("topic", t.key) != t.key for t in topics())
    pairs = [*WORDS.values(), *(p for some in NAMES.values() for p in some.values())]
    pairs += [p for pair in DEFINITIONS for p in pair]
    hangul = re.compile("[가-힣]")
    assert [en for _, en in pairs if hangul.search(en)] == []
    assert [ko for ko, _ in pairs if ko and not hangul.search(ko) and ko != "robots"] == []
    names = [set(re.findall(r"{(\w*)}", text)) for ko, en in WORDS.values() for text in (ko, en)]
    assert names[::2] == names[1::2]


@pytest.mark.parametrize(
    ("first", "last", "ko", "en"),
    [
        (WEEK.first, WEEK.last, "2026년 11월 16일(월) – 11월 22일(일)", "Mon 16 Nov – Sun 22 Nov 2026"),
        (date(2026, 12, 28), date(2027, 1, 3), "2026년 12월 28일(월) – 2027년 1월 3일(일)",
         "Mon 28 Dec 2026 – Sun 3 Jan 2027"),
        (WEEK.first, WEEK.first, "2026년 11월 16일(월)", "Mon 16 Nov 2026"),
    ],
)  # fmt: skip
def test_days_are_written_as_people_do(first: date, last: date, ko: str, en: str) -> None:
    for lang, wanted in (("ko", ko), ("en", en)):
        assert Speech(lang).days(first, last).replace("\u00a0", " ") == wanted  # type: ignore[arg-type]


def test_one_is_no_plural() -> None:
    say = Speech("en")
    assert say("in_stories", number=1) == "1 story"
    assert say("in_stories", number=2) == "2 stories"
    assert say("previous", days=1, number="3") == "3 the day before"
    assert say("previous", days=2, number="3") == "3 in the 2 days before"
    assert Speech("ko")("in_stories", number=1) == "이야기 1건"


# -- the flow ----------------------------------------------------------------------------------------


def test_the_week_before_is_written_once(engine: Engine, tmp_path: Path) -> None:
    full(engine)
    made = write(engine, tmp_path / "digests", today=TODAY)
    assert [f.name for f in made.files] == ["2026-W47.md", "2026-W47.html"]
    assert made.changed == made.files
    before = [(f.read_bytes(), f.stat().st_mtime_ns) for f in made.files]
    again = write(engine, tmp_path / "digests", today=TODAY + timedelta(days=3))
    assert again.changed == ()
    assert [(f.read_bytes(), f.stat().st_mtime_ns) for f in made.files] == before


@sqlite_only
def test_a_corpus_that_has_grown_is_told_anew(engine: Engine, tmp_path: Path) -> None:
    full(engine)
    write(engine, tmp_path, today=TODAY)
    article(engine, "etoday", title="늦게 온 기사")
    made = write(engine, tmp_path, today=TODAY)
    assert made.changed == made.files
    assert "늦게 온 기사" in made.files[1].read_text("utf-8")


def test_ties_are_settled_alike_on_both_databases(engine: Engine) -> None:
    outlets(engine)
    for code in ("kbs", "etoday"):
        article(
            engine, code, title=f"{code} 기사", tags=[("topic", "data"), ("topic", "rnd")],
            quotes=[(f"{code} 나", "같은 만큼 말한 사람입니다, 둘 다"), (f"{code} 가", "같은 만큼 말한 사람입니다")],
        )  # fmt: skip
    text = written(told(engine), "md")
    order = ("kbs 기사", "etoday 기사", "| 데이터", "| 연구개발", "etoday 가", "etoday 나", "kbs 가", "kbs 나")  # fmt: skip
    assert [text.index(word) for word in order] == sorted(text.index(word) for word in order)


@sqlite_only
def test_a_week_that_is_none_is_a_sentence(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(NoSuchSpan, match="write it like 2026-W47"):
        write(engine, tmp_path, "47", today=TODAY)
    assert list(tmp_path.glob("*.md")) == []


def test_the_flow_writes_into_the_data_folder_and_leaves_an_artifact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[dict[str, Any]] = []
    monkeypatch.setenv("AIPOLICY_HOME", str(tmp_path))
    monkeypatch.delenv("AIPOLICY_DATABASE_URL", raising=False)
    monkeypatch.setattr("flows.digest.stage", lambda function, name: function)
    monkeypatch.setattr("flows.digest.create_markdown_artifact", lambda **given: left.append(given))
    made = digest.fn(week="2026-W46")
    assert made.files == (tmp_path / "digests/2026-W46.md", tmp_path / "digests/2026-W46.html")
    assert all(file.is_file() for file in made.files)
    _tell(replace(made, changed=()))
    first, second = left
    assert (first["key"], first["markdown"]) == ("digest", made.files[0].read_text("utf-8"))
    assert ("written" in first["description"], "unchanged" in second["description"]) == (True, True)
    assert Artifact(key=first["key"], description=first["description"]).key == "digest"


def test_the_wheel_has_the_templates(tmp_path: Path) -> None:
    from hatchling.builders.wheel import WheelBuilder

    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    names = zipfile.ZipFile(wheel).namelist()
    assert {f"flows/briefing/templates/digest.{kind}" for kind in ("html", "css")} <= set(names)


def test_a_span_of_other_days_is_no_week() -> None:
    assert "W" not in Span(date(2026, 11, 17), date(2026, 11, 23)).name


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ((17, 9, 30), (17, 20, 15), "11월 17일(화) 09:30 – 20:15"),
        ((17, 0, 0), (17, 20, 15), "11월 17일(화)"),
        ((17, 0, 0), (18, 20, 15), "11월 17일(화) – 11월 18일(수) 20:15"),
        ((17, 9, 30), (18, 0, 0), "11월 17일(화) 09:30 – 11월 18일(수)"),
        ((17, 9, 30), (17, 9, 30), "11월 17일(화) 09:30"),
    ],
)
def test_times_are_told_with_both_days_or_the_hours_of_one(
    first: tuple[int, int, int], last: tuple[int, int, int], said: str
) -> None:
    begin, end = (datetime(2026, 11, *at, tzinfo=KST) for at in (first, last))
    assert Speech("ko").times(begin, end) == said
