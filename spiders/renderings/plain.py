"""Any other text: the first line is the title, dates count by their labels, and the longest run
of prose is the text."""

from __future__ import annotations

from korean import dates
from spiders.extraction.values import Reading
from spiders.renderings.lines import Found, Page, opening_lines, prose_run


def fits(page: Page) -> bool:
    return bool(page.lines)


def read(page: Page) -> Found:
    start, end = prose_run(page.lines)
    title_at = next((i for i, li in enumerate(page.lines[: start + 1]) if not li.bullet), 0)
    if start == title_at and end - start > 1 and page.lines[title_at].prose:
        start += 1
    between = page.lines[title_at + 1 : start]
    times = dates.labelled("\n".join(line.text for line in between))
    count = opening_lines([li for li in between if dates.parse(li.text) is None])
    subtitle = [li.text for li in between if dates.parse(li.text) is None][:count]
    published = times.published or next(
        (m for li in between if len(li.text) < 40 and (m := dates.parse(li.text))), None
    )
    reading = Reading(
        title=page.lines[title_at].text,
        subtitle="\n".join(line for line in subtitle if len(line) >= 8) or None,
        paragraphs=page.texts(start, end),
        published=published,
        modified=times.modified,
    )
    return Found(reading, warnings=("generic",))
