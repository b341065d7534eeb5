"""Taking a search along: as a feed, as a file, and one article as a citation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from typing import Any

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from db import queries
from db.exports import FORMATS, About, Format, UnknownFormat, apart, formats, stream
from db.exports.selection import Selection, view
from db.readonly import asking
from db.release import released
from db.search import find
from korean.query import parse
from web import feeds
from web.asked import Asked, text
from web.errors import BadParameter, Busy
from web.feeds import Feed
from web.links import number
from web.pages.article import one
from web.room import Room, Visit

#: Articles of a feed.
FEED = 50
#: Seconds a visitor may take for a part of a file.
STALLED = 120.0


class Download(StreamingResponse):
    """Parts of a file as they are made. However it ends, what made them is closed, and ``done`` called
    once: a visitor may go away in the middle, or before the first part. One who takes nothing for
    `STALLED` seconds is gone: he would hold the place, and the database's state of when he came.
    """

    def __init__(self, parts: Iterator[bytes], done: Callable[[], None], **options: Any) -> None:
        super().__init__(parts, **options)
        self._parts, self._done = parts, done

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def in_time(message: Message) -> None:
            with anyio.move_on_after(STALLED) as turn:
                await send(message)
            if turn.cancelled_caught:
                raise OSError("the visitor takes nothing any more")

        try:
            await super().__call__(scope, receive, in_time)
        finally:
            with anyio.CancelScope(shield=True):
                await run_in_threadpool(self._closed)

    def _closed(self) -> None:
        try:
            close = getattr(self._parts, "close", None)
            if close is not None:
                close()
        finally:
            self._done()


def feed(kind: str) -> Callable[[Visit], Response]:
    """The newest results of a search as ``atom`` or ``json``."""
    write, media = {
        "atom": (feeds.atom, feeds.ATOM), "json": (feeds.json_feed, feeds.JSON)
    }[kind]  # fmt: skip

    def page(visit: Visit) -> Response:
        asked = Asked.read(visit.parameters, visit.session)
        found = find(visit.session, parse(asked.q), asked.where(), fold=asked.fold, limit=FEED)
        by_id = queries.documents(visit.session, [hit.id for hit in found.hits])
        base, pairs = visit.base(), asked.pairs(order="newest")
        title = " · ".join(part for part in (visit.t("room"), asked.q) if part)
        made = Feed(
            title, visit.t.lang, base + visit.links.to("/search", pairs),
            base + visit.links.to(f"/search.{kind}", pairs), base,
            [released(by_id[hit.id]) for hit in found.hits if hit.id in by_id],
        )  # fmt: skip
        return Response(write(made), media_type=media, headers={"vary": "accept-language"})

    return page


def export(visit: Visit) -> Response:
    """All results of a search as a file, uncapped."""
    form = _format(visit)
    asked = Asked.read(visit.parameters, visit.session)
    parse(asked.q)  # a query that cannot be read is told before a file begins
    headers = _headers(form, "articles")
    if visit.request.method == "HEAD":
        return Response(headers=headers, media_type=form.media_type)
    room = visit.room
    places = room.apart if form.binary else room.exporting
    if not _free(places):
        raise Busy
    try:
        selection = Selection(asked.q, asked.where(), asked.fold)
        about = selection.about(room.engine)
        parts = (_apart if form.binary else _parts)(room, form, selection, about)
        return Download(parts, places.release, headers=headers, media_type=form.media_type)
    except BaseException:
        places.release()
        raise


def _free(places: threading.BoundedSemaphore) -> bool:
    """Takes one of the few places for exports, where one is free."""
    return places.acquire(blocking=False)


def _apart(room: Room, form: Format, selection: Selection, about: About) -> Iterator[bytes]:
    """Without loading in this process what these formats need."""
    url = room.patient.url.render_as_string(hide_password=False)
    return apart.written(url, form.name, selection, about)


def _parts(room: Room, form: Format, selection: Selection, about: About) -> Iterator[bytes]:
    with asking(view(room.patient)) as session:
        yield from stream(form.name, selection.documents(session), about=about)


def cite(visit: Visit) -> Response:
    """One article as a citation file."""
    form = _format(visit, [name for name, form in FORMATS.items() if not form.binary])
    document = one(visit.session, number(visit.part("id")))
    body = b"".join(stream(form.name, [document]))
    return Response(body, media_type=form.media_type, headers=_headers(form, str(document["id"])))


def opensearch(visit: Visit) -> Response:
    """How a browser adds the room to its search engines."""
    base = visit.base()
    text_ = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        "<ShortName>AI policy</ShortName>"
        f"<Description>{visit.t('room')}</Description>"
        "<InputEncoding>UTF-8</InputEncoding>"
        f'<Url type="text/html" template="{base}/search?q={{searchTerms}}"/>'
        f'<Url type="application/atom+xml" template="{base}/search.atom?q={{searchTerms}}"/>'
        "</OpenSearchDescription>\n"
    )
    return Response(text_, media_type="application/opensearchdescription+xml")


def robots(_: Visit) -> Response:
    return Response("User-agent: *\nDisallow: /\n", media_type="text/plain")


def _format(visit: Visit, among: Collection[str] = FORMATS) -> Format:
    name = text(visit.parameters, "format")
    try:
        found = formats.find(name)
    except UnknownFormat:
        found = None
    if found is None or found.name not in among:
        raise BadParameter("bad_format", value=name, choices=", ".join(among))
    return found


def _headers(form: Format, name: str) -> dict[str, str]:
    """The file's name is ours: nothing a visitor typed goes into a header."""
    return {
        "content-disposition": f'attachment; filename="aipolicy-{name}{form.suffix}"',
        "cache-control": "no-store",
    }  # fmt: skip
