"""What the contract over every spider needs to know of each kind of outlet: its keys, the shapes of
its addresses, and how its sources look when they list given keys.

Written from the sites' facts, not from the code: keyed by family, since members differ in hosts alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from spiders import registry
from spiders.outlet import Outlet
from tests.spiders.conftest import Answer

CODES = tuple(outlet.code for outlet in registry.outlets())
#: One outlet of each family: what depends on the code alone is tested on these.
OF_FAMILY = {outlet.family: outlet.code for outlet in reversed(registry.outlets())}


@dataclass(frozen=True)
class Shapes:
    """``keys``: samples. ``articles``: path and query of every alias of ``keys[0]``; ``{n}`` is the
    number in it. ``others``: addresses of the site that are no article's."""

    keys: tuple[str, ...]
    articles: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def aliases(self) -> tuple[str, ...]:
        return tuple(path.format(n=self.keys[0].rpartition(":")[2]) for path in self.articles)


SHAPES: dict[str, Shapes] = {
    "kbs": Shapes(
        ("7895321", "8123456"),
        (
            "/news/pc/view/view.do?ncd={n}",
            "/news/view.do?ncd={n}",
            "/news/mobile/view/view.do?ncd={n}",
            "/mobile/news/view.do?ncd={n}",
            "/news/view.do?ref=A&ncd={n}",
        ),
        (
            "/news/pc/view/view.do",
            "/news/view.do?ncd=abc",
            "/news/view.do?ncd=-1",
            "/news/list.do?ncd=7895321",
        ),
    ),
    "etoday": Shapes(
        ("2364875", "999"),
        (
            "/news/view/{n}",
            "/news/view/{n}/",
            "/news/view/{n}?trc=main",
            "/view.php?idxno={n}",
            "/news/view.php?idxno={n}",
        ),
        (
            "/news/section/subsection?MID=1202",
            "/search/?keyword=AI",
            "/news/view/",
            "/view.php?idxno=x",
        ),
    ),
    "newspim": Shapes(
        ("20240118001058", "20261120000003"),
        (
            "/news/view/{n}",
            "/news/view/{n}/",
            "/newsamp/view/{n}",
            "/news/view/{n}?inflow=N&ref=feed",
        ),
        (
            "/news/view/20241318001058",
            "/news/view/2024011800105",
            "/search?searchword=AI",
            "/news/category/1",
        ),
    ),
    "gyeongbuk": Shapes(
        ("bbs_bodo:506300001", "board12:4321"),
        (
            "/Main/page.do?mnu_uid=6792&BD_CODE=bbs_bodo&cmd=2&B_NUM={n}&B_LEVEL=0",
            "/Main/page.do?V_NUM=13500&B_NUM={n}&cmd=2&BD_CODE=bbs_bodo&mnu_uid=6792",
            "/Main/page.do;jsessionid=A1B2.node1?BD_CODE=bbs_bodo&cmd=2&B_NUM={n}",
        ),
        (
            "/Main/page.do?mnu_uid=6792&BD_CODE=bbs_bodo",
            "/Main/page.do?mnu_uid=6792&BD_CODE=bbs_gosi&cmd=2&B_NUM=506300001",
            "/page/10107/10004.do",
            "/page/10107/10004.do?boardMngNo=13&boardNo=4321",
        ),
    ),
    "ndsoft": Shapes(
        ("1300001", "90000020001"),
        (
            "/news/articleView.html?idxno={n}",
            "/news/articleViewAmp.html?idxno={n}",
            "/news/articleView.html?idxno={n}&sc_section_code=S1N1&page=2",
            "/news/articleView.html?page=2&idxno={n}",
            "/?mod=news&act=articleView&idxno={n}",
        ),
        (
            "/news/articleList.html?view_type=sm",
            "/news/articleList.html?idxno=1300001",
            "/news/articleView.html",
            "/news/articleView.html?idxno=0",
            "/news/articleView.html?idxno=1300001x",
            "/?mod=news&act=articleList&idxno=1300001",
        ),
    ),
    "insnews": Shapes(
        ("355366", "44519"),
        (
            "/{n}",
            "/{n}/",
            "/sub_read.html?uid={n}",
            "/sub_read.html?uid={n}&section=sc4&section2=",
        ),
        (
            "/sub_view.html?page=1",
            "/sub_list.html?section=sc1&uid=355366",
            "/sub_read.html",
            "/sub_read.html?uid=x",
            "/12",
            "/355366/photo",
        ),
    ),
}

