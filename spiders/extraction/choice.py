"""Which page object reads a page: the dated version that fits, else the one that does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from spiders.page import ArticlePage
from spiders.tree import Tree

PageClass = type[ArticlePage]


def choose(
    tree: Tree, own: Sequence[PageClass], families: Iterable[PageClass], day: date
) -> tuple[PageClass | None, tuple[str, ...]]:
    """The page class for this tree and the warnings that go with the choice.

    ``own`` are the outlet's versions (empty for an unknown site), ``families`` the layouts any
    site may run, ``day`` the capture's day in Asia/Seoul.
    """
    warnings: list[str] = []
    dated = [page for page in own if valid(page, day)]
    if page := _fitting(tree, dated, warnings):
        return page, tuple(warnings)
    others = [page for page in own if page not in dated]
    if page := _fitting(tree, others, warnings):
        return page, (*warnings, f"layout_drift:{page.version}")
    if page := _fitting(tree, (p for p in families if p not in own), warnings):
        drift = (f"layout_drift:{page.version}",) if own else ()
        return page, (*warnings, *drift)
    return None, (*warnings, *(("layout_drift:none",) if own else ()), "generic")


def valid(page: PageClass, day: date) -> bool:
    """Was this version served on that day, as far as we know?"""
    return (page.valid_from is None or page.valid_from <= day) and (
        page.valid_to is None or day <= page.valid_to
    )


def _fitting(tree: Tree, pages: Iterable[PageClass], warnings: list[str]) -> PageClass | None:
    for page in pages:
        try:
            if page.probe(tree):
                return page
        except Exception as error:
            warnings.append(f"probe_error:{page.version}:{type(error).__name__}")
    return None
