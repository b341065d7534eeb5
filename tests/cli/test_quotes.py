"""`aipolicy quotes`: who said what, in a table and as JSON lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from cli.commands.quotes import who
from db import models
from db import quotes as stored
from db.session import open_engine, reading, writing
from korean.quotes import find
from tests.cli.conftest import Aipolicy, page

TITLE = "과기정통부, 인공지능 기본계획 발표"
TEXT = (
    "김하늘 과기정통부 장관은 20일 “인공지능(AI) 기본계획으로 길을 열겠다”고 밝혔다. 김 장관은 “지방자치단체와 함께하겠다”고 덧붙였다.",
    "박바다 포항시장은 “지역 기업이 쓸 수 있는 인공지능 정책을 만들겠다”고 화답했다. 시는 인공지능 조례를 만들어 예산 15억 원을 들인다.",
    "행안부 관계자는 “공공 AI 전환을 돕겠다”고 말했다.",
)  # fmt: skip


#: Options and how many rows they leave of the four.
FILTERS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("--speaker", "김하늘"), 2),
    (("--speaker", "아무개"), 0),
    (("--office", "시장"), 1),
    (("--agency", "과학기술정보통신부"), 2),
    (("--agency", "미래부"), 2),
    (("--agency", "포항시"), 1),
    (("--agency", "경북 포항시청"), 1),
    (("--agency", "경상북도"), 0),
    (("--open",), 1),
    (("--since", "2026-11-20"), 4),
    (("--since", "2026-11-21"), 0),
    (("--until", "2026-11-19"), 0),
    (("--outlet", "kbs"), 0),
    (("-n", "2"), 2),
    (("-n", "0"), 4),
)


@pytest.fixture
def corpus(aipolicy: Aipolicy, tmp_path: Path) -> None:
    """One article with four quotations, whether or not importing reads them already."""
    file = tmp_path / "1.html"
    file.write_text(page(TITLE, 1, TEXT), encoding="utf-8")
    assert aipolicy("import", file).code == 0
    engine = open_engine()
    with reading(engine) as session:
        version = session.scalars(select(models.Version)).one()
    with writing(engine) as session:
        stored.keep(session, {version.id: find(version.body)})
    engine.dispose()


@pytest.mark.usefixtures("corpus")
class TestACorpus:
    def test_json_rows_say_who_said_what_and_where(self, aipolicy: Aipolicy) -> None:
        first, *rest = aipolicy("quotes", "--json").rows
        assert len(rest) == 3
        assert first["text"] == "인공지능(AI) 기본계획으로 길을 열겠다"
        assert (first["speaker"], first["office"], first["verb"]) == ("김하늘", "장관", "밝혔다")
        assert (first["title"], first["published_at"]) == (TITLE, "2026-11-20T09:30:00+09:00")
        assert {e["rule"] for e in first["evidence"]} >= {"speaker", "office", "verb"}

    def test_every_filter_holds(self, aipolicy: Aipolicy) -> None:
        for options, found in FILTERS:
            said = aipolicy("quotes", "--json", *options)
            assert (said.code, len(said.rows)) == (0, found), options

    def test_the_table_has_a_line_for_each(self, aipolicy: Aipolicy) -> None:
        said = aipolicy("quotes")
        head, *lines = said.out.splitlines()
        assert head.split("\t") == ["article", "published", "outlet", "who", "verb", "quotation"]
        assert "김하늘 과기정통부 장관\t밝혔다\t인공지능(AI) 기본계획" in lines[0]
        assert len(lines) == 4

    def test_nothing_found_is_said_on_standard_error(self, aipolicy: Aipolicy) -> None:
        said = aipolicy("quotes", "--json", "--speaker", "아무개")
        assert (said.code, said.out) == (0, "")
        assert "no quotation matches" in said.err

    def test_a_name_of_several_governments_is_answered_with_their_names(
        self, aipolicy: Aipolicy
    ) -> None:
        said = aipolicy("quotes", "--json", "--agency", "고성군")
        assert (said.code, said.out) == (0, "")
        assert "강원 고성군, 경남 고성군" in said.err.replace("\n", " ")

    def test_an_outlet_nobody_knows_is_wrong_usage(self, aipolicy: Aipolicy) -> None:
        assert aipolicy("quotes", "--outlet", "nowhere").code == 2

    def test_a_day_that_is_none_is_wrong_usage(self, aipolicy: Aipolicy) -> None:
        assert aipolicy("quotes", "--since", "gestern").code == 2


@pytest.mark.usefixtures("home")
def test_an_empty_corpus_says_where_quotations_come_from(aipolicy: Aipolicy) -> None:
    assert aipolicy("index").code == 0
    said = aipolicy("quotes")
    assert said.code == 0
    assert "No quotations yet" in said.err


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (("김하늘", "과기정통부", "장관"), "김하늘 과기정통부 장관"),
        ((None, "행안부", "관계자"), "행안부 관계자"),
        ((None, None, None), "?"),
    ],
)
def test_who_leaves_out_what_is_open(row: tuple[str | None, ...], shown: str) -> None:
    assert who(dict(zip(("speaker", "organisation", "office"), row, strict=True))) == shown
