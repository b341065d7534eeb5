"""Looking around: the first page of every source, then the few newest articles of them all.

It is what a person wants to see of an outlet (`aipolicy doctor`), not what a run needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from spiders.source import Row
from spiders.window import aware

if TYPE_CHECKING:
    from spiders.base import OutletSpider

#: An undated row counts as older than any dated one.
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Look:
    """Holds what the sources list until all are read. ``articles`` is how many are fetched."""

    def __init__(self, articles: int) -> None:
        self.articles = articles
        self.rows: list[Row] = []

    def newest(self, spider: OutletSpider) -> Iterator[Row]:
        """The rows to fetch, whatever they are about; the others end here, each with its reason."""
        if spider.is_closing:
            return  # the log's end tells why
        self.rows.sort(
            key=lambda row: aware(row.listed.published) or _LONG_AGO,
            reverse=True,
        )
        for row in self.rows[self.articles :]:
            reason = spider.judge(row)
            if reason is not None:
                spider.recorder.log.end(row.key, "off_topic", reason)
            else:
                spider.recorder.log.end(row.key, "outside_window", "limit")
        yield from self.rows[: self.articles]
