"""Saved answers for tests of families and boards: pages as responses, and page objects over them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import pytest
from scrapy.http import HtmlResponse
from web_poet import HttpResponse

from spiders.page import ArticlePage
from spiders.tree import Tree

FIXTURES = Path(__file__).parent / "fixtures"
#: Pages that nobody may pass on: kept beside the repository, absent elsewhere.
SHARED = Path(__file__).parents[2].parent / "shared" / "pages"
#: When every answer here was given.
ANSWERED = "Fri, 20 Nov 2026 09:00:00 GMT"

AnyPage = TypeVar("AnyPage", bound=ArticlePage)


def answer(body: str | bytes, url: str, answered: str = ANSWERED) -> HtmlResponse:
    """A list's answer, in UTF-8, with the server's clock."""
    content = body.encode() if isinstance(body, str) else body
    return HtmlResponse(url, body=content, encoding="utf-8", headers={"Date": answered})


def over(version: type[AnyPage], body: str | bytes, url: str, encoding: str = "utf-8") -> AnyPage:
    """A page object over these bytes."""
    content = body.encode(encoding) if isinstance(body, str) else body
    return version(HttpResponse(url, body=content, encoding=encoding))


def fixture_of(version: type[AnyPage], url: str) -> AnyPage:
    """A page object over its version's fixture."""
    folder = version.version.partition(".")[0]
    return over(version, (FIXTURES / folder / f"{version.version}.html").read_bytes(), url)


def claimed_by(pages: tuple[type[Any], ...], tree: Tree) -> list[str]:
    """The versions whose probe takes this markup for theirs."""
    return [page.version for page in pages if page.probe(tree)]


def is_refused_and_empty(page: ArticlePage) -> bool:
    """Does it refuse, and claim nothing?"""
    return bool(page.refused()) and not (page.title or page.paragraphs or page.published)


def real(name: str) -> bytes:
    """A real saved page; the test is skipped where they are absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip("the saved pages are not beside this repository")
    return path.read_bytes()
