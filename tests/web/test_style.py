"""The one style sheet: nothing from elsewhere, and colours that can be read in light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "web/static/style.css").read_text(encoding="utf-8")
#: (text, ground): WCAG AA asks for 4.5.
PAIRS = [
    ("ink", "paper"), ("ink", "card"), ("ink", "soft"), ("ink", "hit"), ("faint", "paper"),
    ("faint", "card"), ("accent", "paper"), ("accent", "card"), ("accent", "soft"),
    ("accent-ink", "accent"), ("good", "good-soft"), ("warn", "warn-soft"), ("bad", "bad-soft"),
    ("ink", "good-soft"), ("ink", "bad-soft"), ("ink", "warn-soft"), ("topic", "card"),
    ("region", "card"), ("agency", "card"), ("programme", "card"), ("amount", "card"),
]  # fmt: skip


def colours(which: str) -> dict[str, str]:
    """The named colours of ``light`` or ``dark``."""
    light, dark, *_ = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light if which == "light" else dark))


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("which", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(which: str, text: str, ground: str) -> None:
    named = colours(which)
    bright, dim = sorted((luminance(named[text]), luminance(named[ground])), reverse=True)
    assert (bright + 0.05) / (dim + 0.05) >= 4.5


def test_both_schemes_name_the_same_colours() -> None:
    assert colours("light").keys() == colours("dark").keys()


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert CSS.isprintable() or not re.search(
        "[\u0400-\u04ff]", CSS
    )  # letters that only look Latin


def test_every_brace_is_closed() -> None:
    assert CSS.count("{") == CSS.count("}")


def test_every_class_that_a_page_gives_is_one_that_exists() -> None:
    templates = Path(__file__).parents[2] / "web/templates"
    given = set()
    for file in templates.glob("*.html"):
        for value in re.findall(r'class="([^"{}]*)"', file.read_text(encoding="utf-8")):
            given |= set(value.split())
    #: Held by other rules, or only there for people who write styles of their own.
    bare = {"list", "t", "ledger", "sentence", "code", "out", "figures", "kind"}
    assert {name for name in given if f".{name}" not in CSS} - bare == set()


def test_no_kind_of_mark_is_a_class_of_something_else() -> None:
    """A mark that was called ``hit`` was given the padding of a result."""
    kinds = ["topic", "region", "agency", "programme", "amount", "for", "against", "quote", "found"]
    rules = re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL))
    for rule in rules:
        for selector in re.sub(r":is\([^)]*\)", "", rule).split(","):
            for kind in kinds:
                if re.search(rf"\.{kind}\b", selector):
                    assert selector.strip().startswith(("mark.", ".tag.")), selector
