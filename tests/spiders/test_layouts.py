"""The floor: every outlet in every layout it has had, and sites that nobody knows.

With page objects, with the page objects taken away, and on strangers. The press room's gold is the
measure; F1 is over character 4-grams of the body.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import mean
from typing import Any

import pytest

from korean.article import Article, Moment
from korean.dates import kst
from pressroom import strangers
from pressroom.layouts import DISTORTIONS, LAYOUTS, ServedPage, distorted, served
from pressroom.newsroom import build_world
from pressroom.sites import insnews_pages, ndsoft_papers
from pressroom.world import World
from spiders import registry
from spiders.extraction import Fetched, Refused, extract

SAMPLE, SAMPLE_OF_GENERIC, SAMPLE_OF_STRANGERS = 5, 2, 3
BODY, FIELD, GENERIC = 0.995, 0.99, 0.95
#: Compared one by one; times to the minute, everything else exactly.
FIELDS = (
    *("title", "subtitle", "published", "modified", "bylines", "place", "section", "programme"),
    *("department", "contact", "captions", "attachments", "tags", "licence", "ai_training"),
)
NDSOFT = set(ndsoft_papers.BY_CODE)
INSNEWS = {paper.code for paper in insnews_pages.PAPERS}


def family(outlet: str) -> str:
    return "ndsoft" if outlet in NDSOFT else "insnews" if outlet in INSNEWS else outlet


KINDS = tuple(
    dict.fromkeys((family(code), layout.name) for code in LAYOUTS for layout in LAYOUTS[code])
)
every_layout = pytest.mark.parametrize("kind", KINDS, ids="-".join)
every_stranger = pytest.mark.parametrize("code", strangers.BY_CODE)


@dataclass(frozen=True)
class Read:
    page: ServedPage
    found: Article | Refused

    @property
    def kind(self) -> tuple[str, str]:
        return family(self.page.outlet), self.page.layout

    @property
    def where(self) -> str:
        return f"{self.page.outlet} {self.page.layout} {self.page.key}"

    @property
    def f1(self) -> float:
        if isinstance(self.found, Refused):
            return 0.0
        return f1(self.found.body, self.page.gold["paragraphs"])

    @property
    def loose_f1(self) -> float:
        """Without a page object a subtitle that stands in the text is text as well."""
        if isinstance(self.found, Refused):
            return 0.0
        subtitle = (self.page.gold["subtitle"] or "").split("\n")
        return max(self.f1, f1(self.found.body, [*subtitle, *self.page.gold["paragraphs"]]))


def grams(text: str) -> Counter[str]:
    letters = "".join(text.split())
    return Counter(letters[at : at + 4] for at in range(len(letters) - 3))


def f1(body: str, paragraphs: Iterable[str]) -> float:
    found, wanted = grams(body), grams("".join(paragraphs))
    return 2 * (found & wanted).total() / max(1, found.total() + wanted.total())


def read(page: ServedPage) -> Read:
    fetched = Fetched(page.url, page.body, page.content_type, page.captured_at)
    return Read(page, extract(fetched))


@cache
def world() -> World:
    return build_world(scale=0.02)


def korean_pages(sample: int) -> Iterator[ServedPage]:
    for code in LAYOUTS:
        yield from (p for p in served(world(), code, sample) if p.gold["language"] == "ko")


@pytest.fixture(scope="module")
def own() -> list[Read]:
    return [read(page) for page in korean_pages(SAMPLE)]


@pytest.fixture(scope="module")
def generic() -> list[Read]:
    """The same pages, the page objects and families taken away."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(registry, "pages_for", lambda outlet: ())
        patched.setattr(registry, "family_pages", tuple)
        return [read(page) for page in korean_pages(SAMPLE_OF_GENERIC)]


@pytest.fixture(scope="module")
def unknown() -> dict[str, list[Read]]:
    return {
        code: [read(page) for page in strangers.served(world(), code, SAMPLE_OF_STRANGERS)]
        for code in strangers.BY_CODE
    }


# -- values in one shape -----------------------------------------------------------------------------


def to_the_minute(moment: Moment | str | None) -> str | None:
    if moment is None:
        return None
    text = moment if isinstance(moment, str) else kst(moment.at).isoformat()
    return text[:16]


def value(found: Article, name: str) -> Any:
    match name:
        case "published" | "modified":
            return to_the_minute(getattr(found, name))
        case "bylines":
            return tuple((b.name, b.role, b.email) for b in found.bylines)
        case "attachments":
            return tuple(file.name for file in found.attachments)
        case "licence" | "ai_training":
            return getattr(found.rights, name)
        case "subtitle":
            lines = (found.subtitle or "").split("\n")
            return "\n".join(line.strip("- ") for line in lines) or None
    return getattr(found, name)


def expected(page: ServedPage, name: str) -> Any:
    gold = page.gold[name]
    if name in ("published", "modified"):
        return to_the_minute(gold)
    return tuple(gold) if isinstance(gold, list | tuple) else gold


