"""Every printed form gives the same instant, and nothing that is not a date gives one."""

from __future__ import annotations

import re
import re._constants as opcodes  # type: ignore[import-untyped]
import re._parser as sre  # type: ignore[import-untyped]
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean import dateforms, dates
from korean.article import Moment
from korean.dates import KST, kst, labelled, parse, plausible

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
NOW = datetime(2026, 11, 20, 18, 0, tzinfo=KST)

times = st.datetimes(
    datetime.fromisoformat("1995-01-01"), datetime.fromisoformat("2026-11-20")
).map(lambda t: t.replace(microsecond=0, tzinfo=KST))
HALVES = ("오전", "오후")
FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in "0123456789:.-"}


def half(t: datetime) -> str:
    return f"{HALVES[t.hour // 12]} {t.hour % 12 or 12}:{t:%M}"


def weekday(t: datetime) -> str:
    return "월화수목금토일"[t.weekday()]


MINUTE_FORMS = {
    "kbs": lambda t: f"입력 {t:%Y.%m.%d (%H:%M)}",
    "insnews": lambda t: f"기사입력 {t:%Y/%m/%d [%H:%M]}",
    "newspim before 2026": lambda t: f"기사입력 : {t:%Y년%m월%d일 %H:%M}",
    "view_idx": lambda t: f"입력 : {t:%Y년 %m월 %d일}({weekday(t)}) {t:%H:%M}",
    "kwangju": lambda t: f"입력 : {t.year}. {t.month}.{t:%d}({weekday(t)}) {t:%H:%M}",
    "ndsoft half day": lambda t: f"승인 {t:%Y.%m.%d} {half(t)}",
    "long weekday": lambda t: f"{t:%Y-%m-%d} {weekday(t)}요일 {half(t)}",
    "spoken": lambda t: (
        f"{t.year}년 {t.month}월 {t.day}일 {HALVES[t.hour // 12]} {t.hour % 12 or 12}시 {t.minute}분"
    ),
    "dashes": lambda t: f"{t:%Y-%m-%d %H:%M}",
    "slashes": lambda t: f"등록:{t:%Y/%m/%d %H:%M}",
    "no blank": lambda t: f"수정{t:%Y-%m-%d}T{t:%H:%M}",
    "twelve digits": lambda t: f"{t:%Y%m%d%H%M}",
    "glued": lambda t: f"입력{t:%Y.%m.%d %H:%M}",
    "portal": lambda t: f"{t:%Y.%m.%d.} {half(t)}",
    "official": lambda t: f"{t.year}. {t.month}. {t.day}.({weekday(t)}) {t:%H:%M}",
    "hours and minutes written out": lambda t: f"{t:%Y-%m-%d %H}시 {t:%M}분",
    "iso to the minute": lambda t: f"{t:%Y-%m-%dT%H:%M%z}",
    "no-break spaces": lambda t: f"승인\xa0{t:%Y.%m.%d}\xa0{t:%H:%M}",
    "ideographic spaces": lambda t: f"등록　{t:%Y.%m.%d}　{t:%H:%M}",
    "middle dot between": lambda t: f"{t:%Y.%m.%d · %H:%M}",
    "middle dots inside": lambda t: f"{t:%Y·%m·%d %H:%M}",
    "bar between": lambda t: f"{t:%Y-%m-%d | %H:%M}",
    "bare weekday": lambda t: f"{t:%Y.%m.%d} {weekday(t)} {t:%H:%M}",
    "pm before": lambda t: f"{t:%Y-%m-%d %p %I:%M}",
    "pm behind": lambda t: f"{t:%Y.%m.%d %I:%M%p}",
    "english, Korea style": lambda t: f"Published : {t:%b. %d, %Y - %H:%M}",
    "two-digit year": lambda t: f"{t:%y.%m.%d %H:%M}",
    "two-digit year, apostrophe": lambda t: f"’{t:%y.%m.%d %H:%M}",
    "two-digit year, written out": lambda t: f"{t:%y년 %m월 %d일 %H:%M}",
    "zone behind": lambda t: f"{t:%Y-%m-%d %H:%M} (KST)",
    "full-width": lambda t: f"{t:%Y.%m.%d %H:%M}".translate(FULL_WIDTH),
    "zero width inside": lambda t: f"{t:%Y.%m.%d}\u200b {t:%H:%M}",
}
SECOND_FORMS = {
    "board": lambda t: f"작성일 {t:%Y-%m-%d %H:%M:%S}",
    "mediaon": lambda t: f"등록 {t:%Y.%m.%d %H:%M:%S}",
    "kbs search": lambda t: f"{t:%Y%m%d %H%M%S}",
    "compact": lambda t: f"{t:%Y%m%d%H%M%S}",
    "iso": lambda t: t.isoformat(),
    "iso without colon": lambda t: f"{t:%Y-%m-%dT%H:%M:%S%z}",
    "iso fraction": lambda t: f"{t:%Y-%m-%dT%H:%M:%S}.123+09:00",
    "iso utc": lambda t: f"{t.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    "iso naive": lambda t: f"{t:%Y-%m-%dT%H:%M:%S}",
    "rfc 822": format_datetime,
    "rfc 822 in gmt": lambda t: format_datetime(t.astimezone(UTC), usegmt=True),
    "rfc 822 naive": lambda t: f"{t:%a, %d %b %Y %H:%M:%S}",
    "korea.kr api": lambda t: f"{t:%m/%d/%Y %H:%M:%S}",
    "english": lambda t: f"{t:%B %d, %Y %H:%M:%S}",
    "glued": lambda t: f"기사등록{t:%Y/%m/%d %H:%M:%S}",
    "database": lambda t: f"{t:%Y-%m-%d %H:%M:%S}.0",
    "with offset": lambda t: f"{t:%Y-%m-%d %H:%M:%S} +0900",
    "written out": lambda t: f"{t:%Y년 %m월 %d일 %H시 %M분 %S초}",
    "java": lambda t: f"{t:%a %b %d %H:%M:%S} KST {t:%Y}",
    "compact iso": lambda t: f"{t:%Y%m%dT%H%M%S%z}",
    "two-digit rfc 822": lambda t: f"{t:%d %b %y %H:%M:%S} +0900",
    "iso far away": lambda t: t.astimezone(timezone(timedelta(hours=-5))).isoformat(),
    "full-width": lambda t: f"{t:%Y-%m-%d %H:%M:%S}".translate(FULL_WIDTH),
}
DAY_FORMS = {
    "dashes": lambda t: f"{t:%Y-%m-%d}",
    "weekday": lambda t: f"{t:%Y-%m-%d}({weekday(t)})",
    "official": lambda t: f"{t.year}. {t.month}. {t.day}.",
    "korean": lambda t: f"{t.year}년 {t.month}월 {t.day}일",
    "two-digit year": lambda t: f"{t:%y-%m-%d}",
    "two-digit year, dots": lambda t: f"{t:%y.%m.%d}",
    "eight digits": lambda t: f"{t:%Y%m%d}",
    "slashes": lambda t: f"작성일 : {t:%Y/%m/%d}",
    "official with weekday": lambda t: f"{t.year}. {t.month}. {t.day}.({weekday(t)})",
    "english": lambda t: f"{t:%B %d, %Y}",
    "english, day first": lambda t: f"{t:%d %B %Y}",
    "full-width": lambda t: f"{t:%Y.%m.%d}".translate(FULL_WIDTH),
    # An hour without minutes is no minute: the day, and the hour stays in the raw string.
    "hour only": lambda t: f"{t:%Y-%m-%d %H}시",
    "hour of the half day": lambda t: f"{t:%Y.%m.%d.} {HALVES[t.hour // 12]} {t.hour % 12 or 12}시",
}


