"""The chain: each field on its own, from the method that knows it best down to the last resort.

Every value carries the method that gave it and how far that method is to be trusted (`TRUST`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache, partial
from typing import TypeVar

from korean import dates
from korean.article import Moment
from korean.text import holds_syllables, paragraphs
from spiders.extraction import gates, meta
from spiders.extraction.embedded import json_ld, scripts
from spiders.extraction.moments import moment
from spiders.extraction.people import bylines
from spiders.extraction.values import Draft, Fetched, Reading
from spiders.extraction.visible import container, printed, prose
from spiders.page import ArticlePage
from spiders.tree import Tree

T = TypeVar("T")
#: A method's name and how to ask it for a value.
Offer = tuple[str, Callable[[], object]]

#: Fields in reading order. ``paragraphs`` becomes the body.
FIELDS = tuple(field.name for field in fields(Reading))
#: Fields a page object declares; a page object has no canonical URL.
PAGE_FIELDS = frozenset(FIELDS) - {"canonical_url"}
#: Fields without which there is no article, and an address: asked for everywhere.
NEEDED = frozenset({"title", "paragraphs", "published", "canonical_url"})
#: The chance that a method's value is the article's, whole and exact: lower than the share of pages
#: on which each was right (press room, strangers and 84 real pages; docs/results.md). Scripts and
#: containers tell their own with each page.
TRUST: Mapping[str, float] = {
    "json-ld": 0.9,
    "opengraph": 0.9,
    "meta": 0.8,
    "header": 0.85,
    "trafilatura": 0.6,
    "feed": 0.85,
    "list": 0.75,
}
#: Fields that stand around a printed title.
PRINTED = frozenset({"published", "modified", "bylines", "department", "contact", "attachments"})
#: The certainty from which an article in a script is this page's (`scripts.Told`).
MATCHED = 0.75
#: Of a method that says itself how sure it is.
UNSURE = 0.5
#: Of a page object whose version was not served on that day, as far as we know.
DRIFTED = 0.85
#: Hangul characters below which a body is no body and the next method is asked.
MIN_BODY = 60
#: The same for a described page's own container, when it holds a sentence.
MIN_BRIEF = 20
#: Of a container that bears a body's name and stands behind the printed title.
_NAMED = 0.85
_SYLLABLE = re.compile("[\uac00-\ud7a3]")
_SENTENCE = re.compile(r"(?:다|요|까|음|함)[.!?][\"”’')\]]*(?:\s|$)")
#: All that a board's page says where its text is in a file: "첨부 확인", "붙임 파일 참고".
_POINTER = re.compile(r"(?:첨부|붙임|별첨|자료|파일|문서).{0,15}?(?:확인|참고|참조|보시|보세요)")


@dataclass
class Methods:
    """The methods of one page in order; each is asked at most once, and only when needed."""

    fetched: Fetched
    tree: Tree
    page: ArticlePage | None
    drifted: bool = False

    @cached_property
    def json_ld(self) -> Reading:
        if not self.tree.holds("ld+json"):
            return Reading()
        return json_ld.read(self.tree.root, self.fetched.url, self.fetched.captured_at)

    @cached_property
    def told(self) -> scripts.Told:
        """The article in the page's scripts, with how sure it is that it is this page's."""
        said = scripts.told(self.tree.root, self.fetched.url, self.fetched.captured_at)
        return said if said is not None else scripts.Told(Reading(), 0.0, "none")

    @property
    def matched(self) -> Reading:
        """What the scripts tell where it is certain to be of this page."""
        return self.told.reading if self.told.confidence >= MATCHED else Reading()

    @cached_property
    def open_graph(self) -> meta.OpenGraph:
        return meta.OpenGraph(self.tree.root, self.fetched.url, self.fetched.captured_at)

    @cached_property
    def plain(self) -> meta.Plain:
        return meta.Plain(self.tree.root, self.fetched.url, self.fetched.captured_at)

    @cached_property
    def prose(self) -> Reading:
        return Reading(paragraphs=prose.read(self.tree.root))

    @cached_property
    def listed(self) -> Reading:
        """What the feed or list said; its times are ISO 8601."""
        said = self.fetched.listed
        if said is None:
            return Reading()
        return Reading(
            title=said.title,
            paragraphs=paragraphs(said.body or ""),
            published=self._listed_time(said.published, said.published_raw),
            modified=self._listed_time(said.modified, None),
            bylines=bylines(said.author or ""),
            section=said.section,
            programme=said.programme,
            department=said.department,
            contact=said.contact,
            image_url=said.image_url,
        )

    def _listed_time(self, iso: str | None, raw: str | None) -> Moment | None:
        found = moment(iso, self.fetched.captured_at)
        return Moment(found.at, found.precision, raw or found.raw) if found else None

    @cached_property
    def _headers(self) -> dict[str, Reading]:
        return {}

    def header(self, title: str | None) -> Reading:
        """What stands around the visible title: times, reporters, a board's office and files."""
        if title is None:
            return Reading()
        if title not in self._headers:
            self._headers[title] = printed.read(
                self.tree.root, title, self.fetched.url, self.fetched.captured_at
            )
        return self._headers[title]

    @cached_property
    def _containers(self) -> dict[str | None, container.Found | None]:
        return {}

    def container(self, title: str | None) -> container.Found | None:
        """The article's own element, found by structure and prose."""
        if title not in self._containers:
            self._containers[title] = container.find(self.tree.root, title)
        return self._containers[title]