def wrong(reads: Sequence[Read], name: str) -> list[tuple[str, Any, Any]]:
    return [
        (r.where, got, expected(r.page, name))
        for r in reads
        if isinstance(r.found, Article) and (got := value(r.found, name)) != expected(r.page, name)
    ]


# -- with page objects -------------------------------------------------------------------------------


def test_every_layout_of_every_outlet_is_there(own: list[Read]) -> None:
    pages = {(r.page.outlet, r.page.layout) for r in own}
    assert pages == {(code, layout.name) for code in LAYOUTS for layout in LAYOUTS[code]}


def test_no_page_is_refused(own: list[Read]) -> None:
    assert [(r.where, r.found) for r in own if isinstance(r.found, Refused)] == []


def test_every_body_is_read_by_a_page_object(own: list[Read]) -> None:
    articles = [(r.where, r.found) for r in own if isinstance(r.found, Article)]
    assert [where for where, a in articles if "." not in a.methods["body"]] == []


def test_a_layout_captured_in_its_time_is_no_drift(own: list[Read]) -> None:
    """The dated version fits by itself: nothing to report."""
    drifted = Counter(
        (*r.kind, warning)
        for r in own
        if isinstance(r.found, Article)
        for warning in r.found.warnings
        if warning.startswith("layout_drift")
    )
    assert drifted == Counter()


@every_layout
def test_the_body_of_a_layout_is_whole_and_nothing_else(
    own: list[Read], kind: tuple[str, str]
) -> None:
    reads = [r for r in own if r.kind == kind]
    low = [(r.where, round(r.f1, 3)) for r in reads if r.f1 < BODY]
    assert mean(r.f1 for r in reads) >= BODY, low


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_exact(own: list[Read], name: str) -> None:
    mistakes = wrong(own, name)
    assert 1 - len(mistakes) / len(own) >= FIELD, mistakes


# -- with bytes that came to harm --------------------------------------------------------------------

_QUOTES = str.maketrans("‘’“”", "''\"\"")


def plain_quotes(text: str) -> str:
    return text.translate(_QUOTES)


@pytest.mark.parametrize("kind", DISTORTIONS)
def test_a_layout_is_read_in_spite_of(kind: str) -> None:
    """One page of every layout. Title and body, quotation marks straightened on both sides."""
    reads = [read(distorted(page, kind)) for page in korean_pages(1)]
    articles = [(r, r.found) for r in reads if isinstance(r.found, Article)]
    titles = [
        (r.where, a.title)
        for r, a in articles
        if plain_quotes(a.title) != plain_quotes(r.page.gold["title"])
    ]
    bodies = {
        r.where: f1(plain_quotes(a.body), map(plain_quotes, r.page.gold["paragraphs"]))
        for r, a in articles
    }
    assert [(r.where, r.found) for r in reads if isinstance(r.found, Refused)] == []
    assert titles == []
    assert mean(bodies.values()) >= BODY, {w: f for w, f in bodies.items() if f < BODY}


# -- with the page objects taken away ----------------------------------------------------------------


def test_the_page_objects_are_really_gone(generic: list[Read]) -> None:
    articles = [r.found for r in generic if isinstance(r.found, Article)]
    assert not [m for a in articles for m in a.methods.values() if "." in m]


def test_the_general_way_finds_the_bodies(generic: list[Read]) -> None:
    shares: dict[tuple[str, str], list[float]] = defaultdict(list)
    for r in generic:
        shares[r.kind].append(r.loose_f1)
    low = {kind: round(mean(f), 3) for kind, f in shares.items() if mean(f) < GENERIC}
    assert mean(r.loose_f1 for r in generic) >= GENERIC, low


@every_layout
def test_the_general_way_finds_the_body_of_a_layout(
    generic: list[Read], kind: tuple[str, str]
) -> None:
    reads = [r for r in generic if r.kind == kind]
    assert mean(r.loose_f1 for r in reads) >= GENERIC, [(r.where, r.loose_f1) for r in reads]


@pytest.mark.parametrize("name", ["title", "published"])
def test_the_general_way_finds_title_and_time(generic: list[Read], name: str) -> None:
    mistakes = wrong(generic, name)
    read_at_all = sum(isinstance(r.found, Article) for r in generic)
    assert (read_at_all - len(mistakes)) / len(generic) >= GENERIC, mistakes


# -- strangers ---------------------------------------------------------------------------------------


@every_stranger
def test_a_stranger_s_body_is_found(unknown: dict[str, list[Read]], code: str) -> None:
    reads = unknown[code]
    told = [(r.where, round(r.loose_f1, 3), r.found) for r in reads if r.loose_f1 < GENERIC]
    assert mean(r.loose_f1 for r in reads) >= GENERIC, told


@pytest.mark.parametrize("name", ["title", "published"])
@every_stranger
def test_a_stranger_s_title_and_time_are_right(
    unknown: dict[str, list[Read]], code: str, name: str
) -> None:
    assert [r.found for r in unknown[code] if isinstance(r.found, Refused)] == []
    assert wrong(unknown[code], name) == []
