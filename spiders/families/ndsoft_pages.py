from __future__ import annotations

from spiders.page import ArticlePage

PAGES: tuple[type[ArticlePage], ...] = ()
