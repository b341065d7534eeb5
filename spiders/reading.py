"""Small readers that page objects share: ordered fallbacks, meta tags, images, the notice. No site
is named here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from korean import dates, rights
from korean.article import Byline, Moment, Rights
from korean.bylines import merge, parse
from korean.text import clean
from spiders.markup import line, prose, prose_without, text_of, unwanted_in
from spiders.page import ArticlePage
from spiders.refusals import refusal
from spiders.tree import Element, Tree, path

#: Pictures that stand for the outlet, not for the article.
_NO_PICTURE = re.compile(
    r"(?:logo|noimage|no_img|default|blank|share_|spacer)[\w-]*\.", re.IGNORECASE
)
#: One of them stands in every notice: looked for first, since most lines hold none.
_NOTICE_WORDS = (
    "무단", "ights ", "IGHTS ", "학습", "공공누리", "저작권자", "KOGL", "마이닝", "CC BY", "CC-BY", "AI training"
)  # fmt: skip
_NOTICED = re.compile("|".join(map(re.escape, _NOTICE_WORDS)))  # half the time of eleven finds
_HOLDERS = path(
    "//body//*[not(self::script or self::style)][text()["
    + " or ".join(f"contains(., '{word}')" for word in _NOTICE_WORDS)
    + "]]"
)
_LONGEST_NOTICE = 300  # a longer line is a text that quotes one
_SCRIPT = re.compile(r"[{};]|=\s*['\"]|^\s*(?://|\*|<!--)")


def first_text(page: ArticlePage, *selectors: str, within: Element | None = None) -> str | None:
    """The text of the first CSS selector that holds any."""
    for selector in selectors:
        for element in page.select(selector, within):
            if found := text_of(element):
                return found
    return None


def first_prose(
    page: ArticlePage, selectors: Iterable[str], drop: Sequence[str]
) -> tuple[str, ...]:
    """The paragraphs of the first CSS selector that holds any: a redesign may leave an empty
    container behind that scripts fill."""
    for selector in selectors:
        for element in page.select(selector):
            if found := prose(element, drop):
                return found
    return ()


def headline(
    page: ArticlePage, suffix: re.Pattern[str], *selectors: str, within: Element | None = None
) -> str | None:
    """The printed title, else og:title without the site's name (``suffix``)."""
    printed = first_text(page, *selectors, within=within)
    return printed or suffix.sub("", meta(page, "og:title") or "") or None


def every_text(
    page: ArticlePage, *selectors: str, within: Element | None = None
) -> tuple[str, ...]:
    """The texts of all elements these selectors match, each once, in the page's order."""
    found = (text_of(element) for element in page.select(", ".join(selectors), within))
    return tuple(dict.fromkeys(text for text in found if text))


def hashtags(page: ArticlePage, *selectors: str, within: Element | None = None) -> tuple[str, ...]:
    """Tags without their ``#``, each once."""
    found = (text.lstrip("# ") for text in every_text(page, *selectors, within=within))
    return tuple(dict.fromkeys(text for text in found if text))


def link(page: ArticlePage, href: str | None) -> str | None:
    """An address of the page made absolute by its base; None for an empty and for a broken one."""
    return page.tree.absolute(href)


def meta(page: ArticlePage, *names: str) -> str | None:
    """The content of the first ``<meta property=…>`` or ``<meta name=…>`` that holds any."""
    for name in names:
        for content in page.tree.meta.get(name, ()):
            if found := line(content):
                return found
    return None


def meta_time(page: ArticlePage, name: str) -> Moment | None:
    """The time in a meta tag."""
    printed = meta(page, name)
    return dates.parse(printed) if printed else None


def times(page: ArticlePage, *selectors: str, within: Element | None = None) -> dates.Labelled:
    """Published and modified times by their labels in the first selector that prints any."""
    for selector in selectors:
        printed = "\n".join(text for e in page.select(selector, within) if (text := text_of(e)))
        if not printed:
            continue
        found = dates.labelled(printed)
        if found.published or found.modified:
            return found
    return dates.Labelled()


def finer(first: Moment | None, second: Moment | None) -> Moment | None:
    """The first time, or the second where it says the same with seconds."""
    if first is None or second is None:
        return first or second
    same = first.at.replace(second=0) == second.at.replace(second=0)
    return second if same and second.precision == "second" else first


