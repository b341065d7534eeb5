"""Reading trees that a parser made of broken pages."""

from __future__ import annotations

import pytest
from parsel import Selector

from spiders import markup


@pytest.mark.parametrize("junk", ["\x01=''", "{x='1'", "&#1;='2'", '<b"=3'])
def test_an_attribute_is_read_beside_ones_nobody_can_name(junk: str) -> None:
    tree = Selector(text=f"<p><a {junk} href='/news/1'>제목</a></p>")
    assert markup.attribute(tree.css("a"), "href") == "/news/1"


def test_an_attribute_of_nothing_is_none() -> None:
    assert markup.attribute(Selector(text="<p>").css("a"), "href") is None


@pytest.mark.parametrize("code", [1, 11, 31])
def test_control_characters_behind_what_is_dropped_do_not_stop_the_reading(code: int) -> None:
    tree = Selector(
        text=f"<div>앞<script>x</script>뒤&#{code};끝<i>a</i><script>y</script>&#{code};</div>"
    )
    assert "".join(markup.prose(tree.css("div"))).replace(" ", "") == "앞뒤끝a"
