"""What every answer carries, and what is not answered at all.

The room has no script, no cookies and no forms that write; nothing of another site is loaded. The
policy below says so to the browser, in case a text of the corpus ever came through as markup.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
#: Answered; everything else would want to change something.
METHODS = ("GET", "HEAD")
#: Host names a local room answers to. Others would be another site's name that points at this
#: machine (DNS rebinding): a page over there could read the corpus.
HOSTS = ("localhost", "127.0.0.1", "[::1]", "::1")
#: Characters of a path and its query: a thousand syllables of Korean are nine thousand.
LONGEST = 16_000


class Guard:
    """Wraps the whole application, its error pages included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refused = _refused(scope)
        await (refused or self.app)(scope, receive, guarded)


def _refused(scope: Scope) -> ASGIApp | None:
    if scope["method"] not in METHODS:
        return PlainTextResponse(
            "The reading room only reads: GET and HEAD.\n", 405, {"allow": ", ".join(METHODS)}
        )
    if len(scope["raw_path"] or b"") + len(scope["query_string"]) > LONGEST:
        return PlainTextResponse("This address is too long.\n", 414)
    return None