@pytest.mark.parametrize("form", MINUTE_FORMS)
@given(t=times)
def test_forms_that_print_minutes_come_back_to_the_minute(form: str, t: datetime) -> None:
    found = parse(MINUTE_FORMS[form](t), now=NOW)
    assert found is not None
    assert (found.at, found.precision) == (t.replace(second=0), "minute")


@pytest.mark.parametrize("form", SECOND_FORMS)
@given(t=times)
def test_forms_that_print_seconds_come_back_to_the_second(form: str, t: datetime) -> None:
    found = parse(SECOND_FORMS[form](t), now=NOW)
    assert found is not None
    assert (found.at, found.precision) == (t, "second")


@pytest.mark.parametrize("form", DAY_FORMS)
@given(t=times)
def test_forms_that_print_days_come_back_as_korean_midnight(form: str, t: datetime) -> None:
    found = parse(DAY_FORMS[form](t), now=NOW)
    assert found is not None
    assert (found.at, found.precision) == (t.replace(hour=0, minute=0, second=0), "day")


@given(t=times)
def test_a_list_date_without_a_year_is_the_last_such_day(t: datetime) -> None:
    found = parse(f"{t:%m-%d %H:%M}", now=NOW)
    if found is None:
        assert (t.month, t.day) == (2, 29)
        return
    assert (kst(found.at).month, kst(found.at).day) == (t.month, t.day)
    assert NOW - timedelta(days=366) < found.at <= NOW + timedelta(minutes=10)


