"""A browser's visits to the reading room: what they are watched for, and how a page is measured."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Request

NARROW, WIDE = {"width": 380, "height": 800}, {"width": 1600, "height": 1000}

#: Elements and attributes that the room never writes itself.
FOREIGN = (
    "script:not([type='application/ld+json']), img, iframe, object, embed, base, form[action^='javascript'], "
    "[onerror], [onload], [onfocus], [autofocus], [style], [srcdoc], a[href^='javascript' i], a[href^='data' i]"
)


@dataclass
class Told:
    """What a context's pages reported. Nothing of it should ever be."""

    asked_elsewhere: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@contextmanager
def watched(browser: Browser, address: str, **options: Any) -> Iterator[BrowserContext]:
    """A context that reaches the room alone. At its end: nothing was asked elsewhere, no dialog
    opened, and nothing was refused by the policy or went wrong in a console.
    """
    told = Told()
    context = browser.new_context(
        **{"locale": "ko-KR", "viewport": WIDE, "base_url": address, "reduced_motion": "reduce"}
        | options
    )

    def asked(request: Request) -> None:
        """Elsewhere is not reached: this browser resolves no other name (`bench.browser`)."""
        if not request.url.startswith(f"{address}/"):
            told.asked_elsewhere.append(request.url)

    context.on("request", asked)
    context.on("dialog", lambda one: (told.dialogs.append(one.message), one.dismiss()))
    context.on("console", lambda one: told.errors.append(one.text) if _matters(one) else None)
    context.on("weberror", lambda one: told.errors.append(str(one.error)))
    context.set_default_timeout(15_000)
    try:
        yield context
    finally:
        context.close()
    assert told == Told(), told


def _matters(message: Any) -> bool:
    """A page that says 400 or 404 in a sentence is told of in the console too; nothing else is fine."""
    fine = re.match(r"Failed to load resource: .* status of 4\d\d", message.text)
    return message.type in ("error", "warning") and not fine


#: Where the keyboard is: which element, its place in the document, and how its focus shows.
FOCUSED = """() => {
  const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
  return {place: [...document.querySelectorAll('*')].indexOf(e), tag: e.tagName, id: e.id, cls: e.className,
          href: e.getAttribute('href'), outline: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
          seen: r.width > 0 && r.bottom > 0 && r.top < innerHeight,
          within: ['.skip', '.top', '.ask', '.chart', '.hits', '.pager', '#facets', '.bottom'].find(q => e.closest(q))};
}"""


def tabbed(page: Page, most: int = 300) -> list[dict[str, Any]]:
    """Every stop of the Tab key until it leaves the page; a date's three fields are one stop."""
    stops: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["tag"] == "BODY" or (stops and stop["place"] < stops[0]["place"]):
            return stops
        if not stops or stop["place"] != stops[-1]["place"]:
            stops.append(stop)
    raise AssertionError("the keyboard never came to the page's end")


#: Texts whose colour is too near to the ground they stand on (WCAG 2.2, 1.4.3), with their ratios.
FAINT = """() => {
  const context = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
  const known = new Map();
  const rgba = c => {
    if (!known.has(c)) { context.clearRect(0, 0, 1, 1); context.fillStyle = c; context.fillRect(0, 0, 1, 1);
      known.set(c, [...context.getImageData(0, 0, 1, 1).data]); }
    return known.get(c);
  };
  const light = c => { const [r, g, b] = c.slice(0, 3).map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor);
    if (c[3] === 255) return c; } return [255, 255, 255, 255]; };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement, s = getComputedStyle(e);
    if (!walk.currentNode.data.trim() || !e.checkVisibility() || e.closest('.unseen, [aria-hidden], svg')) continue;
    const [a, b] = [light(rgba(s.color)), light(ground(e))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05), px = parseFloat(s.fontSize);
    if (ratio < (px >= 24 || (px >= 18.66 && s.fontWeight >= 700) ? 3 : 4.5))
      found.push([e.tagName, e.className, walk.currentNode.data.trim().slice(0, 30), ratio.toFixed(2)]);
  }
  return found;
}"""


#: What makes a page scroll sideways: elements beyond its edge, the innermost first.
WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll('*')].reverse().filter(e => e.getBoundingClientRect().right > width + 1)
    .map(e => [e.tagName, String(e.className), e.textContent.trim().slice(0, 40)]).slice(0, 3);
}"""


@dataclass
class Look:
    """One page, measured: widths it overflows, texts too faint in light and dark, and what is read aloud."""

    wider: dict[int, list[list[str]]]
    faint: dict[str, list[list[str]]]
    tree: str


def look(page: Page, path: str) -> Look:
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.goto(path)
    wider, faint = {}, {}
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        if found := page.evaluate(WIDER):
            wider[size["width"]] = found
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        if found := page.evaluate(FAINT):
            faint[scheme] = found
    return Look(wider, faint, page.locator("body").aria_snapshot())