def people(texts: Iterable[str]) -> tuple[Byline, ...]:
    """The authors that byline elements name, each once."""
    return merge(*(parse(text) for text in texts))


def picture(page: ArticlePage, *images: Element) -> str | None:
    """The first image (``src``, or ``data-src`` of a lazy one), else og:image; absolute."""
    offered = [element.get("src") or element.get("data-src") for element in images]
    wanted = (
        src
        for src in (*offered, meta(page, "og:image"))
        if src and not src.startswith("data:") and not _NO_PICTURE.search(src)
    )
    return next((found for src in wanted if (found := link(page, src))), None)


def rights_in(lines: Iterable[str]) -> Rights | None:
    """What these lines of a copyright box say; None where there are none."""
    said = "\n".join(dict.fromkeys(lines))
    return _read(said) if said else None


@lru_cache(maxsize=1024)
def _read(said: str) -> Rights | None:
    """A site prints one notice on all its pages."""
    return rights.read(said)


def notices(tree: Tree) -> tuple[str, ...]:
    """The short lines of the page that speak of reuse; a script may hold one that does not count."""
    told = [line for line in _lines_holding(tree.words, _NOTICED) if rights.mentions(line)]
    lines = [line for line in told if len(line) <= _LONGEST_NOTICE]
    if told and not lines:
        # A page sent in few lines: only its elements tell where the notice begins and ends.
        holders = _HOLDERS(tree.root)
        lines = [text for holder in holders if (text := text_of(holder))]
    found = (clean(line) for line in lines if not _SCRIPT.search(line))
    return tuple(dict.fromkeys(line for line in found if 0 < len(line) <= _LONGEST_NOTICE))


def _lines_holding(words: str, marks: re.Pattern[str]) -> list[str]:
    """The lines that hold any of the marks, in order."""
    lines: list[str] = []
    end = 0
    while found := marks.search(words, end):
        start = words.rfind("\n", 0, found.start()) + 1
        end = words.find("\n", found.end())
        end = len(words) if end < 0 else end
        lines.append(words[start:end])
    return lines


def reservations(tree: Tree) -> dict[str, str]:
    """What meta tags say to robots and to text and data miners."""
    return {n: tree.meta[n][0] for n in ("robots", "tdm-reservation") if n in tree.meta}


def notice(page: ArticlePage) -> Rights | None:
    """What the page says of its reuse, outside the article: a text on copyright quotes notices."""
    said = notices(page.tree)
    if said:
        inside = " ".join(page.paragraphs)
        said = tuple(one for one in said if one not in inside)
    return rights.read("\n".join(said), meta=reservations(page.tree))


def refused(page: ArticlePage, *marks: str) -> str | None:
    """A reason when the page is a refusal, or holds none of the article's ``marks`` (CSS)."""
    if any(page.tree.has(mark) for mark in marks):
        return None
    if reason := refusal(page.tree.text):
        return f"a refusal with status 200 ({reason})"
    return f"none of {', '.join(marks)} on the page: no article, or a new layout"


def body_prose(page: ArticlePage, selectors: Iterable[str], drop: Sequence[str]) -> tuple[str, ...]:
    """The body of sites that write ``container > p``: what stands outside the ``<p>`` is not theirs.

    Where the ``<p>`` hold less than half of the container's text (older articles are text and
    ``<br>``), the whole container is read.
    """
    for selector in selectors:
        for container in page.select(selector):
            unwanted = unwanted_in(container, drop)
            everything = prose_without(container, unwanted)
            if not everything:
                continue
            direct = tuple(
                text
                for p in container.iterchildren("p")
                if p not in unwanted
                for text in prose_without(p, unwanted)
            )
            enough = 2 * sum(map(len, direct)) >= sum(map(len, everything))
            return direct if enough else everything
    return ()


def trail(page: ArticlePage, *selectors: str, within: Element | None = None) -> str | None:
    """A section's breadcrumb: ``경제 > 과학기술``. 홈 is no level."""
    for selector in selectors:
        levels = [text for e in page.select(selector, within) if (text := text_of(e))]
        if found := [text for text in dict.fromkeys(levels) if text not in ("홈", "HOME", "Home")]:
            return " > ".join(found)
    return None
