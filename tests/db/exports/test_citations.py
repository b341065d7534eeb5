"""Citations as the programs read them that people give them to."""

from __future__ import annotations

import json
import re
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.exports import STYLES, UnknownFormat, cite
from db.exports.bibtex import latex, plain
from db.exports.reference import key
from tests.db.exports.documents import CLOSED, document, many, written

pybtex = pytest.importorskip("pybtex.database")
rispy = pytest.importorskip("rispy")
pytest.importorskip("citeproc")

HOSTILE = r"{100%} & #1 _밑줄_ \cmd $5 ~x^y “인용” 'a' }{ % } @article{x, AI-기본법"
#: What LaTeX prints for these commands, by its manual.
PRINTED = {
    r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}", r"\%": "%",
    r"\&": "&", r"\#": "#", r"\_": "_", r"\$": "$", r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
}  # fmt: skip
RELEASE: dict[str, Any] = {
    "outlet": "gyeongbuk", "outlet_name": "경상북도", "key": "12345", "bylines": [],
    "department": "디지털정책과", "contact": "054-880-0000",
}  # fmt: skip


def printed(text: str) -> str:
    """A field as LaTeX prints it, without the braces around it."""
    pattern = re.compile("|".join(re.escape(command) for command in PRINTED))
    bare = text[1:-1] if text.startswith("{") and text.endswith("}") else text
    return pattern.sub(lambda found: PRINTED[found[0]], bare)


def bibtex(*documents: dict[str, Any]) -> Any:
    return pybtex.parse_string(written("bibtex", *documents).decode(), "bibtex").entries


def ris(*documents: dict[str, Any]) -> list[dict[str, Any]]:
    return list(rispy.loads(written("ris", *documents).decode()))


def csl(*documents: dict[str, Any]) -> list[dict[str, Any]]:
    return list(json.loads(written("csl-json", *documents)))


# -- BibTeX ----------------------------------------------------------------------------------------


def test_pybtex_reads_a_news_article() -> None:
    (entry,) = bibtex(document()).values()
    assert (entry.type, entry.key) == ("article", "kbs:8000001")
    assert printed(entry.fields["title"]) == "경북, 인공지능 조례 만든다"
    assert entry.fields["journal"] == "KBS"
    assert (entry.fields["year"], entry.fields["month"]) == ("2026", "November")
    assert (entry.fields["date"], entry.fields["urldate"]) == ("2026-11-20", "2026-11-21")
    assert entry.fields["url"] == document()["url"]
    assert entry.fields["langid"] == "korean"
    assert entry.fields["abstract"].startswith("경상북도는 20일")


def test_bibtex_takes_no_korean_name_apart() -> None:
    (entry,) = bibtex(document(bylines=[{"name": "김하늘"}, {"name": "Ann and Bob, Jr."}])).values()
    names = [person.last_names for person in entry.persons["author"]]
    assert names == [["{김하늘}"], ["{Ann and Bob, Jr.}"]]
    assert not any(person.first_names for person in entry.persons["author"])


def test_a_press_release_is_its_publisher_s() -> None:
    (entry,) = bibtex(document(**RELEASE)).values()
    assert (entry.type, entry.fields["publisher"]) == ("misc", "경상북도")
    assert entry.fields["howpublished"] == "보도자료"
    assert str(entry.persons["author"][0]) == "{경상북도}"


def test_special_characters_survive_bibtex() -> None:
    first, second = bibtex(document(1, title=HOSTILE), document(2)).values()
    assert printed(first.fields["title"]) == HOSTILE
    assert second.key == "kbs:8000002"


@given(st.text(string.printable + "가힣ㆍ·“”"))
def test_latex_prints_what_was_meant_and_no_brace_is_left_open(text: str) -> None:
    written_ = latex(text)
    assert plain(written_) == text
    assert printed("{" + written_ + "}") == text
    assert written_.count("{") == written_.count("}")


def test_an_address_keeps_its_query_and_loses_what_would_end_the_field() -> None:
    (entry,) = bibtex(document(url="https://a.kr/x?a=1&b=50%25_c#d{e}")).values()
    assert entry.fields["url"] == "https://a.kr/x?a=1&b=50%25_c#d%7Be%7D"


# -- RIS -------------------------------------------------------------------------------------------


def test_rispy_reads_a_news_article() -> None:
    (found,) = ris(document())
    assert (found["type_of_reference"], found["id"]) == ("NEWS", "kbs:8000001")
    assert found["authors"] == ["김하늘", "이바다"]
    assert (found["secondary_title"], found["publisher"]) == ("KBS", "KBS")
    assert (found["year"], found["date"]) == ("2026", "2026/11/20/")
    assert found["access_date"] == "2026/11/21/"
    assert found["urls"] == [document()["url"]]
    assert found["language"] == "ko"
    assert {"AI", "조례", "법·규제", "경북"} <= set(found["keywords"])
    assert found["notes"] == ["공공누리 제1유형 (KOGL-1): 공공누리 제1유형"]


