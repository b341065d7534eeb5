"""Any other text: whatever the general cleaner finds."""

from __future__ import annotations

from spiders.renderings import general
from spiders.renderings.lines import Found, Page


def fits(page: Page) -> bool:
    return bool(page.lines)


def read(page: Page) -> Found:
    return general.read(page)
