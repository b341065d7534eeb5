"""A search by any name people use: brought to what the corpus calls it, or told in a sentence."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from korean.query import parse
from tests.web.markup import Page
from web.notes import told


@pytest.mark.parametrize(
    ("kind", "name", "today"),
    [
        ("agency", "과기정통부", "과학기술정보통신부"),
        ("region", "경상북도", "경북"),
        ("region", "포항", "경북 포항시"),
        ("topic", "법·규제", "law_regulation"),
        ("licence", "kogl-3", "KOGL-3"),
    ],
)
def test_a_name_shows_the_page_of_what_it_names(
    client: TestClient, kind: str, name: str, today: str
) -> None:
    for path in ("/search?fold=0", "/search.json?fold=0", "/export?format=jsonl&fold=0"):
        asked, meant = (client.get(f"{path}&{kind}={quote(value)}") for value in (name, today))
        assert asked.status_code == 200
        if "json?" in path:
            assert asked.json()["items"] == meant.json()["items"]
        elif "export" in path:
            assert asked.content == meant.content
        else:
            assert f"{kind}={quote(today)}" in asked.text or meant.text == asked.text


@pytest.mark.parametrize(
    "path", ["/search?", "/search.atom?", "/search.json?", "/export?format=csv&"]
)
@pytest.mark.parametrize(
    ("given", "ko", "en"),
    [
        (("agency", "과기정통보"), "혹시 이 이름인가요? 과학기술정보통신부", "Did you mean 과학기술정보통신부?"),
        (("region", "nowhere"), "그런 이름은 없습니다", "nothing of this name"),
        (("region", "중구"), "서울 중구, 부산 중구", "Say which"),
        (("outlet", "kyongbok"), "kyongbuk", "Did you mean kyongbuk"),
    ],
)  # fmt: skip
def test_a_name_of_nothing_is_a_sentence(
    client: TestClient, path: str, given: tuple[str, str], ko: str, en: str
) -> None:
    for lang, said in (("ko", ko), ("en", en)):
        answer = client.get(
            f"{path}{given[0]}={quote(given[1])}", headers={"accept-language": lang}
        )
        assert answer.status_code == 400
        assert said in answer.text
        assert Page(answer.text).shortcomings() == []


def test_what_is_known_and_on_no_article_is_an_empty_page(client: TestClient) -> None:
    assert client.get(f"/search?agency={quote('국가유산청')}").status_code == 200
    assert client.get("/search?band=reject").status_code == 200


@pytest.mark.parametrize("query", ["조례 AND AI", "AI or 로봇", "NOT AI", "topic:법"])
def test_habits_from_elsewhere_are_told_in_the_pages_language(
    client: TestClient, query: str
) -> None:
    (note,) = [note for note in parse(query).notes if "was looked for" in note]
    korean = told(note, "ko")
    assert "looked" not in korean
    assert korean.split("’")[0] in client.get(f"/search?q={quote(query)}").text