def run(methods: Methods, draft: Draft) -> None:
    """Fill the draft's fields, each from the first method with a usable value."""
    page = methods.page
    trusted = DRIFTED if methods.drifted else 1.0
    for name in FIELDS:
        if page is not None and name in _read_by(type(page)):
            value = _guarded(draft, name, partial(getattr, page, name))
            if value and _accepted(methods, draft, name, page.version, value, trusted):
                continue
        if name == "canonical_url" and methods.fetched.key is not None:
            continue  # the outlet's own rule gives it
        if page is not None and name not in page.elsewhere and name not in NEEDED:
            continue
        for method, ask in _offers(methods, draft, name):
            trust = TRUST.get(method, UNSURE)
            value = offer = _guarded(draft, name, ask)
            if isinstance(offer, container.Found):
                value, trust = offer.paragraphs, offer.confidence
            elif method == "scripts":
                trust = methods.told.confidence
            if value and _accepted(methods, draft, name, method, value, trust):
                break
    _settle_short(draft)
    if page is not None and draft.methods.get("paragraphs") not in (None, page.version):
        draft.warnings.add("body_fallback")


@lru_cache(maxsize=256)
def _read_by(version: type[ArticlePage]) -> frozenset[str]:
    """The fields that a page version reads itself: the base class says None to the others."""
    base = ArticlePage.__dict__
    return frozenset(
        name
        for name in PAGE_FIELDS
        if next(c.__dict__[name] for c in version.__mro__ if name in c.__dict__) is not base[name]
    )


def _accepted(
    methods: Methods, draft: Draft, name: str, method: str, value: object, trust: float
) -> bool:
    """Take a method's value, unless it cannot be."""
    if isinstance(value, Moment) and not dates.plausible(value, methods.fetched.captured_at):
        draft.warnings.add(f"implausible:{name}")
        return False
    if name == "paragraphs" and not enough(value):
        if not _brief(methods, method, value, trust):
            _remember_short(draft, method, value, trust)
            return False
        draft.warnings.add("stub")
    draft.keep(name, value, method, trust)
    return True


def _offers(methods: Methods, draft: Draft, name: str) -> Iterator[Offer]:
    """What the methods after the page object say of one field, best method first; each is computed
    only when it is asked."""
    page = methods.page
    title = draft.reading.get("title")
    title = title if isinstance(title, str) else None
    if name == "paragraphs":
        yield from _bodies(methods, draft, title)
    # With a page object in charge, modified is the page's word alone: og:updated_time and
    # dateModified change with every rebuild of a page and would make edits of nothing.
    elif page is None or name != "modified" or "published" not in draft.reading:
        yield "json-ld", lambda: getattr(methods.json_ld, name)
        if page is None or name in NEEDED:
            yield "scripts", lambda: getattr(methods.matched, name)
        yield "opengraph", lambda: getattr(methods.open_graph, name)
        yield "meta", lambda: getattr(methods.plain, name)
    if page is None and name in PRINTED:
        yield "header", lambda: getattr(methods.header(title), name)
    if name in ("captions", "subtitle") and (found := contained(methods, draft)):
        yield "container", lambda: getattr(found, name)
    if methods.fetched.listed is not None:
        yield _listed_method(methods.fetched), lambda: getattr(methods.listed, name)


