"""Pages as responses: in which language, with what every page shows, and the pages that say what is
wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from db.errors import DatabaseError, NotFound, TooSlow
from korean.query import QueryError
from web import links as addresses
from web import notes, times
from web.chips import chips
from web.errors import BadParameter, Busy, Missing
from web.links import Links
from web.words import LANGUAGES, Tongue

#: Errors that a visitor is told of in a sentence.
TELLABLE = (BadParameter, Missing, Busy, QueryError, DatabaseError)
#: The room's parts, as the navigation names them: key of the word, path.
PARTS = (
    ("nav_today", "/"), ("nav_search", "/search"), ("nav_topics", "/topics"),
    ("nav_regions", "/regions"), ("nav_agencies", "/agencies"), ("nav_quotes", "/quotes"),
    ("nav_releases", "/releases"), ("nav_outlets", "/outlets"), ("nav_runs", "/runs"),
    ("nav_about", "/about"),
)  # fmt: skip


def tongue(request: Request) -> tuple[Tongue, Links]:
    """The page's language: as chosen (``lang``), as the browser prefers, or Korean."""
    chosen = request.query_params.get("lang")
    if chosen in LANGUAGES:
        return Tongue(chosen), Links(chosen)
    return Tongue(preferred(request.headers.get("accept-language", ""))), Links()


def preferred(header: str) -> str:
    """The language of ours with the greatest weight in an Accept-Language header; Korean by default."""
    best, weight = "ko", 0.0
    for part in header.split(",")[:20]:
        name, _, rest = part.strip().partition(";")
        code = name.strip().lower().partition("-")[0]
        number = rest.strip().removeprefix("q=").strip()
        try:
            quality = float(number) if number else 1.0
        except ValueError:
            continue
        if code in LANGUAGES and quality > weight:
            best, weight = code, quality
    return best


def render(
    templates: Environment,
    request: Request,
    template: str,
    values: Mapping[str, Any],
    status: int = 200,
) -> Response:
    t, links = tongue(request)
    path = request.url.path
    pairs = [(n, v) for n, v in request.query_params.multi_items() if n not in ("lang", "after")]
    common = {
        "t": t, "lang": t.lang, "links": links, "external": addresses.external, "times": times,
        "parts": PARTS, "path": path, "q": "", "chips": chips,
        "switch": [(code, Links(code).to(quoted(request), pairs)) for code in LANGUAGES],
    }  # fmt: skip
    html = templates.get_template(template).render({**common, **values})
    headers = {"content-language": t.lang, "vary": "accept-language", "cache-control": "no-cache"}
    return HTMLResponse(html, status, headers)


def quoted(request: Request) -> str:
    """The path as it was sent, still quoted: it may hold anything. One slash at its beginning: two
    would be another host.
    """
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    return "/" + raw.partition(b"?")[0].decode("ascii", "replace").lstrip("/")


def told(templates: Environment, request: Request, error: Exception) -> Response:
    """The page that says what is wrong, and what to do."""
    t, _ = tongue(request)
    detail = ""
    if isinstance(error, BadParameter):
        status, key, detail = 400, "wrong", t(error.key, **error.values)
    elif isinstance(error, QueryError):
        status, key, detail = 400, "wrong_query", notes.told(str(error), t.lang)
    elif isinstance(error, Missing | NotFound):
        status, key = 404, "missing"
    elif isinstance(error, TooSlow):
        status, key = 503, "slow"
    elif isinstance(error, Busy):
        status, key = 503, "busy"
    else:
        status, key, detail = 503, "away", str(error)
    response = told_page(templates, request, status, key, detail)
    if status == 503:
        response.headers["retry-after"] = "10"
    return response


def told_page(
    templates: Environment, request: Request, status: int, key: str, detail: str = ""
) -> Response:
    values = {"key": key, "detail": detail, "status": status}
    return render(templates, request, "told.html", values, status)
