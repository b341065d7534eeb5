"""Sites that nobody knows: their pages print their gold, among much that is not the article."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from pressroom.layouts import ServedPage
from pressroom.newsroom import build_world
from pressroom.strangers import BY_CODE, STRANGERS, served
from pressroom.strangers.serial import Flight, Reactive, nuxt2, nuxt3
from pressroom.world import World

SCRIPTED = ("arc", "next_pages", "next_app", "nuxt2", "nuxt3", "json_ld")
SHOWN = tuple(code for code in BY_CODE if code not in SCRIPTED)
BOARDS = tuple(s.code for s in STRANGERS if s.releases)


@cache
def world() -> World:
    return build_world(scale=0.02)


@cache
def another_world() -> World:
    return build_world(scale=0.02)


@cache
def pages(code: str) -> list[ServedPage]:
    return list(served(world(), code, 6))


every_stranger = pytest.mark.parametrize("code", BY_CODE)


def text_of(page: ServedPage) -> str:
    return page.body.decode(BY_CODE[page.outlet].encoding)


def shown(page: ServedPage) -> str:
    text = re.sub(r"<script.*?</script>|<!--.*?-->", " ", text_of(page), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def test_there_are_enough_of_them() -> None:
    assert len(STRANGERS) >= 14
    assert len({s.host for s in STRANGERS}) == len(STRANGERS)
    assert all(s.host.endswith(".example") for s in STRANGERS)


@pytest.mark.parametrize("code", SHOWN)
def test_a_page_shows_its_title_and_every_paragraph(code: str) -> None:
    for page in pages(code):
        text = shown(page)
        wanted = [page.gold["title"], *page.gold["paragraphs"], *page.gold["captions"]]
        assert [words for words in wanted if " ".join(words.split()) not in text] == []


@pytest.mark.parametrize("code", SCRIPTED)
def test_a_scripted_page_keeps_its_text_out_of_the_document(code: str) -> None:
    for page in pages(code):
        text = shown(page)
        assert not [words for words in page.gold["paragraphs"] if words in text]


@every_stranger
def test_a_page_prints_the_minute_it_came_out(code: str) -> None:
    """In Seoul's time, by twelve or twenty-four hours, or in UTC; one board prints the day alone."""
    for page in pages(code):
        published = datetime.fromisoformat(page.gold["published"])
        text, digits = text_of(page), re.sub(r"\D", "", text_of(page))
        day = f"{published:%Y%m%d}" in digits or f"{published:%Y}{published.month}" in digits
        utc = f"{published.astimezone(UTC):%Y-%m-%dT%H:%M}" in text
        clock = f"{published:%H:%M}", f"{published.hour % 12 or 12}:{published:%M}"
        minute = any(form in text for form in clock) or page.gold["published_precision"] == "day"
        assert utc or (day and minute)


@every_stranger
def test_a_page_names_everybody_and_every_address_of_its_gold(code: str) -> None:
    for page in pages(code):
        text = text_of(page)
        told = [word for credit in page.gold["bylines"] for word in credit if word]
        assert [word for word in told if word not in text] == []


@every_stranger
def test_times_lie_in_the_order_in_which_things_happen(code: str) -> None:
    for page in pages(code):
        published = datetime.fromisoformat(page.gold["published"])
        modified = datetime.fromisoformat(page.gold["modified"] or page.gold["published"])
        assert published <= modified <= page.captured_at


@every_stranger
def test_other_articles_stand_around_it(code: str) -> None:
    """Titles of others, mostly in full lists with dates of their own."""
    titles = {p.texts[0].title for p in world().publications}
    page = pages(code)[0]
    others = {title for title in titles - {page.gold["title"]} if html.escape(title, False) in text_of(page) or title in text_of(page)}  # fmt: skip
    assert len(others) >= (2 if code in BOARDS else 4)


@pytest.mark.parametrize("code", [c for c in BY_CODE if c not in ("json_ld", "tables_2008", "amp")])
def test_menus_are_as_long_as_real_ones(code: str) -> None:
    assert text_of(pages(code)[0]).count("<a ") >= (80 if code.startswith("portal") else 100)


def test_the_old_tables_are_in_the_encoding_of_their_meta_and_name_no_charset_in_the_header() -> (
    None
):
    page = pages("tables_2008")[0]
    assert page.content_type == "text/html"
    assert b"charset=euc-kr" in page.body
    assert page.captured_at.year == 2008


def test_one_mark_of_the_legend_is_active() -> None:
    text = text_of(pages("board_egov")[0])
    assert re.findall(r'<li class="on active">.{0,90}제(\d)유형', text) == ["4"]
    assert all(f"제{n}유형" in text for n in (1, 2, 3, 4))


def test_the_home_made_site_puts_its_name_where_titles_stand() -> None:
    page = pages("homemade")[0]
    assert '<meta property="og:title" content="타래일보">' in text_of(page)
    assert page.gold["title"] not in text_of(page).split("</title>")[0]


def test_the_next_article_follows_below() -> None:
    text = text_of(pages("endless")[0])
    assert text.count('<article class="article-wrap"') == 3


@every_stranger
def test_the_same_world_gives_the_same_bytes(code: str) -> None:
    assert next(served(another_world(), code, 6)).body == pages(code)[0].body


