"""What pages say of what they count, when it was, and who said it."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from html import unescape
from xml.etree import ElementTree

import pytest
from jinja2 import Environment, FileSystemLoader
from sqlalchemy import Engine, select
from sqlalchemy.orm import aliased
from starlette.testclient import TestClient

from db import health, queries
from db.models import Article, Reuse, Version
from db.queries import Filter
from db.search import Hit, find
from db.session import reading
from korean.highlight import Snippet
from tests.web import hostile
from tests.web.markup import Page
from web import charts, names, room, times
from web.chips import chips
from web.pages import home
from web.pages.outlets import _visited
from web.words import WORDS, Tongue

ATOM = "{http://www.w3.org/2005/Atom}"
KO, EN = Tongue("ko"), Tongue("en")


def text(client: TestClient, path: str, lang: str = "ko") -> str:
    return Page(client.get(path, headers={"accept-language": lang}).text).text


class TestNumbers:
    def test_a_region_says_how_many_stories_and_articles(
        self, client: TestClient, corpus: Engine
    ) -> None:
        where = Filter(region="경북")
        with reading(corpus) as session:
            stories = find(session, "", where).total.number
            articles = queries.count(session, where)
        assert stories < articles
        for path in ("/region/경북", "/search?region=경북"):
            assert f"이야기 {stories}건(기사 {articles}건)" in text(client, path)
            assert f"{stories} stories ({articles} articles)" in text(client, path, "en")

    def test_a_list_of_regions_counts_articles(self, client: TestClient) -> None:
        assert re.search(r"경북 기사 \d+건", text(client, "/regions"))

    @pytest.mark.parametrize(
        ("path", "counted"),
        [("/", "이야기"), ("/search?q=AI", "이야기"), ("/search?q=AI&fold=0", "기사"), ("/region/경북", "이야기")],
    )  # fmt: skip
    def test_bare_numbers_have_a_unit(self, client: TestClient, path: str, counted: str) -> None:
        assert f"숫자는 {counted} 수입니다." in text(client, path)

    @pytest.mark.parametrize(
        ("key", "one", "many"),
        [
            ("stories_n", "1 story", "2 stories"), ("articles_n", "1 article", "2 articles"),
            ("outlets_n", "1 outlet", "2 outlets"), ("quotes_n", "1 quotation", "2 quotations"),
            ("copies_same", "+1 copy", "+2 copies"),
        ],
    )  # fmt: skip
    def test_one_is_one_in_english(self, key: str, one: str, many: str) -> None:
        assert (EN(key, n=1), EN(key, n=2)) == (one, many)
        assert EN(key, n=1234).replace("+", "").startswith("1,234 ")

    def test_the_runs_sums_are_whole(self, client: TestClient) -> None:
        run = re.search(r'href="(/run/[^"#?]+)"', client.get("/runs").text)
        assert run
        foot = client.get(run[1]).text.split("<tfoot>")[1].split("</tfoot>")[0]
        assert foot.count("<td></td>") == 2  # of the status and of the note


class TestHome:
    def test_it_is_headed_by_the_day_it_holds(self, client: TestClient, corpus: Engine) -> None:
        with reading(corpus) as session:
            newest = times.aware(find(session, "", limit=1).hits[0].published_at)
        assert newest
        head = re.search("<h1>(.*?)</h1>", client.get("/", headers={"accept-language": "ko"}).text)
        assert head
        assert head[1] in ("오늘의 AI 정책 뉴스", f"{newest.month}월 {newest.day}일 AI 정책 뉴스")

    def test_today_is_said_of_today_alone(self) -> None:
        day = date(2026, 11, 20)
        assert home._head(KO, day, day) == "오늘의 AI 정책 뉴스"
        assert home._head(KO, day, date(2026, 11, 22)) == "11월 20일 AI 정책 뉴스"
        assert home._head(KO, day, date(2027, 1, 2)) == "2026년 11월 20일 AI 정책 뉴스"
        assert home._head(KO, None, day) == "AI 정책 뉴스"
        assert home._called(KO, day, day) == "최근 7일"
        assert home._called(KO, day, date(2026, 11, 22)) == "11월 20일까지 7일간"
        assert home._week(day) == date(2026, 11, 14)

    @pytest.mark.parametrize("kind", ["topic", "region"])
    def test_a_number_of_the_week_is_that_of_the_page_it_leads_to(
        self, client: TestClient, kind: str
    ) -> None:
        found = re.findall(
            rf'<li><a href="([^"]+{kind}=[^"]+)">[^<]+</a> <span class="n">(\d+)<',
            client.get("/?lang=en").text,
        )
        assert found
        for href, number in found[:3]:
            assert "since=" in href
            there = Page(client.get(unescape(href)).text).text
            assert re.search(rf"\b{number} (story|stories)\b", there), href


class TestChips:
    def hit(self, **tags: tuple[str, ...]) -> Hit:
        return Hit(
            1, "a", "A", "", None, None, None, 0, ("a",), Snippet((), ()), "accept", None,
            **{"topics": (), "regions": (), "agencies": (), **tags},
        )  # fmt: skip

    def test_what_was_asked_for_comes_first(self) -> None:
        hit = self.hit(
            regions=("경북", "경북 상주시", "경북 포항시"), agencies=("행정안전부", "경찰청")
        )
        assert chips(hit, {}) == [("region", "경북"), ("region", "경북 상주시")]
        assert chips(hit, {"region": "경북 포항시"}) == [
            ("region", "경북 포항시"), ("region", "경북"),
        ]  # fmt: skip
        assert chips(hit, {"agency": "경찰청"})[-1] == ("agency", "경찰청")

    @pytest.mark.parametrize(
        ("kind", "value"),
        [("region", "경북 안동시"), ("agency", "과학기술정보통신부"), ("topic", "law_regulation")],
    )
    def test_every_result_of_a_page_shows_its_value(
        self, client: TestClient, kind: str, value: str
    ) -> None:
        html = client.get(f"/{kind}/{value}").text
        rows = html.split('<li class="hit">')[1:]
        label = names.name(kind, value, "ko")
        assert rows
        assert all(re.search(rf'class="chip" [^>]+>{label}<', row) for row in rows)


class TestDays:
    def test_whole_days_are_said_in_words(self) -> None:
        assert [times.after(n, KO) for n in (0, 1, 3, -2)] == [
            "같은 날",
            "다음 날",
            "3일 뒤",
            "2일 먼저",
        ]
        assert [times.after(n, EN) for n in (1, 2)] == ["the next day", "2 days later"]
        assert times.whole_days("2026-11-18T00:00:00+09:00", "2026-11-19T02:17:00+09:00") == 1

    def test_a_story_with_a_release_of_a_day_counts_days(
        self, client: TestClient, corpus: Engine
    ) -> None:
        article, release = aliased(Article), aliased(Article)
        with reading(corpus) as session:
            story = session.scalar(
                select(article.story_id)
                .join(Reuse, Reuse.article_id == article.id)
                .join(release, release.id == Reuse.release_id)
                .join(Version, Version.id == release.current_version_id)
                .where(
                    Version.published_precision == "day", article.story_id == release.story_id,
                    Reuse.delay_seconds > 0,
                )
            )  # fmt: skip
        assert story
        said = text(client, f"/story/{story}")
        assert not re.search(r"\+[\d.]+(일|시간)|\d\.\d일", said)
        assert re.search(r"다음 날|\d+일 뒤", said)

    def test_an_axis_of_days_puts_an_article_at_its_day(self) -> None:
        moments = ["2026-11-18T00:00:00+09:00", "2026-11-19T02:17:00+09:00", "2026-11-19T17:54:00+09:00"]  # fmt: skip
        first, second, third = charts.line_of_time(moments, by_day=True)
        assert first.x < second.x == third.x
        assert len({dot.x for dot in charts.line_of_time(moments)}) == 3

    def test_articles_of_one_day_do_not_cover_each_other(self) -> None:
        dots = charts.line_of_time(["2026-11-18T00:00:00+09:00"] * 30, by_day=True)
        assert len({(dot.x, dot.y) for dot in dots}) == 30

    @pytest.mark.parametrize("by", ["outlet", "agency"])
    def test_a_mean_over_days_is_no_hours(self, client: TestClient, by: str) -> None:
        rows = client.get(f"/releases?by={by}", headers={"accept-language": "ko"}).text
        known = [row for row in rows.split("<tr>") if hostile.CODE not in row]
        cells = re.findall(r'<td class="n">([^<]*)</td></tr>', "".join(known))
        assert cells
        assert all(re.fullmatch(r"같은 날|\d+일|", cell) for cell in cells), cells


class TestOutlets:
    def test_the_last_visit_is_the_one_of_the_outlets_page(self) -> None:
        at = datetime(2026, 11, 22, 2, 55, tzinfo=UTC)
        probe = health.Probed("kbs", at, "ok", None, {"visited_at": "2026-11-21T00:00:00+00:00"})
        assert _visited(None, health.Clocks(fetched=at)) == at
        assert _visited(probe, health.Clocks(fetched=at)) == at
        assert _visited(probe, health.Clocks()) == datetime(2026, 11, 21, tzinfo=UTC)
        assert _visited(None, health.Clocks()) is None

    def test_the_newest_article_is_one_on_topic(self, corpus: Engine) -> None:
        with reading(corpus) as session:
            for code, row in queries.outlet_counts(session).items():
                hits = find(session, "", Filter(outlets=(code,)), limit=1, fold=False).hits
                assert row["newest"] == (hits[0].published_at if hits else None), code


class TestPrograms:
    def page(self, client: TestClient, outlet: str) -> tuple[dict[str, str], dict[str, object]]:
        item = client.get(f"/search.json?outlet={outlet}").json()["items"][0]
        html = client.get("/article/" + item["url"].rpartition("/")[2]).text
        named = {a["name"]: a["content"] for a in Page(html).all("meta") if "name" in a}
        block = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
        return named, json.loads(block)

    def test_a_press_release_is_a_report_of_a_government(self, client: TestClient) -> None:
        named, data = self.page(client, "gyeongbuk")
        assert data["@type"] == "Report"
        assert data["publisher"] == {"@type": "GovernmentOrganization", "name": "경상북도"}
        assert named["citation_technical_report_institution"] == "경상북도"
        assert "citation_publisher" not in named

    def test_a_papers_article_is_news(self, client: TestClient) -> None:
        named, data = self.page(client, "kbs")
        assert data["@type"] == "NewsArticle"
        assert named["citation_publisher"] == "KBS"

    @pytest.mark.parametrize("lang", ["ko", "en"])
    def test_feeds_say_names_in_their_language(self, client: TestClient, lang: str) -> None:
        tags = {
            tag
            for item in client.get(f"/search.json?outlet=kbs&lang={lang}").json()["items"]
            for tag in item["tags"]
        }
        known = {pair[lang == "en"] for pair in names.NAMES["topic"].values()}
        assert tags & known
        assert not tags & names.NAMES["topic"].keys() - known
        root = ElementTree.fromstring(client.get(f"/search.atom?outlet=kbs&lang={lang}").content)
        categories = root.findall(f"{ATOM}entry/{ATOM}category")
        assert categories
        for category in categories:
            term = category.get("term", "")
            assert category.get("label") == names.name("topic", term, lang)
            assert term in names.NAMES["topic"]


class TestQuotes:
    @pytest.mark.parametrize(
        ("agency", "organisation", "office", "said"),
        [
            ("경찰청", "경찰청", "경찰청장", "경찰청장"), ("경찰청", None, "경찰청장", "경찰청장"),
            ("경찰청", "경찰청", "사이버수사심의관", "경찰청 사이버수사심의관"),
            (None, "포항시", "포항시장", "포항시장"), (None, None, "시장", "시장"),
            ("경찰청", None, None, "경찰청"), (None, None, None, ""),
        ],
    )  # fmt: skip
    def test_a_body_is_not_said_twice(
        self, agency: str | None, organisation: str | None, office: str | None, said: str
    ) -> None:
        loader = FileSystemLoader(room._TEMPLATES)
        parts = Environment(loader=loader, trim_blocks=True, lstrip_blocks=True, autoescape=True)
        asked = '{% import "_parts.html" as p with context %}{{ p.body(a, o, f) }}'
        template = parts.from_string(asked)
        found = template.render(a=agency, o=organisation, f=office, links=_Links())
        assert " ".join(re.sub("<[^>]*>", "", found).split()) == said

    def test_a_place_of_another_page_is_refused(self, client: TestClient) -> None:
        assert client.get("/quotes?after=zzz").status_code == 400


class _Links:
    def to(self, path: str, pairs: object) -> str:
        return path


def test_korean_says_nothing_word_by_word() -> None:
    """Expressions that were translated from English, and what stands for them now."""
    stale = (
        "이 방",
        "늦은 시간",
        "견주",
        "무게",
        "확신",
        "이 쪽에서",
        "찾을 말",
        "까닭",
        "요즘 실린",
    )
    korean = {key: pair[0] for key, pair in WORDS.items()}
    assert {key: said for key, said in korean.items() if any(one in said for one in stale)} == {}
    assert not any("요약" in said for said in korean.values()), (
        "there are excerpts, and no summaries"
    )


def test_a_story_counts_its_articles_and_not_copies(client: TestClient, corpus: Engine) -> None:
    with reading(corpus) as session:
        copied = select(Reuse.article_id).join(Article, Article.id == Reuse.article_id)
        article = session.scalar(copied.where(Article.outlet != hostile.CODE))
    assert re.search(
        r"this text: \d+ articles in \d+ outlets?", text(client, f"/article/{article}", "en")
    )