@given(st.text(st.sampled_from("0123456789.-/:년월일시분()[] 오전후TZ+목입력"), max_size=40))
def test_no_jumble_of_date_characters_breaks_the_reader(s: str) -> None:
    found = parse(s, now=NOW)
    assert found is None or (found.at.tzinfo is UTC and found.raw in s)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("입력 2024.02.21 (19:34)", "2024-02-21T19:34+09:00"),
        ("기사입력 2024/03/07 [21:28]", "2024-03-07T21:28+09:00"),
        ("2024년01월19일 09:00", "2024-01-19T09:00+09:00"),
        ("승인 2025.01.02 오후 3:04", "2025-01-02T15:04+09:00"),
        ("승인 2025.01.02 오전 12:10", "2025-01-02T00:10+09:00"),
        ("승인 2025.01.02 오후 12:10", "2025-01-02T12:10+09:00"),
        ("2025.01.02 3:04 PM", "2025-01-02T15:04+09:00"),
        ("2025.01.02 오후 15:04", "2025-01-02T15:04+09:00"),
        ("입력 : 2023년 02월 23일(목) 14:36", "2023-02-23T14:36+09:00"),
        ("2024. 12.04(수) 16:30", "2024-12-04T16:30+09:00"),
        ("2024-05-28\n17:11", "2024-05-28T17:11+09:00"),
        ("2024년 1월 19일 오전 9시", "2024-01-19T00:00+09:00"),
        ("2024년 1월 19일 24시", "2024-01-19T00:00+09:00"),
        ("2025.01.02 낮 12:00", "2025-01-02T12:00+09:00"),
        ("2025.01.02 낮 12시 30분", "2025-01-02T12:30+09:00"),
        ("2025.01.02 낮 1:10", "2025-01-02T13:10+09:00"),
        ("2025.01.02 밤 12:00", "2025-01-03T00:00+09:00"),
        ("2025.01.02 밤 12:30", "2025-01-03T00:30+09:00"),
        ("2025.01.02 밤 1:30", "2025-01-02T01:30+09:00"),
        ("2025.01.02 밤 11:30", "2025-01-02T23:30+09:00"),
        ("2025.01.02 새벽 4:20", "2025-01-02T04:20+09:00"),
        ("2025.01.02 저녁 7:05", "2025-01-02T19:05+09:00"),
        ("2025.01.02 오전 12시 5분", "2025-01-02T00:05+09:00"),
        ("2025.01.02 09:00 오후 회의", "2025-01-02T09:00+09:00"),
        ("2025.01.02 10:00-12:00", "2025-01-02T10:00+09:00"),
        ("2025-01-02T10:00-05:00", "2025-01-03T00:00+09:00"),
        ("20260810T203150Z", "2026-08-11T05:31:50+09:00"),
        ("지난해 ‘2025.01.02’의 기록", "2025-01-02T00:00+09:00"),
        ("3면 2025.01.02 10:00", "2025-01-02T10:00+09:00"),
        ("2024-02-30 10:00 다시 2024-03-01 10:00", "2024-03-01T10:00+09:00"),
        ("11-19", "2026-11-19T00:00+09:00"),
        ("12.24", "2025-12-24T00:00+09:00"),
        ("11월 19일", "2026-11-19T00:00+09:00"),
        ("하루 전", "2026-11-19T00:00+09:00"),
        ("어제 오후 3:20", "2026-11-19T15:20+09:00"),
        ("12개월 전", "2025-11-20T00:00+09:00"),
        ("30초 전", "2026-11-20T17:59+09:00"),
        ("2024.02.21 24:00", "2024-02-22T00:00+09:00"),
        ("11-20 17:00", "2026-11-20T17:00+09:00"),
        ("11-21 09:00", "2025-11-21T09:00+09:00"),
        ("11월 19일 09:30", "2026-11-19T09:30+09:00"),
        ("14:30", "2026-11-20T14:30+09:00"),
        ("23:10", "2026-11-19T23:10+09:00"),
        ("3시간 전", "2026-11-20T15:00+09:00"),
        ("45분전", "2026-11-20T17:15+09:00"),
        ("방금", "2026-11-20T18:00+09:00"),
        ("방금 전", "2026-11-20T18:00+09:00"),
        ("어제 14:30", "2026-11-19T14:30+09:00"),
        ("그제", "2026-11-18T00:00+09:00"),
        ("2일 전", "2026-11-18T00:00+09:00"),
        ("1주일 전", "2026-11-13T00:00+09:00"),
        ("2개월 전", "2026-09-20T00:00+09:00"),
        ("98-06-02", "1998-06-02T00:00+09:00"),
        ("Tue, 06 Jan 2026 08:45:00 -0000", "2026-01-06T17:45+09:00"),
        ("2026-01-06T10:45:00+02:00", "2026-01-06T17:45+09:00"),
    ],
)
def test_a_printed_time_is_read(raw: str, expected: str) -> None:
    found = parse(raw, now=NOW)
    assert found is not None
    assert found.at == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "raw",
    [
        "2024-13-45",
        "2024-02-30 10:00",
        "2023.02.29",
        "2024.01.01 25:10",
        "20241345",
        "02-30 10:00",
        "전화 054-880-2481",
        "02-781-1234",
        "버전 26.1.2.3",
        "192.168.10.24",
        "조회수 259",
        "3시간 동안",
        "9999년 전",
        "2024.01.01 24:30",
        "2024.01.01 10:75",
        "1/11",
        "제12회",
        "사람 10.29 참사",
        "",
    ],
)
def test_what_is_no_date_gives_none(raw: str) -> None:
    assert parse(raw, now=NOW) is None


