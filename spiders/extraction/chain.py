"""The chain: each field on its own, from the method that knows it best down to the last resort."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property

from parsel import Selector

from korean import dates
from korean.article import Moment
from korean.text import holds_syllables, paragraphs
from spiders.extraction import gates, header, json_ld, meta, prose
from spiders.extraction.moments import in_header, moment
from spiders.extraction.people import bylines
from spiders.extraction.values import Draft, Fetched, Reading
from spiders.page import ArticlePage
from spiders.tree import Tree

#: Fields in reading order. ``paragraphs`` becomes the body.
FIELDS = tuple(field.name for field in fields(Reading))
#: Fields a page object declares; a page object has no canonical URL.
PAGE_FIELDS = frozenset(FIELDS) - {"canonical_url"}
#: Hangul characters below which a body is no body and the next method is asked.
MIN_BODY = 60
#: The same for a described page's own container, when it holds a sentence.
MIN_BRIEF = 20
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

    @cached_property
    def selector(self) -> Selector:
        return Selector(root=self.tree.root)

    @cached_property
    def json_ld(self) -> Reading:
        if not self.tree.holds("ld+json"):
            return Reading()
        return json_ld.read(self.selector, self.fetched.url, self.fetched.captured_at)

    @cached_property
    def open_graph(self) -> meta.OpenGraph:
        return meta.OpenGraph(self.selector, self.fetched.url, self.fetched.captured_at)

    @cached_property
    def plain(self) -> meta.Plain:
        return meta.Plain(self.selector, self.fetched.url, self.fetched.captured_at)

    @cached_property
    def prose(self) -> Reading:
        return Reading(paragraphs=prose.read(self.selector))

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

    def header(self, title: str | None) -> Reading:
        """The dates that stand behind the visible title."""
        if title is None:
            return Reading()
        lines = header.lines_after(self.selector, title)
        found = in_header(lines, self.fetched.captured_at)
        return Reading(published=found.published, modified=found.modified)


def run(methods: Methods, draft: Draft) -> None:
    """Fill the draft's fields, each from the first method with a usable value."""
    page = methods.page
    for name in FIELDS:
        if page is not None and name in PAGE_FIELDS:
            value = _guarded(draft, name, lambda name=name: getattr(page, name))
            if value and _accepted(methods, draft, name, page.version, value):
                continue
        elif name == "canonical_url" and methods.fetched.key is not None:
            continue  # the outlet's own rule gives it
        for method, value in _offers(methods, draft, name):
            if value and _accepted(methods, draft, name, method, value):
                break
    _settle_short(draft)
    if page is not None and draft.methods.get("paragraphs") not in (None, page.version):
        draft.warnings.add("body_fallback")


def _accepted(methods: Methods, draft: Draft, name: str, method: str, value: object) -> bool:
    """Take a method's value, unless it cannot be."""
    if isinstance(value, Moment) and not dates.plausible(value, methods.fetched.captured_at):
        draft.warnings.add(f"implausible:{name}")
        return False
    if name == "paragraphs" and not enough(value):
        if not _brief(methods, method, value):
            _remember_short(draft, method, value)
            return False
        draft.warnings.add("stub")
    draft.reading[name], draft.methods[name] = value, method
    return True


def _offers(methods: Methods, draft: Draft, name: str) -> Iterator[tuple[str, object]]:
    """What the methods after the page object say of one field, best method first, each computed
    only when asked for."""
    page = methods.page
    # With a page object in charge, modified is the page's word alone: og:updated_time and
    # dateModified change with every rebuild of a page and would make edits of nothing.
    if page is None or name != "modified" or "published" not in draft.reading:
        yield "json-ld", getattr(methods.json_ld, name)
        yield "opengraph", getattr(methods.open_graph, name)
        yield "meta", getattr(methods.plain, name)
    if name in ("published", "modified") and page is None:
        title = draft.reading.get("title")
        yield "header", getattr(methods.header(title if isinstance(title, str) else None), name)
    if name == "paragraphs" and _prose_wanted(methods, draft):
        yield "trafilatura", _guarded(draft, name, lambda: methods.prose.paragraphs)
    if methods.fetched.listed is not None:
        yield _listed_method(methods.fetched), getattr(methods.listed, name)


def _prose_wanted(methods: Methods, draft: Draft) -> bool:
    """A described page of a flash or a photograph is short by nature: prose found elsewhere on it
    would be a menu's. And on a monster page trafilatura runs for minutes."""
    title = draft.reading.get("title")
    if len(methods.fetched.body) > MAX_PROSE:
        draft.warnings.add("prose_skipped")
        return False
    return not (methods.page is not None and isinstance(title, str) and gates.stub(title))


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


def _brief(methods: Methods, method: str, value: object) -> bool:
    """A short item whole: a described page's own container, ending as sentences end. Asking
    trafilatura for more would bring the menus in."""
    if methods.page is None or method != methods.page.version or not isinstance(value, tuple):
        return False
    return MIN_BRIEF <= hangul(value) < MIN_BODY and any(_SENTENCE.search(p) for p in value)


def _remember_short(draft: Draft, method: str, value: object) -> None:
    if letters(value) > letters(draft.reading.get("short")):
        draft.reading["short"], draft.methods["short"] = value, method


def _settle_short(draft: Draft) -> None:
    """Where no method gave a whole body, the longest short one stands."""
    short, method = draft.reading.pop("short", None), draft.methods.pop("short", None)
    if "paragraphs" not in draft.reading and short is not None and method is not None:
        draft.reading["paragraphs"], draft.methods["paragraphs"] = short, method


def labels(methods: Mapping[str, str]) -> dict[str, str]:
    """Method names by the article's field names."""
    return {("body" if name == "paragraphs" else name): by for name, by in sorted(methods.items())}