def contained(methods: Methods, draft: Draft) -> container.Found | None:
    """The container that gave the body, if one did."""
    title = draft.reading.get("title")
    if draft.methods.get("paragraphs") != "container":
        return None
    return methods.container(title if isinstance(title, str) else None)


def _bodies(methods: Methods, draft: Draft, title: str | None) -> Iterator[Offer]:
    """Bodies, best first. What a script holds is offered before the page's own element only where
    it is certain to be this page's, and only with its paragraphs."""
    said = _guarded(draft, "paragraphs", lambda: methods.json_ld.paragraphs)
    flat = isinstance(said, tuple) and json_ld.flat(said)
    if not flat:
        yield "json-ld", lambda: said
    yield "scripts", lambda: methods.matched.paragraphs
    if _prose_wanted(methods, title):
        yield "container", lambda: methods.container(title)
    if flat:
        yield "json-ld", lambda: said
    yield "scripts", lambda: methods.told.reading.paragraphs
    yield "meta", lambda: methods.plain.paragraphs
    if not _prose_wanted(methods, title):
        return
    if prose.too_large(methods.tree.root):
        draft.warnings.add("prose_skipped")
        return
    yield "trafilatura", lambda: methods.prose.paragraphs


def _prose_wanted(methods: Methods, title: str | None) -> bool:
    """A described page of a flash or a photograph is short by nature: prose found elsewhere on it
    would be a menu's."""
    return not (methods.page is not None and title is not None and gates.stub(title))


def _listed_method(fetched: Fetched) -> str:
    """``feed`` where the source gave its own time string or author, else ``list``."""
    said = fetched.listed
    return "feed" if said is not None and (said.published_raw or said.summary) else "list"


def _guarded(draft: Draft, name: str, read: Callable[[], object]) -> object:
    """A field's exception is a fault of ours, not the end of the article."""
    try:
        return read()
    except Exception as error:
        draft.warnings.add(f"field_error:{name}:{type(error).__name__}")
        return None


def hangul(paragraphs: object) -> int:
    """Hangul syllables in a body."""
    if not isinstance(paragraphs, tuple):
        return 0
    return sum(len(_SYLLABLE.findall(p)) for p in paragraphs)


def letters(paragraphs: object) -> int:
    if not isinstance(paragraphs, tuple):
        return 0
    return sum(sum(map(str.isalpha, p)) for p in paragraphs)


def enough(paragraphs: object) -> bool:
    """Is this a body? Counted in letters, so that an English report is told by its language."""
    if not isinstance(paragraphs, tuple):
        return False
    return holds_syllables("".join(paragraphs), MIN_BODY) or letters(paragraphs) >= 3 * MIN_BODY


def _brief(methods: Methods, method: str, value: object, trust: float) -> bool:
    """A short item whole: a described page's own container, or one found that bears a body's name
    behind the title, ending as sentences end. Asking on would bring the menus in."""
    page = methods.page
    own = page if page is not None and method == page.version else None
    named = method == "container" and trust >= _NAMED
    if not isinstance(value, tuple) or (own is None and not named):
        return False
    if own is not None and own.attachments and any(map(_POINTER.search, value)):
        return True
    return MIN_BRIEF <= hangul(value) < MIN_BODY and any(_SENTENCE.search(p) for p in value)


def _remember_short(draft: Draft, method: str, value: object, trust: float) -> None:
    if letters(value) > letters(draft.reading.get("short")):
        draft.keep("short", value, method, trust)


def _settle_short(draft: Draft) -> None:
    """Where no method gave a whole body, the longest short one stands."""
    short = draft.drop("short")
    if "paragraphs" not in draft.reading and short is not None:
        draft.keep("paragraphs", *short)


def labels(named: Mapping[str, T]) -> dict[str, T]:
    """By the article's field names."""
    return {("body" if name == "paragraphs" else name): one for name, one in sorted(named.items())}
