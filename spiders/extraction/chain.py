"""The chain: each field on its own, from the method that knows it best down to the last resort.

Every value carries the method that gave it and how far that method is to be trusted (`TRUST`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property, partial
from typing import TypeVar

from korean import dates
from korean.article import Moment
from korean.text import holds_syllables, paragraphs
from spiders.extraction import container, gates, header, json_ld, meta, prose, scripts
from spiders.extraction.moments import in_header, moment
from spiders.extraction.people import bylines
from spiders.extraction.values import Draft, Fetched, Reading
from spiders.page import ArticlePage
from spiders.tree import Tree

T = TypeVar("T")

#: Fields in reading order. ``paragraphs`` becomes the body.
FIELDS = tuple(field.name for field in fields(Reading))
#: Fields a page object declares; a page object has no canonical URL.
PAGE_FIELDS = frozenset(FIELDS) - {"canonical_url"}
#: Fields without which there is no article: asked for everywhere.
NEEDED = frozenset({"title", "paragraphs", "published"})
#: The chance that a method's value is the article's, whole and exact: page objects are checked
#: against fixtures, `header` reads what stands near a title, the rest lie in the share of pages
#: that bench/extraction shows.
TRUST: Mapping[str, float] = {
    "json-ld": 0.9,
    "scripts": 0.9,
    "opengraph": 0.85,
    "meta": 0.75,
    "header": 0.85,
    "trafilatura": 0.6,
    "feed": 0.85,
    "list": 0.75,
}
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
#: Bytes of a page above which trafilatura is not asked.
MAX_PROSE = 3_000_000


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
    def scripts(self) -> Reading:
        return scripts.read(self.tree.root, self.fetched.url, self.fetched.captured_at)

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
    def _header(self) -> dict[str, Reading]:
        return {}

    def header(self, title: str | None) -> Reading:
        """The dates that stand behind the visible title."""
        if title is None:
            return Reading()
        if title not in self._header:
            lines = header.lines_after(self.tree.root, title)
            found = in_header(lines, self.fetched.captured_at)
            self._header[title] = Reading(published=found.published, modified=found.modified)
        return self._header[title]

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
        if page is not None and name in PAGE_FIELDS:
            value = _guarded(draft, name, partial(getattr, page, name))
            if value and _accepted(methods, draft, name, page.version, value, trusted):
                continue
        elif name == "canonical_url" and methods.fetched.key is not None:
            continue  # the outlet's own rule gives it
        if page is not None and page.complete and name not in NEEDED:
            continue
        for method, offer in _offers(methods, draft, name):
            trust = TRUST.get(method, UNSURE)
            value = offer
            if isinstance(offer, container.Found):
                value, trust = offer.paragraphs, offer.confidence
            if value and _accepted(methods, draft, name, method, value, trust):
                break
    _settle_short(draft)
    if page is not None and draft.methods.get("paragraphs") not in (None, page.version):
        draft.warnings.add("body_fallback")


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


def _offers(methods: Methods, draft: Draft, name: str) -> Iterator[tuple[str, object]]:
    """What the methods after the page object say of one field, best method first, each computed
    only when asked for."""
    page = methods.page
    title = draft.reading.get("title")
    title = title if isinstance(title, str) else None
    if name == "paragraphs":
        yield from _bodies(methods, draft, title)
    # With a page object in charge, modified is the page's word alone: og:updated_time and
    # dateModified change with every rebuild of a page and would make edits of nothing.
    elif page is None or name != "modified" or "published" not in draft.reading:
        yield "json-ld", getattr(methods.json_ld, name)
        if page is None or name in ("title", "published"):
            yield "scripts", getattr(methods.scripts, name)
        yield "opengraph", getattr(methods.open_graph, name)
        yield "meta", getattr(methods.plain, name)
    if name in ("published", "modified") and page is None:
        yield "header", getattr(methods.header(title), name)
    if name == "captions" and draft.methods.get("paragraphs") == "container":
        found = methods.container(title)
        yield "container", found.captions if found is not None else ()
    if methods.fetched.listed is not None:
        yield _listed_method(methods.fetched), getattr(methods.listed, name)


def _bodies(methods: Methods, draft: Draft, title: str | None) -> Iterator[tuple[str, object]]:
    said = methods.json_ld.paragraphs
    if not json_ld.flat(said):
        yield "json-ld", said
    yield "scripts", methods.scripts.paragraphs
    if _prose_wanted(methods, title):
        yield "container", _guarded(draft, "paragraphs", lambda: methods.container(title))
    yield "json-ld", said  # without its breaks, where the page itself shows nothing
    yield "meta", methods.plain.paragraphs
    if not _prose_wanted(methods, title):
        return
    if len(methods.fetched.body) > MAX_PROSE:
        draft.warnings.add("prose_skipped")
        return
    yield "trafilatura", _guarded(draft, "paragraphs", lambda: methods.prose.paragraphs)


def _prose_wanted(methods: Methods, title: str | None) -> bool:
    """A described page of a flash or a photograph is short by nature: prose found elsewhere on it
    would be a menu's."""
    return not (methods.page is not None and title is not None and gates.stub(title))


def _listed_method(fetched: Fetched) -> str:
    """``feed`` where the source gave its own time string or author, else ``list``."""
    said = fetched.listed
    return "feed" if said is not None and (said.published_raw or said.summary) else "list"


def _guarded(draft: Draft, name: str, read: Callable[[], object]) -> object:
    """A field's exception is the page object's bug, not the end of the article."""
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
    own = methods.page is not None and method == methods.page.version
    if not isinstance(value, tuple) or not (own or (method == "container" and trust >= _NAMED)):
        return False
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