def test_special_characters_and_line_ends_survive_ris() -> None:
    first, second = ris(document(1, title=HOSTILE + "\nER  - \nTY  - BOOK"), document(2))
    assert first["title"] == HOSTILE + " ER - TY - BOOK"
    assert second["id"] == "kbs:8000002"


def test_ris_lines_end_as_its_specification_says() -> None:
    data = written("ris", document())
    assert data.count(b"\n") == data.count(b"\r\n")
    assert data.endswith(b"ER  - \r\n")


# -- CSL -------------------------------------------------------------------------------------------


def test_citeproc_sets_a_bibliography_with_korean_names_whole() -> None:
    from citeproc import (
        Citation,
        CitationItem,
        CitationStylesBibliography,
        CitationStylesStyle,
        formatter,
    )
    from citeproc.source.json import CiteProcJSON

    items = csl(document(), document(2, **RELEASE))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    first, second = sorted(map(str, bibliography.bibliography()))[::-1]
    first, second = (first, second) if "김하늘" in first else (second, first)
    assert "김하늘" in first
    assert "이바다" in first
    assert "경북, 인공지능 조례 만든다" in first
    assert "KBS" in first
    assert "2026" in first
    assert "경상북도" in second


def test_csl_has_what_its_schema_asks_for() -> None:
    (item,) = csl(document())
    assert item["type"] == "article-newspaper"
    assert item["author"] == [{"literal": "김하늘"}, {"literal": "이바다"}]
    assert item["issued"] == {"date-parts": [[2026, 11, 20]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 21]]}
    assert (item["container-title"], item["language"]) == ("KBS", "ko")


def test_special_characters_survive_csl() -> None:
    assert csl(document(title=HOSTILE))[0]["title"] == HOSTILE


@pytest.mark.parametrize("number", [0, 1, 3])
def test_csl_is_one_array_however_many_there_are(number: int) -> None:
    assert len(csl(*many(number))) == number


# -- all of them -----------------------------------------------------------------------------------


@pytest.mark.parametrize("style", list(STYLES))
def test_little_is_enough_for_a_citation(style: str) -> None:
    bare = document(bylines=None, published_at=None, url=None, captured_at=None, first_seen_at=None,
                    body=None, rights=None, topics=None, tags=None, language=None, title=None)  # fmt: skip
    assert "제목 없음" in cite(bare, style)


@pytest.mark.parametrize("style", list(STYLES))
def test_a_citation_quotes_no_more_than_an_excerpt(style: str) -> None:
    assert "끝 문장" not in cite(document(body="가나 " * 300 + "끝 문장", rights=CLOSED), style)


def test_keys_are_unique_stable_and_fit_for_every_program() -> None:
    odd = [
        "1",
        "A1",
        "a1",
        "a 1",
        "a_1",
        "a/1",
        "text:ab12",
        "가",
        "나",
        "-",
        "1--2",
        "x" * 61,
        "{",
        "",
    ]
    keys = [key(outlet, k) for outlet in ("kbs", "a-b", "한글") for k in odd]
    assert len({k.lower() for k in keys}) == len(keys)
    assert all(re.fullmatch(r"[a-z0-9]+([.:_-][a-z0-9]+)*", k) for k in keys)
    assert key("kbs", "8012345") == "kbs:8012345"


def test_a_key_is_the_same_in_another_database() -> None:
    assert list(bibtex(document(1, key="A/7"))) == list(bibtex(document(1, key="A/7") | {"id": 99}))


def test_a_korean_sentence() -> None:
    assert cite(document()) == (
        "김하늘·이바다, 「경북, 인공지능 조례 만든다」, KBS, 2026년 11월 20일, "
        "https://news.kbs.co.kr/news/view.do?ncd=8000001 (2026년 11월 21일 확인)."
    )


def test_a_korean_sentence_of_a_press_release() -> None:
    assert cite(document(**RELEASE)).startswith(
        "경상북도, 「경북, 인공지능 조례 만든다」 보도자료, 2026년"
    )


def test_an_english_sentence() -> None:
    assert cite(document(), "english").endswith(
        "KBS, 20 November 2026, https://news.kbs.co.kr/news/view.do?ncd=8000001 "
        "(accessed 21 November 2026)."
    )


def test_an_unknown_style_names_the_known_ones() -> None:
    with pytest.raises(UnknownFormat, match="no style 'mla'; there are korean, english"):
        cite(document(), "mla")


def test_an_article_published_after_midnight_in_korea_has_that_day() -> None:
    late = document(published_at="2026-11-20T00:05:00+09:00")
    assert csl(late)[0]["issued"]["date-parts"] == [[2026, 11, 20]]