def test_a_world_without_a_fitting_article_is_an_error() -> None:
    with pytest.raises(ValueError, match="more outlets"):
        next(served(build_world(scale=0.02, outlets=["kbs"]), "arc"))


# The frameworks' serialisations, read back by their own rules


def test_the_arc_article_is_json_behind_its_assignment() -> None:
    for page in pages("arc"):
        _, _, rest = text_of(page).partition("Fusion.globalContent=")
        content, end = json.JSONDecoder().raw_decode(rest)
        assert rest[end:].startswith(";Fusion.globalContentConfig=")
        texts = [e["content"] for e in content["content_elements"] if e["type"] == "text"]
        assert tuple(map(html.unescape, texts)) == page.gold["paragraphs"]


def test_the_pages_router_s_state_is_json_without_a_tag_in_it() -> None:
    for page in pages("next_pages"):
        (state,) = re.findall(r'<script id="__NEXT_DATA__"[^>]*>(.*?)</script>', text_of(page))
        assert "<" not in state
        article = json.loads(state)["props"]["pageProps"]["article"]
        assert article["title"] == page.gold["title"]


def flight_rows(text: str) -> dict[str, str]:
    """Id → row, by the protocol: a T row has its length in bytes, any other ends with a newline."""
    pushes = re.findall(r"self\.__next_f\.push\((\[1,.*?\])\)</script>", text)
    stream = "".join(json.loads(push)[1] for push in pushes).encode()
    rows, at = {}, 0
    while at < len(stream):
        colon = stream.index(b":", at)
        identity = stream[at:colon].decode()
        if stream[colon + 1 : colon + 2] == b"T":
            comma = stream.index(b",", colon)
            end = comma + 1 + int(stream[colon + 2 : comma], 16)
            rows[identity] = stream[comma + 1 : end].decode()
        else:
            end = stream.index(b"\n", colon) + 1
            rows[identity] = stream[colon + 1 : end - 1].decode()
        at = end
    return rows


def test_the_app_router_s_rows_read_back() -> None:
    for page in pages("next_app"):
        rows = flight_rows(text_of(page))
        (row,) = (json.loads(r) for r in rows.values() if r.startswith('["$","article"'))
        article = row[3]["children"][3]["article"]
        body = rows[article["bodyHtml"].removeprefix("$")] if article["bodyHtml"].startswith("$") else article["bodyHtml"]  # fmt: skip
        assert [p for p in page.gold["paragraphs"] if html.escape(p, False) not in body] == []


def test_a_long_string_gets_a_row_of_its_own_and_a_short_one_none() -> None:
    flight = Flight()
    assert flight.text("짧다") == "짧다"
    assert flight.text("가" * 2000) == "$10"
    assert flight_rows(flight.scripts(piece=7))["10"] == "가" * 2000


def _revived(flat: list[Any], at: int) -> Any:
    value = flat[at]
    if isinstance(value, dict):
        return {name: _revived(flat, where) for name, where in value.items()}
    if isinstance(value, list):
        if value and value[0] == "ShallowReactive":
            return _revived(flat, value[1])
        if value and value[0] == "Date":
            return value[1]
        return [_revived(flat, where) for where in value]
    return value


def test_the_nuxt_payload_reads_back() -> None:
    for page in pages("nuxt3"):
        (payload,) = re.findall(r'id="__NUXT_DATA__">(.*?)</script>', text_of(page))
        data = _revived(json.loads(payload), 0)["data"]
        article = data[f"article-{page.key}"]
        texts = tuple(b["text"] for b in article["blocks"] if b["kind"] == "paragraph")
        assert (article["title"], texts) == (page.gold["title"], page.gold["paragraphs"])


def test_a_payload_names_every_value_once() -> None:
    (payload,) = re.findall(
        r'id="__NUXT_DATA__">(.*?)</script>', nuxt3({"a": Reactive("x"), "b": "x"})
    )
    assert json.loads(payload).count("x") == 1


def test_what_occurs_twice_is_an_argument_of_the_function() -> None:
    script = nuxt2({"a": "둘", "b": ["둘", None], "c": {"d-e": "</p>", "f": None}})
    assert script == (
        '<script>window.__NUXT__=(function(a,b){return {a:a,b:[a,b],c:{"d-e":"\\u003C\\u002Fp\\u003E",f:b}}}'
        '("둘",null));</script>\n'
    )


def test_the_nuxt_function_has_as_many_arguments_as_parameters() -> None:
    for page in pages("nuxt2"):
        (names, body, values) = re.findall(
            r"__NUXT__=\(function\(([^)]*)\)\{return (.*)\}\((.*)\)\);</script>", text_of(page)
        )[0]
        assert len(json.loads(f"[{values}]")) == names.count(",") + 1
        assert json.dumps(page.gold["title"], ensure_ascii=False).replace("/", "\\u002F") in body


def test_only_one_graph_of_the_json_ld_page_is_the_article() -> None:
    for page in pages("json_ld"):
        graphs = [
            json.loads(g)
            for g in re.findall(
                r'<script type="application/ld\+json">(.*?)</script>', text_of(page)
            )
        ]
        (article,) = (g for g in graphs if g["@type"] == "NewsArticle")
        assert tuple(article["articleBody"].split("\n\n")) == page.gold["paragraphs"]