#: Addresses that end at another host, or at none, however much of ours they hold.
LOOK_ALIKES = (
    "https://spam.example{path}",
    "https://{host}.spam.example{path}",
    "https://spam-{domain}{path}",
    "https://{domain}@spam.example{path}",
    "https://spam.example/{host}{path}",
    "https://spam.example/?to=https://{host}{path}",
    "ftp://{host}{path}",
    "javascript:location='https://{host}{path}'",
    "//{host}{path}",
    "https://[{host}{path}",
    "",
)


def hosts_of(outlet: Outlet) -> tuple[str, ...]:
    """Every host an article of this outlet may be linked under."""
    domain = outlet.domain
    more = (domain, f"www.{domain}", f"m.{domain}", outlet.hosts[0].upper())
    return tuple(dict.fromkeys((*outlet.hosts, *more)))


# -- lists of given keys ---------------------------------------------------------------------------


def html(body: str) -> Answer:
    page = f"<html><body>{body}</body></html>"
    return Answer(page.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def xml(body: str) -> Answer:
    page = f'<?xml version="1.0" encoding="utf-8"?>{body}'
    return Answer(page.encode(), headers={"Content-Type": "application/xml; charset=utf-8"})


def feed(urls: Sequence[str]) -> Answer:
    items = "".join(f"<item><title>기사</title><link>{_escaped(u)}</link></item>" for u in urls)
    return xml(f'<rss version="2.0"><channel><title>신문</title>{items}</channel></rss>')


def sitemap(urls: Sequence[str]) -> Answer:
    rows = "".join(f"<url><loc>{_escaped(u)}</loc></url>" for u in urls)
    return xml(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>')


def _escaped(url: str) -> str:
    return url.replace("&", "&amp;")


def _kbs(urls: Sequence[str]) -> Answer:
    keys = [url.rpartition("=")[2] for url in urls]
    rows = [{"newsCode": key, "contents_id": key, "newsTitle": "기사"} for key in keys]
    answer = {"success": True, "data": rows, "total_count": len(rows)}
    return Answer(json.dumps(answer).encode(), headers={"Content-Type": "application/json"})


def _etoday(urls: Sequence[str]) -> Answer:
    row = (
        '<li class="sp_newslist"><a href="{}"><b class="cluster_text_headline21">기사</b></a></li>'
    )
    return html(f'<ul id="list_W">{"".join(row.format(_escaped(u)) for u in urls)}</ul>')


def _newspim(urls: Sequence[str]) -> Answer:
    row = (
        '<article class="thumb_h"><a href="{}">'
        '<div class="txt"><strong class="subject">기사</strong></div></a></article>'
    )
    return html(f'<div class="result">{"".join(row.format(_escaped(u)) for u in urls)}</div>')


def _gyeongbuk(urls: Sequence[str]) -> Answer:
    """Both boards on one page: each source reads its own rows."""
    old = [u for u in urls if "B_NUM=" in u]
    new = [u.rpartition("=")[2] for u in urls if "boardNo=" in u]
    row = '<li><div class="report_cont"><p class="subject"><a href="{}">보도자료</a></p></div></li>'
    link = "<li><a onclick=\"boardList.view('{}')\">보도자료</a></li>"
    return html(
        f'<ul class="report_list">{"".join(row.format(_escaped(u)) for u in old)}</ul>'
        f'<ul class="webzine_list">{"".join(link.format(n) for n in new)}</ul>'
    )


def _ndsoft(urls: Sequence[str]) -> Answer:
    row = '<li><h4 class="titles"><a href="{}">기사</a></h4></li>'
    return html(
        f'<section id="section-list"><ul>{"".join(row.format(_escaped(u)) for u in urls)}</ul></section>'
    )


def _insnews(urls: Sequence[str]) -> Answer:
    row = '<dl><dd class="title"><a href="{}">기사</a></dd></dl>'
    rows = "".join(row.format(_escaped(u)) for u in urls)
    return html(f"<a href='/sub_view.html'>전체기사</a>{rows}")


LISTS: dict[str, Callable[[Sequence[str]], Answer]] = {
    "kbs": _kbs,
    "etoday": _etoday,
    "newspim": _newspim,
    "gyeongbuk": _gyeongbuk,
    "ndsoft": _ndsoft,
    "insnews": _insnews,
}


def listing(outlet: Outlet, url: str, articles: Sequence[str]) -> Answer:
    """What this outlet's source at ``url`` answers when it lists these articles, on its first page."""
    parts = urlsplit(url)
    if "sitemap" in parts.path:
        return sitemap(articles)
    if parts.path.endswith(".xml") or parts.netloc.startswith("rss."):
        return feed(articles)
    return LISTS[outlet.family](articles)


# -- answers that are no list ----------------------------------------------------------------------

_NONSENSE = ("<div><a href='?page=9'>가나다 12:30</a>[]{}&lt;&#0;&bogus; alert( " * 16_000)[
    :1_000_000
]

#: Name → bytes. A source must answer each with a `Listing` or a `SourceError`.
BAD_ANSWERS: dict[str, bytes] = {
    "empty body": b"",
    "blanks": b" \r\n\t ",
    "an empty list": b"[]",
    "an empty object": b"{}",
    "null": b"null",
    "rows of nothing": b'{"data": [null, 1, "x", {"newsCode": null}, {}], "total_count": "many"}',
    "data that is no list": b'{"success": true, "data": {"a": 1}}',
    "an alert page": "<script>alert('잘못된 접근입니다.');history.back();</script>".encode(),
    "a log-in page": "<html><body><form><h1>로그인</h1>회원 전용입니다. 로그인이 필요합니다."
    "<input name=id><input type=password></form></body></html>".encode(),
    "a challenge page": b"<html><head><title>Just a moment...</title></head><body>"
    b"<script src='/cdn-cgi/challenge-platform/h/b'></script></body></html>",
    "another page": "<!doctype html><html><head><title>신문</title></head><body><h1>첫 화면</h1>"
    "<p>오늘의 소식을 전합니다.</p></body></html>".encode(),
    "an empty table": b"<html><body><table></table><ul></ul></body></html>",
    "broken XML": b"<?xml version='1.0'?><rss version='2.0'><channel><item><link/></item><item><title>x"
    b"</titel>&nope;<link>http://[bad</link></item><loc>",
    "a broken sitemap": b"<?xml version='1.0'?><urlset><url><loc>http://[x</loc></url><url><loc",
    "an entity bomb": b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    b"<urlset><url><loc>&b;</loc></url></urlset>",
    "binary": b"\x89PNG\r\n\x1a\n\x00\x01\x02\xff\xfe" * 50,
    "broken gzip": b"\x1f\x8b\x08\x00broken",
    "EUC-KR that says UTF-8": "<?xml version='1.0' encoding='utf-8'?><html><body>경북 소식</body>".encode(
        "euc-kr"
    ),
    "UTF-8 that says EUC-KR": "<meta charset='euc-kr'><html><body>경북 소식 ✓</body>".encode(),
    "an unknown charset": b"<?xml version='1.0' encoding='x-nope'?><rss></rss>",
    "a NUL byte": b"<html>\x00<body>\x00</body></html>",
}
NONSENSE = f"<html><body>{_NONSENSE}".encode()

# -- what page versions leave empty ----------------------------------------------------------------

#: What a page object may fill, by the names of `Article.methods`.
PAGE_FIELDS = frozenset(
    (
        *("title", "subtitle", "body", "published", "modified", "bylines", "place", "section"),
        *("programme", "department", "contact", "captions", "tags", "attachments"),
        *("image_url", "rights"),
    )
)
_RELEASE = frozenset(("department", "contact", "attachments"))
_BOARD = frozenset(("modified", "place", "section", "programme", "captions", "tags"))
#: Version → what its layout does not show. News sites have no releases' fields; boards have those.
ABSENT: dict[str, frozenset[str]] = {
    "kbs.current": _RELEASE | {"subtitle", "place", "tags"},
    "kbs.2022": _RELEASE | {"subtitle", "place", "tags", "programme"},
    "etoday.current": _RELEASE | {"place", "programme"},
    "etoday.2022": _RELEASE | {"place", "programme"},
    "etoday.mobile": _RELEASE | {"place", "programme", "section", "tags"},
    "newspim.2026": _RELEASE | {"programme", "tags"},
    "newspim.2025": _RELEASE | {"programme", "tags"},
    "newspim.2019": _RELEASE | {"programme", "tags"},
    "gyeongbuk.board": _BOARD,
    "gyeongbuk.2026": _BOARD | {"image_url"},
    "ndsoft.atl": _RELEASE | {"programme"},
    "ndsoft.2020": _RELEASE | {"programme", "tags"},
    "ndsoft.auto": _RELEASE | {"programme", "tags", "modified"},
    # The notice of the table skin was never seen.
    "ndsoft.table": _RELEASE | {"programme", "tags", "modified", "rights"},
    "insnews.new": _RELEASE | {"programme", "tags", "modified", "place", "section"},
    "insnews.2012": _RELEASE | {"programme", "tags", "place", "section"},
}
