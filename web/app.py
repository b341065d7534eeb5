"""The reading room as an application: its routes, and who may ask.

uvicorn.run(build(open_reading(), open_reading(timeout=None)), host="127.0.0.1", port=8600)
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from db.readonly import open_reading
from web import answers
from web.pages import (
    about,
    article,
    home,
    kinds,
    outlets,
    quotes,
    releases,
    runs,
    search,
    story,
    taking,
)
from web.room import Page, Room
from web.security import HOSTS, METHODS, Guard

_STATIC = Path(__file__).parent / "static"
#: Path → page.
PAGES: Sequence[tuple[str, Page]] = (
    ("/", home.home),
    ("/search", search.search),
    ("/search.atom", taking.feed("atom")),
    ("/search.json", taking.feed("json")),
    ("/export", taking.export),
    ("/article/{id}", article.article),
    ("/article/{id}/versions", article.versions),
    ("/article/{id}/cite", taking.cite),
    ("/story/{id}", story.story),
    *((up, kinds.every(kind)) for kind, up in kinds.KINDS),
    *((f"/{kind}/{{value:path}}", kinds.single(kind, up)) for kind, up in kinds.KINDS),
    ("/quotes", quotes.quotes),
    ("/releases", releases.releases),
    ("/outlets", outlets.outlets),
    ("/outlet/{code:path}", outlets.outlet),
    ("/runs", runs.runs),
    ("/run/{id}", runs.run),
    ("/about", about.about),
    ("/opensearch.xml", taking.opensearch),
    ("/robots.txt", taking.robots),
)


def build(engine: Engine, patient: Engine, *, allowed_hosts: Sequence[str] = ()) -> ASGIApp:
    """The application over two engines of `db.readonly.open_reading`: one whose queries end in time,
    one for exports. ``allowed_hosts`` are names it answers to beside localhost.
    """
    room = Room(engine, patient)
    routes: list[BaseRoute] = [
        Route(path, _endpoint(room, page), methods=list(METHODS)) for path, page in PAGES
    ]
    routes.append(Mount("/static", StaticFiles(directory=_STATIC)))
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(
                TrustedHostMiddleware, allowed_hosts=[*HOSTS, *allowed_hosts], www_redirect=False
            ),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        ],
        exception_handlers={HTTPException: _missing(room), Exception: _broken(room)},
    )
    app.router.redirect_slashes = False
    return Guard(app)


def of_corpus(url: str | None = None, *, allowed_hosts: Sequence[str] = ()) -> ASGIApp:
    """The application over the corpus that the settings name. Raises `db.errors.DatabaseUnreachable`."""
    return build(open_reading(url), open_reading(url, timeout=None), allowed_hosts=allowed_hosts)


def _endpoint(room: Room, page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await room.serve(request, page)

    return endpoint


Handler = Callable[[Request, Exception], Awaitable[Response]]


def _missing(room: Room) -> Handler:
    async def handler(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return answers.told_page(room.templates, request, status, "missing")

    return handler


def _broken(room: Room) -> Handler:
    """The traceback goes to the log (the server raises the error again), not to the visitor."""

    async def handler(request: Request, error: Exception) -> Response:
        return answers.told_page(room.templates, request, 500, "broken")

    return handler
