"""Every spider of the registry survives what a broken site may answer."""

from __future__ import annotations

import pytest

from spiders import registry
from tests.spiders.conftest import Answer, Asked, Crawling, Site

HOSTILE = {
    "nothing": Answer(b""),
    "html": Answer(
        b"<html><body><a href='/x'><table><tr><td>\xff\xfe", headers={"Content-Type": "text/html"}
    ),
    "xml": Answer(
        b"<?xml version='1.0'?><rss><channel><item><link/></item><item><title>x</title></item>",
        headers={"Content-Type": "application/xml"},
    ),
    "binary": Answer(b"\x89PNG\r\n\x1a\n\x00\x01", headers={"Content-Type": "image/png"}),
    "json": Answer(
        b'{"data": [null, 1, {"news_code": null}], "rows": {}}',
        headers={"Content-Type": "application/json"},
    ),
}


@pytest.mark.parametrize("code", [outlet.code for outlet in registry.outlets()])
def test_a_hostile_site_leaves_no_traceback(crawl: Crawling, site: Site, code: str) -> None:
    """Each address in turn answers something else that is no listing."""
    kinds = list(HOSTILE.values())

    def answer(asked: Asked) -> Answer:
        return kinds[len(asked.path) % len(kinds)]

    site.default = answer
    for outlet_host in registry.outlet(code).hosts:
        site.put("/robots.txt", Answer(b"", 404), host=outlet_host)
    got = crawl(registry.spider(code), {"REFUSALS_MAX": 999, "RETRY_TIMES": 0})
    assert "source-crashed" not in got.notes, [e for e in got.events if "crashed" in str(e)]
    assert got.stats.errors == 0
    assert "Traceback" not in got.log


@pytest.mark.parametrize("mode", ["incremental", "window"])
@pytest.mark.parametrize("code", [*{o.family: o.code for o in registry.outlets()}.values(), "kbs"])
def test_a_site_that_is_gone_ends_as_no_source(
    crawl: Crawling, site: Site, code: str, mode: str
) -> None:
    got = crawl(registry.spider(code), since="2026-11-18", until="2026-11-19", mode=mode)
    assert got.stats.finish_reason == "no_source"
    assert "HTTP 404" in (got.stats.message or "")
