"""The room's small parts: addresses, charts, marks, times."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from web import charts, times
from web.asked import Asked
from web.errors import BadParameter
from web.links import Links, external, number
from web.marking import Span, paragraphs, segments
from web.words import Tongue


class TestAddresses:
    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
            "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://a.kr/x", "//evil.example/",
            "http:", "http://", "https:///x", "http://a.kr/\"onclick=x", "http://a.kr/<b>", "http://a b/",
            "http://[::1", "", None, 7, "\x00http://a.kr",
        ],
    )  # fmt: skip
    def test_what_is_no_web_address_never_becomes_a_link(self, url: object) -> None:
        assert external(url) is None

    @pytest.mark.parametrize("url", ["https://a.kr/x?y=1&z=가", "http://a.kr", "HTTPS://A.KR/x#y"])
    def test_web_addresses_do(self, url: str) -> None:
        assert external(url) == url

    @given(st.text(max_size=40))
    def test_whatever_a_value_is_it_stays_one_segment_of_the_path(self, value: str) -> None:
        try:
            value.encode()
        except UnicodeEncodeError:
            return
        path = Links().page("topic", value)
        assert path.startswith("/topic/")
        assert path.count("/") == 2
        assert not set(path) & set("?#\"'<> \r\n")

    @pytest.mark.parametrize("text", ["", "-1", "1.0", "x", "１", "1" * 30, str(2**63), " 1"])
    def test_what_no_row_can_have_is_no_number(self, text: str) -> None:
        assert number(text) is None

    def test_a_language_is_carried_along(self) -> None:
        assert (
            Links("en").to("/search", {"q": "가 나", "x": ""})
            == "/search?q=%EA%B0%80%20%EB%82%98&lang=en"
        )
        assert Links("en").to("/", {"lang": "ko"}) == "/?lang=ko"


class TestAsked:
    def test_an_address_and_what_it_asks_are_the_same(self) -> None:
        address = "q=AI&outlet=kbs&outlet=etoday&region=%EA%B2%BD%EB%B6%81&since=2026-11-01&until=2026-11-30&order=oldest&fold=0"
        asked = Asked.read(QueryParams(address))
        assert asked.outlets == ("kbs", "etoday")
        assert dict(Asked.read(QueryParams(asked.pairs())).pairs()) == dict(asked.pairs())
        assert Asked.read(QueryParams(asked.pairs())) == asked

    def test_days_are_koreas_and_both_inclusive(self) -> None:
        where = Asked(since=date(2026, 11, 1), until=date(2026, 11, 1)).where()
        assert where.since == datetime(2026, 10, 31, 15, tzinfo=UTC)
        assert where.until == datetime(2026, 11, 1, 15, tzinfo=UTC)

    def test_a_change_begins_at_the_first_page_again(self) -> None:
        asked = Asked(q="AI", after="abc", topic="data")
        assert dict(asked.pairs(region="경북")) == {"q": "AI", "topic": "data", "region": "경북"}
        assert dict(asked.pairs(after="def"))["after"] == "def"

    def test_every_filter_that_holds_can_be_taken_away(self) -> None:
        asked = Asked(outlets=("kbs", "etoday"), topic="data", licence="KOGL-1")
        for _, _, change in asked.chosen():
            assert len(Asked.read(QueryParams(asked.pairs(**change))).chosen()) == 3

    @given(
        st.dictionaries(
            st.sampled_from(["q", "region", "since", "order", "fold", "after", "outlet"]), st.text()
        )
    )
    def test_anything_is_read_or_told(self, given_: dict[str, str]) -> None:
        try:
            Asked.read(QueryParams(given_))
        except BadParameter as told:
            said = Tongue("ko")(told.key, **told.values)
        else:
            return
        assert said


class TestCharts:
    def test_empty_months_are_there(self) -> None:
        made = charts.months([("2025-11", 2), ("2026-02", 4)])
        assert made is not None
        assert [(bar.key, bar.number) for bar in made.bars] == [
            ("2025-11", 2), ("2025-12", 0), ("2026-01", 0), ("2026-02", 4),
        ]  # fmt: skip
        assert (made.most, made.first, made.last) == (4, "2025-11", "2026-02")

    @given(
        st.lists(
            st.tuples(st.dates(date(1995, 1, 1), date(2099, 12, 31)), st.integers(0, 10**6)),
            max_size=30,
        )
    )
    def test_bars_stay_in_the_picture(self, days: list[tuple[date, int]]) -> None:
        made = charts.months([(f"{day:%Y-%m}", n) for day, n in days])
        for bar in made.bars if made else ():
            assert 0 <= bar.x <= bar.x + bar.width <= charts.WIDTH
            assert 0 <= bar.y <= bar.y + bar.height <= charts.HEIGHT + 0.01
            assert bool(bar.height) == bool(bar.number)

    def test_nothing_makes_no_picture(self) -> None:
        assert charts.months([]) is None
        assert charts.line_of_time([None]) == ()

    def test_articles_of_one_moment_are_stacked(self) -> None:
        at = "2026-11-20T09:00:00+09:00"
        dots = charts.line_of_time([at, None, at])
        assert [dot.number for dot in dots] == [0, 2]
        assert dots[0].y > dots[1].y


class TestMarks:
    spans = st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["topic", "region"])),
        max_size=8,
    )

    @given(st.text(max_size=60), spans)
    def test_no_letter_is_lost_or_doubled(
        self, text: str, found: list[tuple[int, int, str]]
    ) -> None:
        made = [Span("body", a, b, kind, id=f"e{n}") for n, (a, b, kind) in enumerate(found)]
        cut = segments(text, made)
        assert "".join(segment.text for segment in cut) == text
        ids = [one for segment in cut for one in segment.ids]
        assert len(ids) == len(set(ids))

    def test_spans_that_overlap_share_what_they_share(self) -> None:
        cut = segments("경북 인공지능", [Span("body", 0, 5, "a"), Span("body", 3, 7, "b")])
        assert [(s.text, s.kinds) for s in cut] == [
            ("경북 ", ("a",)),
            ("인공", ("a", "b")),
            ("지능", ("b",)),
        ]

    def test_paragraphs_know_their_place(self) -> None:
        body = "첫 문단.\n\n둘째 인공지능."
        made = paragraphs(body, [Span("body", 10, 14, "hit")])
        assert [[s.text for s in p if s.kinds] for p in made] == [[], ["인공지능"]]


class TestTimes:
    @pytest.mark.parametrize(
        ("lang", "precision", "shown"),
        [
            ("ko", "minute", "2026. 11. 20. (금) 00:00"), ("ko", "day", "2026. 11. 20. (금)"),
            ("ko", None, "2026. 11. 20. (금)"), ("en", "minute", "Fri 20 Nov 2026 00:00"),
        ],
    )  # fmt: skip
    def test_a_time_is_koreas(self, lang: str, precision: str | None, shown: str) -> None:
        assert times.minute(datetime(2026, 11, 19, 15, tzinfo=UTC), lang, precision) == shown

    @pytest.mark.parametrize(
        ("seconds", "korean", "english"),
        [(30, "1분 안", "under a minute"), (90, "1.5분", "1.5 min"), (7200, "2시간", "2 h"),
         (-3600, "1시간", "1 h"), (129_600, "1.5일", "1.5 d")],
    )  # fmt: skip
    def test_a_length_of_time_is_told_in_its_largest_unit(
        self, seconds: int, korean: str, english: str
    ) -> None:
        assert times.span(seconds, "ko") == korean
        assert times.span(seconds, "en") == english