@pytest.mark.parametrize("raw", ["3시간 전", "방금", "어제 14:30", "11-20 17:00", "14:30"])
def test_a_form_that_needs_the_capture_time_gives_none_without_it(raw: str) -> None:
    assert parse(raw) is None


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("입력 2024.02.21 (19:34) 수정 2024.02.21 (20:11)", "2024.02.21 (19:34)"),
        ("작성일  2023-07-14 14:44:42 조회수 259", "2023-07-14 14:44:42"),
        ("2026. 1. 6. 화요일", "2026. 1. 6. 화요일"),
    ],
)
def test_the_raw_string_is_what_the_site_printed(text: str, raw: str) -> None:
    found = parse(text)
    assert found is not None
    assert found.raw == raw


PUBLISHED = "2026-11-01T09:05+09:00"
MODIFIED = "2026-11-02T10:07+09:00"


@pytest.mark.parametrize(
    "text",
    [
        "입력 2026.11.01 (09:05) 수정 2026.11.02 (10:07)",
        "기사입력 : 2026년11월01일 09:05\n\n최종수정 : 2026년11월02일 10:07",
        "승인 2026.11.01 09:05 | 수정 2026.11.02 10:07",
        "기사입력 2026-11-01 09:05 l 최종수정 2026-11-02 10:07",
        "수정 2026.11.02 10:07 입력 2026.11.01 09:05",
        "등록 2026.11.01 09:05:00 최종수정일 2026-11-02 10:07:00",
        "작성일\n2026-11-01 09:05:00\n조회수\n25\n업데이트 : 2026-11-02 10:07",
        "입력일시:2026/11/01 09:05 수정일시:2026/11/02 10:07",
        "송고 2026-11-01 09:05 / 최종 수정 2026-11-02 10:07",
        "보도시점 2026. 11. 1.(일) 09:05 수정 2026. 11. 2.(월) 10:07",
        "발행일 2026-11-01 09:05 최종편집 2026-11-20 18:00 업데이트 2026-11-02 10:07",
        "최종편집 : 2026-11-20 17:59 기사입력 2026/11/01 [09:05] 수정 2026-11-02 10:07",
        "입력 2026.11.01 09:05 수정 2026.11.02 10:07 입력 2026-11-03 11:11:11",
        "입력2026.11.01 09:05 수정2026.11.02 10:07",
        "등록 : 2026.11.01 09:05 수정 : 2026.11.02 10:07",
        "입력 2026.11.01. 오전 9:05 수정 2026.11.02. 오전 10:07",
        "입력：２０２６．１１．０１ ０９：０５ 수정：２０２６．１１．０２ １０：０７",
        "입력 2026.11.01 09:05 · 수정 2026.11.02 10:07 ㅣ 지면 2026.11.02 3면",
        "기사등록 2026/11/01 09:05:00 최종수정 2026/11/02 10:07:00",
        "송고시간 2026-11-01 09:05 업데이트 2026-11-02 10:07",
        "배포일시 2026. 11. 1.(일) 09:05 / 최종 업데이트 : 2026. 11. 2.(월) 10:07",
        "최초입력 2026.11.01 09:05:00 최종수정 2026.11.02 10:07:00",
        "Published : Nov. 1, 2026 - 09:05 Updated : Nov. 2, 2026 - 10:07",
        "승인 2026-11-01 09:05 신문게재 2026-11-03 19면 수정 2026-11-02 10:07",
        "입력 2026-02-30 09:05 등록 2026.11.01 09:05 수정 2026.11.02 10:07",
        "등록번호 경북 아00000 등록일 2011-03-04 발행인 홍길동\n입력 2026.11.01 09:05 수정 2026.11.02 10:07",
        "제호 : 어느뉴스 | 발행일 : 2011년 3월 4일\n승인 2026.11.01 09:05 | 수정 2026.11.02 10:07",
    ],
)
def test_labels_tell_the_published_from_the_modified_time(text: str) -> None:
    found = labelled(text)
    assert found.published is not None
    assert found.modified is not None
    assert (found.published.at, found.modified.at) == (
        datetime.fromisoformat(PUBLISHED),
        datetime.fromisoformat(MODIFIED),
    )


