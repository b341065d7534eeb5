"""Small readers that page objects share: ordered fallbacks, meta tags, images, the notice. No site
is named here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from korean import dates, rights
from korean.article import Byline, Moment, Rights
from korean.bylines import merge, parse
from spiders.markup import attribute, line, lines_of, prose, text_of
from spiders.page import ArticlePage
from spiders.refusals import refusal

#: Pictures that stand for the outlet, not for the article.
_NO_PICTURE = re.compile(
    r"(?:logo|noimage|no_img|default|blank|share_|spacer)[\w-]*\.", re.IGNORECASE
)
_NOTICE = re.compile(
    r"무단\s*(?:전재|복제|배포|사용|이용|도용)|all\s+rights?\s+reserved|AI\s*학습|공공누리|저작권자",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 300  # a longer line is a text that quotes one


def first_text(page: ArticlePage, *selectors: str) -> str | None:
    """The text of the first CSS selector that holds any."""
    for selector in selectors:
        for element in page.css(selector):
            if found := text_of(element):
                return found
    return None


def first_prose(
    page: ArticlePage, selectors: Iterable[str], drop: Sequence[str]
) -> tuple[str, ...]:
    """The paragraphs of the first CSS selector that holds any: a redesign may leave an empty
    container behind that scripts fill."""
    for selector in selectors:
        for element in page.css(selector):
            if found := prose(element.xpath("."), drop):
                return found
    return ()


def headline(page: ArticlePage, suffix: re.Pattern[str], *selectors: str) -> str | None:
    """The printed title, else og:title without the site's name (``suffix``)."""
    return first_text(page, *selectors) or suffix.sub("", meta(page, "og:title") or "") or None


def every_text(page: ArticlePage, *selectors: str) -> tuple[str, ...]:
    """The texts of all elements these selectors match, each once, in the page's order."""
    found = (text_of(element) for element in page.css(", ".join(selectors)))
    return tuple(dict.fromkeys(text for text in found if text))


def hashtags(page: ArticlePage, *selectors: str) -> tuple[str, ...]:
    """Tags without their ``#``, each once."""
    found = (text.lstrip("# ") for text in every_text(page, *selectors))
    return tuple(dict.fromkeys(text for text in found if text))


def link(page: ArticlePage, href: str | None) -> str | None:
    """An address of the page made absolute by its base; None for an empty and for a broken one."""
    try:
        return str(page.urljoin(href.strip())) if href and href.strip() else None
    except ValueError:
        return None


def meta(page: ArticlePage, *names: str) -> str | None:
    """The content of the first ``<meta property=…>`` or ``<meta name=…>`` that holds any."""
    for name in names:
        for kind in ("property", "name"):
            content = page.xpath("//meta[@%s=$n]/@content" % kind, n=name).get()
            if found := line(content):
                return found
    return None


def times(page: ArticlePage, *selectors: str) -> dates.Labelled:
    """Published and modified times by their labels in the first selector that prints any."""
    for selector in selectors:
        printed = "\n".join(text for e in page.css(selector) if (text := text_of(e)))
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


def picture(page: ArticlePage, *selectors: str) -> str | None:
    """The first image (``src``, or ``data-src`` of a lazy one), else og:image; absolute."""
    offered = [
        attribute(e, "src") or attribute(e, "data-src") for s in selectors for e in page.css(s)
    ]
    wanted = (
        src
        for src in (*offered, meta(page, "og:image"))
        if src and not src.startswith("data:") and not _NO_PICTURE.search(src)
    )
    return next((found for src in wanted if (found := link(page, src))), None)


def rights_in(lines: Iterable[str]) -> Rights | None:
    """What these lines of a copyright box say; None where there are none."""
    said = "\n".join(dict.fromkeys(lines))
    return rights.read(said) if said else None


def notice(page: ArticlePage) -> Rights | None:
    """What the page says of its reuse. Only short lines count: an article may quote a notice."""
    body = page.css("body")
    if not body:
        return None
    lines = lines_of(body[0].root, holding=_NOTICE)
    said = "\n".join(text for text in lines if len(text) <= _LONGEST_NOTICE)
    robots = {n: v for n in ("robots", "tdm-reservation") if (v := meta(page, n))}
    return rights.read(said, meta=robots)


def refused(page: ArticlePage, *marks: str) -> str | None:
    """A reason when the page is a refusal, or holds none of the article's ``marks`` (CSS)."""
    if reason := refusal(page.html):
        return f"a refusal with status 200 ({reason})"
    if not any(page.css(mark) for mark in marks):
        return f"none of {', '.join(marks)} on the page: no article, or a new layout"
    return None


def body_prose(page: ArticlePage, selectors: Iterable[str], drop: Sequence[str]) -> tuple[str, ...]:
    """The body of sites that write ``container > p``: what stands outside the ``<p>`` is not theirs.

    Where the ``<p>`` hold less than half of the container's text (older articles are text and
    ``<br>``), the whole container is read.
    """
    for selector in selectors:
        for container in page.css(selector):
            everything = prose(container.xpath("."), drop)
            if not everything:
                continue
            unwanted = {element.root for rule in drop for element in container.css(rule)}
            direct = tuple(
                text
                for p in container.xpath("./p")
                if p.root not in unwanted
                for text in prose(p.xpath("."), drop)
            )
            enough = 2 * sum(map(len, direct)) >= sum(map(len, everything))
            return direct if enough else everything
    return ()


def trail(page: ArticlePage, *selectors: str) -> str | None:
    """A section's breadcrumb: ``경제 > 과학기술``. 홈 is no level."""
    for selector in selectors:
        levels = [text for e in page.css(selector) if (text := text_of(e))]
        if found := [text for text in dict.fromkeys(levels) if text not in ("홈", "HOME", "Home")]:
            return " > ".join(found)
    return None
