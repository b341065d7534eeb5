"""A tree finds what CSS says, by whatever shortcut."""

from __future__ import annotations

import pytest
from cssselect import HTMLTranslator
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from spiders.tree import Element, Tree, possible, split

URL = "https://www.news.example/1"
TAGS = ("div", "p", "span", "td", "a", "section")
NAMES = ("view", "view_con", "tit", "view-tit")
SELECTORS = (
    "#view", "div#view", "#view p", "div#view > .tit", ".view", "div.view", "p.tit", ".view .tit",
    "[class*=view]", "[class^=view_]", "a[href]", "div:has(.tit)", "p:not(.tit)", ".view_con, #tit",
    "div.view, p.tit, #view", "td", "[id$=tit]", "span.view-tit",
)  # fmt: skip

ids = st.one_of(st.none(), st.sampled_from(NAMES))
classes = st.lists(st.sampled_from(NAMES), max_size=2)


@st.composite
def markup(draw: st.DrawFn, depth: int = 3) -> str:
    tag = draw(st.sampled_from(TAGS))
    attributes = ""
    if (identity := draw(ids)) is not None:
        attributes += f' id="{identity}"'
    if names := draw(classes):
        attributes += f' class="{" ".join(names)}"'
    if tag == "a":
        attributes += draw(st.sampled_from(["", ' href="/1"', ' name="view"']))
    inner = "".join(draw(st.lists(markup(depth - 1), max_size=3))) if depth else "글"
    return f"<{tag}{attributes}>{inner}</{tag}>"


def reference(tree: Tree, css: str) -> list[Element]:
    """What cssselect's own translation finds."""
    return etree.XPath(HTMLTranslator().css_to_xpath(css))(tree.root)


@settings(max_examples=150)
@given(page=markup(), css=st.sampled_from(SELECTORS))
def test_a_tree_finds_what_css_says(page: str, css: str) -> None:
    tree = Tree(f"<html><body>{page}</body></html>", URL)
    expected = reference(tree, css)
    identities = tree.root.xpath("//@id")
    assume("#" not in css or len(identities) == len(set(identities)))
    assert tree.select(css) == expected
    assert Tree(tree.text, URL).has(css) is bool(expected)
    first = tree.first(css)
    assert (first is None) is (not expected)
    if "," not in css:
        assert [first] == expected[:1] or first is None


@settings(max_examples=80)
@given(page=markup(), css=st.sampled_from(SELECTORS))
def test_a_selector_that_matches_is_possible_in_its_markup(page: str, css: str) -> None:
    tree = Tree(f"<html><body>{page}</body></html>", URL)
    for part in split(css):
        if reference(tree, part):
            assert possible(part, etree.tostring(tree.root, encoding="unicode")) == part


def test_an_anchor_s_name_does_not_pass_for_an_id() -> None:
    tree = Tree("<a name='view'>가</a><div id='view'><p>나</p></div>", URL)
    assert [e.tag for e in tree.select("#view")] == ["div"]
    assert [e.text for e in tree.select("#view p")] == ["나"]


def test_of_several_elements_with_one_id_the_first_that_fits_is_the_page_s_word() -> None:
    tree = Tree("<p id='view'>가</p><div id='view'>나</div><div id='view'>다</div>", URL)
    assert [e.text for e in tree.select("#view")] == ["가"]
    assert getattr(tree.first("div#view"), "text", None) == "나"


@pytest.mark.parametrize(
    "text", ["", " ", "<!-- 글 -->", "<?xml version='1.0' encoding='euc-kr'?>", "\x00", "글"]
)
def test_any_page_has_a_tree(text: str) -> None:
    tree = Tree(text, URL)
    assert tree.root.tag == "html"
    assert tree.words.strip("\n") in ("", "글")


@pytest.mark.parametrize(
    ("head", "address", "expected"),
    [
        ("", "/a.jpg", "https://www.news.example/a.jpg"),
        ("", " b.jpg ", "https://www.news.example/b.jpg"),
        ("<base href='https://cdn.news.example/x/'>", "a.jpg", "https://cdn.news.example/x/a.jpg"),
        ("<base href='http://['>", "/a.jpg", "https://www.news.example/a.jpg"),
        ("", "http://[", None),
        ("", "", None),
        ("", None, None),
    ],
)
def test_addresses_are_made_absolute(head: str, address: str | None, expected: str | None) -> None:
    assert Tree(f"<html><head>{head}</head></html>", URL).absolute(address) == expected


@pytest.mark.parametrize(
    ("css", "parts"),
    [
        (".a, .b", [".a", ".b"]),
        ("p:not(.a, .b), td", ["p:not(.a, .b)", "td"]),
        ("[title='a,b'], p", ["[title='a,b']", "p"]),
    ],
)
def test_a_group_is_split_at_its_own_commas(css: str, parts: list[str]) -> None:
    assert split(css) == parts