@pytest.mark.parametrize(
    "text",
    [
        "최종편집 : 2026-11-20 18:00",
        "신문게재 2025-09-01 19면",
        "2026-11-20 18:00",
        "작성자 김철수",
        "수정구 2026년",
        "지면게재일 2026년 11월 20일 금요일",
        "지면 2026-11-20 3면",
        "등록번호 경북 아00000 | 등록일 2011-03-04 | 발행인 홍길동",
        "등록번호\n가나 00010\n등록일\n2009.03.11\n발행일\n2010.01.04\n발행인·편집인\n누리집 안내",
        "재승인 2026.11.20 18:00",
        "입력 방법은 2026년 11월 20일부터 바뀐다",
    ],
)
def test_a_page_clock_or_an_unlabelled_date_is_no_publication(text: str) -> None:
    found = labelled(text)
    assert (found.published, found.modified) == (None, None)


def test_a_labelled_relative_time_counts_from_the_capture() -> None:
    found = labelled("입력 3시간 전", now=NOW)
    assert found.published is not None
    assert found.published.at == NOW - timedelta(hours=3)


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (timedelta(0), True),
        (timedelta(minutes=10), True),
        (timedelta(minutes=11), False),
        (timedelta(days=-400), True),
        (timedelta(days=-365 * 40), False),
    ],
)
def test_a_time_after_the_capture_or_before_news_sites_is_not_plausible(
    offset: timedelta, expected: bool
) -> None:
    moment = Moment((NOW + offset).astimezone(UTC), "minute", "")
    assert plausible(moment, NOW) is expected


@given(
    st.text(max_size=60),
    st.sampled_from([*["입력", "승인", "수정", "등록", "2026.11.20", "18:00", "3시간", "전"], ""]),
)
def test_no_text_at_all_breaks_the_reader(s: str, word: str) -> None:
    for text in (s, s + word, word + s):
        found = parse(text, now=NOW)
        assert found is None or found.raw in text
        labelled(text, now=NOW)


@given(st.sampled_from([*MINUTE_FORMS]), times, st.text("가나다 \n.,[]()|", max_size=12))
def test_a_printed_time_is_read_wherever_it_stands(form: str, t: datetime, around: str) -> None:
    found = parse(f"{around} {MINUTE_FORMS[form](t)} {around}", now=NOW)
    assert found is not None
    assert found.at == t.replace(second=0)


@given(times, times, st.sampled_from(["", " ", "\n", " | ", " · "]))
def test_two_labelled_times_on_one_line_stay_apart(t: datetime, u: datetime, gap: str) -> None:
    found = labelled(f"입력 {t:%Y.%m.%d %H:%M}{gap}수정 {u:%Y.%m.%d %H:%M}")
    assert found.published is not None
    assert found.modified is not None
    assert (found.published.at, found.modified.at) == (t.replace(second=0), u.replace(second=0))


def test_an_hour_without_minutes_keeps_its_hour_in_the_raw_string() -> None:
    found = parse("배포 2026. 11. 20.(금) 오후 6시")
    assert found is not None
    assert (found.precision, found.raw) == ("day", "2026. 11. 20.(금) 오후 6시")


