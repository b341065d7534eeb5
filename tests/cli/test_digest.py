"""`aipolicy digest`: in one call a file to read, or a sentence about what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db import schema
from db.session import open_engine
from tests.cli.conftest import Aipolicy
from tests.db.digests import LAST_WEEK, NOON, article, outlets

WEEK = ("--since", "2026-11-16", "--until", "2026-11-20")


@pytest.fixture
def corpus(home: Path) -> Iterator[Engine]:
    """Two articles of the week, one of the week before."""
    home.mkdir()
    engine = open_engine(f"sqlite:///{home / 'corpus.db'}")
    schema.ensure(engine)
    outlets(engine)
    article(engine, "kbs", title="포항의 조례", tags=[("region", "경북"), ("topic", "data")])
    article(
        engine, "etoday", NOON + timedelta(hours=1), title="제주의 계획", tags=[("region", "제주")]
    )
    article(engine, "kbs", LAST_WEEK, title="지난 이야기")
    yield engine
    engine.dispose()


def test_it_is_markdown_in_korean_by_default(corpus: Engine, aipolicy: Aipolicy) -> None:
    said = aipolicy("digest", *WEEK)
    assert said.code == 0
    assert said.out.startswith("# AI 정책 브리핑\n")
    assert "[포항의 조례](<https://kbs.kr/1>)" in said.out
    assert "지난 이야기" not in said.out
    assert "2026-11-16 to 2026-11-20: 2 new stories, 2 articles, 2 outlets" in said.err


def test_it_speaks_english(corpus: Engine, aipolicy: Aipolicy) -> None:
    assert aipolicy("digest", *WEEK, "--lang", "en").out.startswith("# AI policy digest\n")


@pytest.mark.parametrize(
    "given", [("--region", "경상북도"), ("--topic", "데이터"), ("--outlet", "kbs"), ("--outlet", "gyeongbuk,kbs")]
)  # fmt: skip
def test_it_tells_what_is_asked_for(
    corpus: Engine, aipolicy: Aipolicy, given: tuple[str, str]
) -> None:
    out = aipolicy("digest", *WEEK, *given).out
    assert "포항의 조례" in out
    assert "제주의 계획" not in out


@pytest.mark.parametrize(
    ("name", "format", "beginning"),
    [
        ("주간.html", None, "<!doctype html>"),
        ("week.md", None, "# AI"),
        ("week.json", None, "{\n"),
        ("week", None, "# AI"),
        ("week.txt", "html", "<!doctype html>"),
    ],
)
def test_a_file_is_of_the_form_its_name_says(
    corpus: Engine,
    aipolicy: Aipolicy,
    tmp_path: Path,
    name: str,
    format: str | None,
    beginning: str,
) -> None:
    file = tmp_path / name
    said = aipolicy("digest", *WEEK, "-o", file, *(("--format", format) if format else ()))
    assert (said.code, said.out) == (0, "")
    assert file.read_text("utf-8").startswith(beginning)
    before = file.read_bytes()
    aipolicy("digest", *WEEK, "-o", file, *(("--format", format) if format else ()))
    assert file.read_bytes() == before


@pytest.mark.parametrize("name", ["week.pdf", "week.docx", "week.2026"])
def test_a_form_that_is_none_is_refused(
    corpus: Engine, aipolicy: Aipolicy, tmp_path: Path, name: str
) -> None:
    said = aipolicy("digest", *WEEK, "-o", tmp_path / name)
    assert (said.code, said.out) == (2, "")
    assert ".md, .html or .json" in " ".join(said.err.split())
    assert not (tmp_path / name).exists()


def test_one_is_no_plural(corpus: Engine, aipolicy: Aipolicy) -> None:
    said = aipolicy("digest", *WEEK, "--region", "경북")
    assert "1 new story, 1 article, 1 outlet" in said.err


def test_json_is_for_programs(corpus: Engine, aipolicy: Aipolicy) -> None:
    found = json.loads(aipolicy("digest", *WEEK, "--format", "json", "-o", "-").out)
    assert found["totals"]["articles"] == {"now": 2, "before": 1, "growth": None}
    assert [story["origin"]["title"] for story in found["biggest"]] == [
        "포항의 조례",
        "제주의 계획",
    ]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("--since", "soon"), "write 7d, 4w, 1m or a day"),
        (("--since", "7d", "--until", "2999-01-01"), "has not come yet"),
        (("--region", "중구"), "say which"),
        (("--topic", "날씨"), "there is no topic"),
        (("--outlet", "nobody"), "unknown outlet 'nobody'"),
        (("--format", "pdf"), "'pdf' is not one of"),
        (("--region", "'; DROP TABLE article --"), "no region"),
    ],
)
def test_what_is_wrong_is_a_sentence_and_wrong_usage(
    corpus: Engine, aipolicy: Aipolicy, given: tuple[str, ...], sentence: str
) -> None:
    said = aipolicy("digest", *given)
    assert (said.code, said.out) == (2, "")
    assert sentence in " ".join(said.err.split())


def test_a_file_that_cannot_be_written_is_a_sentence(
    corpus: Engine, aipolicy: Aipolicy, tmp_path: Path
) -> None:
    said = aipolicy("digest", *WEEK, "-o", tmp_path / "nowhere" / "week.md")
    assert said.code == 1
    assert "make it first" in " ".join(said.err.split())


def test_without_a_corpus_it_says_how_to_get_one(home: Path, aipolicy: Aipolicy) -> None:
    said = aipolicy("digest")
    assert said.code == 1
    assert "there is no corpus" in " ".join(said.err.split())
