"""What an answer, or its absence, means for the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response, TextResponse

from spiders.events import EndedOutcome
from spiders.ignored import (
    Blocked,
    Interrupted,
    Refused,
    RobotsDisallow,
    RobotsUnreadable,
    TooLarge,
    Undecodable,
)
from spiders.refusals import refusal
from spiders.resolver import REFUSED

#: A longer page is no challenge: challenges are a few kB, articles 20 to 260 (saved pages).
_LONGEST_CHALLENGE = 40_000

#: Statuses that refuse us. They are counted as they come in (`spiders.middlewares.politeness`).
REFUSING = (401, 403, 429)


@dataclass(frozen=True, slots=True)
class Fate:
    """How a request ended without an article."""

    outcome: EndedOutcome
    reason: str
    status: int | None = None

    @property
    def is_hidden_refusal(self) -> bool:
        """Refused by other means than the status: a challenge page, a wait too long for us."""
        return self.outcome == "blocked" and self.status not in REFUSING


_ERRORS: tuple[tuple[type[BaseException], EndedOutcome, str], ...] = (
    (RobotsDisallow, "robots", "{}"),
    (RobotsUnreadable, "unreachable", "{}"),
    (Blocked, "blocked", "{}"),
    (Refused, "http_error", "{}"),
    (TooLarge, "too_large", "{}"),
    (Undecodable, "undecodable", "{}"),
    (Interrupted, "unreachable", "interrupted"),
    (CannotResolveHostError, "unreachable", "the host name cannot be resolved"),
    (DownloadConnectionRefusedError, "unreachable", "the connection was refused"),
    (DownloadTimeoutError, "unreachable", "no answer in time"),
    (ResponseDataLossError, "unreachable", "the body was cut off"),
    (DownloadFailedError, "unreachable", "the connection broke"),
    (OSError, "unreachable", "{}"),
    (IgnoreRequest, "http_error", "{}"),
)


def of_error(error: BaseException, url: str) -> Fate:
    """The fate of a request that raised. ``url`` is the one asked for last."""
    if isinstance(error, CannotResolveHostError):
        host = urlsplit(url).hostname or ""
        if host in REFUSED:
            return Fate("http_error", f"{host} leads to {REFUSED[host]}, no public address")
    if isinstance(error, IgnoreRequest) and str(error) == "max redirections reached":
        return Fate("http_error", "too many redirects")
    for cls, outcome, reason in _ERRORS:
        if isinstance(error, cls):
            return Fate(outcome, reason.format(str(error) or cls.__name__))
    return Fate("unreachable", f"{type(error).__name__}: {error}")


def is_expected(error: BaseException) -> bool:
    """Is this a way the network ends a request, rather than a fault of ours?"""
    return isinstance(error, tuple(cls for cls, _, _ in _ERRORS))


def of_response(response: Response) -> Fate | None:
    """The fate of a request that was answered; None when the answer is to be read."""
    status = response.status
    if status in REFUSING:
        return Fate("blocked", f"HTTP {status}", status)
    if 200 <= status < 300:
        code = _challenge(response)
        return Fate("blocked", f"a {code} page with status {status}", status) if code else None
    if status >= 500:
        code = _challenge(response)
        if code:
            return Fate("blocked", f"a {code} page with status {status}", status)
        return Fate("unreachable", f"HTTP {status}", status)
    if 300 <= status < 400:
        return Fate("http_error", f"HTTP {status} that leads nowhere we follow", status)
    return Fate("http_error", f"HTTP {status}", status)


def _challenge(response: Response) -> str | None:
    if not isinstance(response, TextResponse) or len(response.body) > _LONGEST_CHALLENGE:
        return None
    code = refusal(response.text)
    return code if code in ("challenge", "denied") else None


def final_url(failure: Any) -> str:
    """The URL a failed request asked for last."""
    return str(failure.request.url)
