"""Every outlet's pages in every layout it has had: dated in their time, and printing their gold."""

from __future__ import annotations

import html
import re
from collections import Counter
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

import pytest

from pressroom.layouts import (
    DISTORTIONS,
    LAYOUTS,
    ServedPage,
    distorted,
    edition,
    served,
)
from pressroom.newsroom import build_world
from pressroom.sites.ndsoft_papers import LENDERS, MEMBERS
from pressroom.sites.registry import all_sites
from pressroom.variants import HEADINGS, LINES, ROLES
from pressroom.world import World

SAMPLE = 8
KINDS = [(code, layout.name) for code in LAYOUTS for layout in LAYOUTS[code]]
HOSTS = {host for site in all_sites() for host in site.hosts} | {p.host for p in MEMBERS}

every_layout = pytest.mark.parametrize(("outlet", "layout"), KINDS, ids="-".join)


@cache
def world() -> World:
    return build_world(scale=0.02)


@cache
def pages(outlet: str, layout: str) -> list[ServedPage]:
    (wanted,) = (known for known in LAYOUTS[outlet] if known.name == layout)
    found = edition(world(), outlet, wanted)
    out = found.publications
    return [found.page(p) for p in out[:: max(1, len(out) // SAMPLE)][:SAMPLE]]


def shown(page: ServedPage) -> str:
    """The page's text as a browser lays it out: tags off, references resolved, blanks evened."""
    charset = "cp949" if page.content_type == "text/html" else "utf-8"
    text = re.sub(r"<script.*?</script>|<!--.*?-->", " ", page.body.decode(charset), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def test_every_outlet_of_the_press_room_has_layouts() -> None:
    assert {site.outlet for site in all_sites()} == set(world().outlets)
    assert set(LAYOUTS) == set(world().outlets) | set(LENDERS)


@pytest.mark.parametrize(
    ("outlet", "names"),
    [
        ("kbs", {"2022", "current"}),
        ("etoday", {"2022", "current", "mobile"}),
        ("newspim", {"2017", "amp", "2025", "2026"}),
        ("gyeongbuk", {"old", "new"}),
        ("idaegu", {"legacy", "auto", "2020", "atl", "amp"}),
        ("kyongbuk", {"legacy", "auto", "2020", "amp"}),
        ("gwunion", {"legacy"}),
        ("gipress", {"2012", "new"}),
        ("breaknews", {"2012", "new"}),
    ],
)
def test_an_outlet_has_the_layouts_that_are_known_of_it(outlet: str, names: set[str]) -> None:
    assert {layout.name for layout in LAYOUTS[outlet]} == names


@every_layout
def test_a_page_is_captured_while_its_layout_was_served(outlet: str, layout: str) -> None:
    (dated,) = (known for known in LAYOUTS[outlet] if known.name == layout)
    days = {page.captured_at.date() for page in pages(outlet, layout)}
    assert all((dated.first or day) <= day <= (dated.last or day) for day in days)


@every_layout
def test_a_page_prints_its_title_and_every_paragraph(outlet: str, layout: str) -> None:
    for page in pages(outlet, layout):
        text = shown(page)
        wanted = [page.gold["title"], *page.gold["paragraphs"], *page.gold["captions"]]
        assert [words for words in wanted if " ".join(words.split()) not in text] == []


@every_layout
def test_a_page_prints_everybody_and_every_address_of_its_gold(outlet: str, layout: str) -> None:
    for page in pages(outlet, layout):
        text = page.body.decode("cp949" if page.content_type == "text/html" else "utf-8")
        told = [word for credit in page.gold["bylines"] for word in credit if word]
        assert [word for word in told if word not in text] == []


@every_layout
def test_times_lie_in_the_order_in_which_things_happen(outlet: str, layout: str) -> None:
    for page in pages(outlet, layout):
        published = datetime.fromisoformat(page.gold["published"])
        edited = page.gold["modified"]
        modified = datetime.fromisoformat(edited) if edited else published
        assert published <= modified <= page.captured_at


@every_layout
def test_a_page_prints_the_minute_it_came_out_in_its_own_year(outlet: str, layout: str) -> None:
    """Only 경상북도's new board prints the day alone."""
    for page in pages(outlet, layout):
        published = datetime.fromisoformat(page.gold["published"])
        digits = re.sub(r"\D", "", shown(page))
        assert f"{published:%Y%m%d}" in digits
        assert page.gold["published_precision"] == "day" or f"{published:%H%M}" in digits


@every_layout
def test_a_page_stands_on_a_host_of_its_outlet(outlet: str, layout: str) -> None:
    assert {urlsplit(page.url).hostname for page in pages(outlet, layout)} <= HOSTS | {
        "m.newspim.com"
    }


@pytest.mark.parametrize("outlet", LAYOUTS)
def test_keys_stay_unique_when_they_move(outlet: str) -> None:
    for layout in LAYOUTS[outlet]:
        keys = [p.key for p in edition(world(), outlet, layout).publications]
        assert len(set(keys)) == len(keys)


def test_a_key_of_newspim_begins_with_the_day_of_its_time() -> None:
    found = [page for layout in LAYOUTS["newspim"] for page in pages("newspim", layout.name)]
    assert {page.key[:4] for page in found} == {"2017", "2018", "2024", "2026"}
    assert all(page.gold["published"].replace("-", "").startswith(page.key[:8]) for page in found)


def test_a_release_has_the_key_of_its_board() -> None:
    assert all(page.key.startswith("bbs_bodo:") for page in pages("gyeongbuk", "old"))
    assert all(page.key.startswith("board12:") for page in pages("gyeongbuk", "new"))


def test_weekday_and_hour_stay_when_a_time_moves() -> None:
    old, new = (edition(world(), "kbs", layout).publications for layout in LAYOUTS["kbs"])
    assert [f"{p.published:%a %H:%M:%S}" for p in old] == [
        f"{p.published:%a %H:%M:%S}" for p in new
    ]


def test_a_page_s_own_clock_belongs_to_its_time() -> None:
    assert "2012" in shown(pages("breaknews", "2012")[0]).split("편집", 1)[1][:12]


def test_the_same_world_gives_the_same_bytes() -> None:
    again = build_world(scale=0.02)
    for outlet in ("kbs", "idaegu", "breaknews"):
        first = [page.body for page in served(world(), outlet, SAMPLE)]
        assert first == [page.body for page in served(again, outlet, SAMPLE)]


@pytest.mark.parametrize("kind", DISTORTIONS)
def test_a_distorted_page_has_other_bytes_or_another_type_and_the_same_gold(kind: str) -> None:
    for outlet, layout in (("kbs", "current"), ("idaegu", "atl")):
        page = pages(outlet, layout)[0]
        harmed = distorted(page, kind)
        assert (harmed.body, harmed.content_type) != (page.body, page.content_type)
        assert harmed.gold == page.gold


def test_a_sample_is_spread_over_the_days() -> None:
    days = {page.gold["published"][:10] for page in pages("newspim", "2026")}
    assert len(days) >= SAMPLE - 1


def test_the_rare_things_occur() -> None:
    """Two authors, none, other offices than 기자, edits, tags, and pictures in releases."""
    golds = [page.gold for kind in KINDS for page in pages(*kind)]
    authors = Counter(min(len(gold["bylines"]), 2) for gold in golds)
    offices = {role for gold in golds for _, role, _ in gold["bylines"]}
    assert min(authors[0], authors[1], authors[2]) >= 15
    assert offices >= {"특파원", *ROLES}
    assert sum(gold["modified"] is not None for gold in golds) >= 40
    assert sum(bool(gold["tags"]) for gold in golds) >= 15
    lines = Counter(line for gold in golds for line in gold["paragraphs"])
    assert min(lines[line] for line in (*HEADINGS, *LINES)) >= 3
    assert any("현장1.jpg" in shown(page) for page in pages("gyeongbuk", "old"))


def test_an_unknown_outlet_is_an_error() -> None:
    with pytest.raises(KeyError):
        list(served(world(), "nobody"))