class TestNoTextCostsMoreThanItsLength:
    """Bounded by construction and by count, since a clock would tell the machine's load.

    An unbounded repeat never gives back what it took, none is inside another, and the forms are
    tried a few times a place: so the work grows with the text's length and not faster.
    """

    PATTERNS = (
        *(pattern for pattern, _ in chain(*dateforms.FORMS.values(), dateforms.WORDS)),
        *(pattern for pattern, _ in dateforms.ALONE),
        dateforms.START,
        dates._LABEL,
    )
    ADVERSARIES = (
        "2026.",
        "2026.11.20 ",
        "2026.11.20\n  \t ",
        "입력 ",
        "입력 2026",
        "최종 ",
        "1",
        "12 ",
        "1 1.1/1-1:",
        "Fri, Nov ",
        "오늘",
        "3시간 ",
        "'",
        " ",
        "월 일 ",
    )

    @pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.pattern[:24])
    def test_no_unbounded_repeat_gives_back(self, pattern: re.Pattern[str]) -> None:
        assert [*generous(sre.parse(pattern.pattern, pattern.flags))] == []

    @pytest.mark.parametrize("piece", ADVERSARIES)
    @pytest.mark.parametrize("reader", [parse, labelled])
    def test_the_forms_are_tried_a_few_times_a_place(
        self, piece: str, reader: Callable[..., object], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tried = 0

        class Counting:
            def __init__(self, pattern: re.Pattern[str]) -> None:
                self.pattern = pattern

            def match(self, text: str, at: int) -> re.Match[str] | None:
                nonlocal tried
                tried += 1
                return self.pattern.match(text, at)

        def counting(forms: Any) -> Any:
            return tuple((Counting(pattern), build) for pattern, build in forms)

        monkeypatch.setattr(
            dateforms, "FORMS", {n: counting(f) for n, f in dateforms.FORMS.items()}
        )
        monkeypatch.setattr(dateforms, "WORDS", counting(dateforms.WORDS))
        text = piece * (100_000 // len(piece))
        reader(text + "x", now=NOW)
        assert tried <= 6 * len(text) / len(piece) * max(1, len(piece) // 2)

    def test_the_structural_check_sees_a_repeat_that_gives_back(self) -> None:
        assert len([*generous(sre.parse(r"\s*(a+)(?:b*+)x"))]) == 2


def generous(tree: Any) -> Iterator[str]:
    """The unbounded repeats of a parsed pattern that backtrack, or stand inside another one."""
    for operator, value in tree:
        if operator in (opcodes.MAX_REPEAT, opcodes.MIN_REPEAT, opcodes.POSSESSIVE_REPEAT):
            _, most, inner = value
            endless = most == opcodes.MAXREPEAT
            if endless and operator != opcodes.POSSESSIVE_REPEAT:
                yield str(inner)
            if endless and any(True for _ in unbounded(inner)):
                yield f"nested: {inner}"
            yield from generous(inner)
        else:
            for part in parts(value):
                yield from generous(part)


def unbounded(tree: Any) -> Iterator[object]:
    for operator, value in tree:
        if operator in (opcodes.MAX_REPEAT, opcodes.MIN_REPEAT, opcodes.POSSESSIVE_REPEAT):
            if value[1] == opcodes.MAXREPEAT:
                yield value
            yield from unbounded(value[2])
        else:
            for part in parts(value):
                yield from unbounded(part)


def parts(value: Any) -> Iterator[Any]:
    if isinstance(value, sre.SubPattern):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from parts(item)


def test_a_naive_time_is_korean_time() -> None:
    assert kst(datetime(2026, 11, 20, 18, 0)) == NOW  # noqa: DTZ001


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared seeds are not beside the repository")
@pytest.mark.parametrize(
    ("seed", "published", "modified"),
    [
        ("000", "2024-02-21T19:34+09:00", "2024-02-21T20:11+09:00"),
        ("001", "2024-05-28T17:11+09:00", "2024-05-28T17:38+09:00"),
        ("002", "2023-07-14T14:44:42+09:00", None),
        ("003", "2024-03-07T21:28+09:00", None),
        ("004", "2024-01-19T09:00+09:00", "2024-01-19T09:37+09:00"),
    ],
)
def test_the_seeds_give_their_times(seed: str, published: str, modified: str | None) -> None:
    text = next(SEEDS.glob(f"{seed}_*.txt")).read_text("utf-8")
    head = labelled(text[:600])
    assert head.published is not None
    assert head.published.at == datetime.fromisoformat(published)
    assert (head.modified.at if head.modified else None) == (
        datetime.fromisoformat(modified) if modified else None
    )
