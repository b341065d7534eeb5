"""Making the press room misbehave: rules that say where, which kind, and how often.

Every class of case a server can cause is a kind in `KINDS`; ``chaos`` sprinkles the survivable ones
over all hosts, always the same for one seed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Literal

from pressroom import distortion as d
from pressroom import misbehaviour as m
from pressroom import mishaps as h
from pressroom.sites.base import Answer, Desk, Request

ROBOTS = r"^/robots\.txt"


class FaultError(ValueError):
    """A fault that does not exist or a specification that cannot be read; says what would be right."""


@dataclass(frozen=True, slots=True)
class Kind:
    """``stage``: before (the site sees another request), instead, or after (its answer is changed).

    ``main`` is the parameter that a bare value on the command line fills.
    """

    stage: Literal["before", "instead", "after"]
    act: Callable[..., Any]
    line: str
    main: str = ""
    path: str = ""


KINDS: dict[str, Kind] = {
    # refusals and errors
    "403": Kind("instead", m.status(403), "refused"),
    "404": Kind("instead", m.status(404), "not there"),
    "410": Kind("instead", m.status(410), "gone for good"),
    "429": Kind("instead", m.status(429), "too many requests; Retry-After seconds", "seconds"),
    "500": Kind("instead", m.status(500), "server error"),
    "503": Kind("instead", m.status(503), "unavailable; Retry-After seconds", "seconds"),
    "bots": Kind(
        "instead", m.refuse_bots, "488 bytes that move on by script, for agents with 'bot'", "agent"
    ),
    "challenge": Kind("instead", m.challenge, "200 with a browser challenge", "status"),
    "login": Kind("instead", m.login, "200 with a login form"),
    "alert": Kind("instead", m.alert, "200 with a 196-byte alert script", "words"),
    "nothing": Kind("instead", m.nothing, "200 with no body at all"),
    "html": Kind("instead", m.html_page, "an HTML notice where JSON or XML was asked for"),
    # the wire
    "hang": Kind("instead", m.hang, "no answer for so many seconds, then reset", "seconds"),
    "reset": Kind("instead", m.reset, "connection reset after so many bytes", "bytes"),
    "late": Kind("after", d.late, "the answer, so many seconds late", "seconds"),
    "slow": Kind("after", d.slow, "the answer in small pieces, seconds apart", "seconds"),
    "truncated": Kind("after", d.truncated, "body shorter than Content-Length", "bytes"),
    "huge": Kind("instead", m.huge, "a body of 50 megabytes", "megabytes"),
    "bomb": Kind("instead", m.gzip_bomb, "a gzip bomb of 200 megabytes", "megabytes"),
    # redirects
    "hops": Kind("instead", m.endless_hops, "redirects without end, each to a new address"),
    "loop": Kind("instead", m.two_way_loop, "a redirect to itself"),
    "private": Kind("instead", m.sent_away("http://127.0.0.1:1/"), "redirect to loopback", "to"),
    "metadata": Kind(
        "instead",
        m.sent_away("http://169.254.169.254/latest/meta-data/"),
        "redirect to link-local",
        "to",
    ),
    "intranet": Kind("instead", m.sent_away("http://10.0.0.1/"), "redirect to a private net", "to"),
    "offsite": Kind(
        "instead",
        m.sent_away("https://www.hijacked-news.example/"),
        "redirect to a foreign host",
        "to",
    ),
    "file": Kind("instead", m.sent_away("file:///etc/hostname"), "redirect to a local file", "to"),
    # encodings and text
    "charset": Kind("after", d.wrong_charset, "the header names a wrong charset", "charset"),
    "meta": Kind(
        "after", d.lying_meta, "no charset in the header, a wrong one in the meta tag", "charset"
    ),
    "euckr": Kind("after", d.as_euckr, "cp949 bytes that nothing declares"),
    "mojibake": Kind("after", d.mojibake, "UTF-8 taken for Latin-1 and encoded again"),
    "bytes": Kind("after", d.invalid_bytes, "invalid bytes every so often", "every"),
    "nfd": Kind("after", d.decomposed, "decomposed Hangul"),
    "entities": Kind("after", d.escaped_twice, "double-escaped entities"),
    "invisible": Kind("after", d.scrawled, "zero-width spaces and soft hyphens"),
    # feeds and lists
    "broken": Kind("after", d.broken_xml, "XML that is not well-formed and ends early"),
    "stale": Kind("after", d.stale, "a feed whose items are of 2012", "year"),
    "empty": Kind("before", m.nothing_listed, "lists and feeds without any item"),
    "dates": Kind("before", m.without_dates, "a list that ignores the days asked for"),
    "same_page": Kind(
        "before", m.first_page_again, "a list that shows its first page for every page"
    ),
    "sessions": Kind("after", d.with_sessions, ";jsessionid= in every link", "id"),
    "badges": Kind("after", d.badged, "list titles end in 새글 NEW", "words"),
    "order": Kind("after", d.shuffled_queries, "query parameters of links in another order"),
    "board": Kind("after", d.another_board, "the titles of a shoe-industry board"),
    "lookalike": Kind("after", d.lookalike, "article links lead to a look-alike host", "host_name"),
    # article pages
    "decoy": Kind("after", d.decoy, "an empty container of the same name before the body"),
    "script": Kind("after", d.filled_by_script, "the container is empty, the text in a script"),
    "redesign": Kind("after", d.redesigned, "the body container has another name", "name"),
    "stub": Kind("after", d.stub, "the body is a sentence that points to the attachment", "words"),
    "undated": Kind("after", d.undated, "no date anywhere"),
    "future": Kind("after", d.in_the_future, "dates that are years ahead", "years"),
    # mishaps of editors, boards and their software
    "renamed": Kind("after", h.renamed, "the element of one field has another name", "field"),
    "attachments": Kind("after", h.attachments_first, "the body begins with its attachments"),
    "furniture": Kind("after", h.furnished, "menus, phones and neighbours' titles in the body"),
    "rows": Kind("after", h.whole_rows, "a list's links hold the whole row, 762 characters"),
    "marks": Kind("after", h.marked, "a page's title carries a badge", "words"),
    "comments": Kind("after", h.commented, "half-commented markup before the title"),
    "two_digits": Kind("after", h.two_digits, "years of two digits: 26-11-20"),
    "midnight": Kind("after", h.midnight, "the head's times are midnight in UTC"),
    "neighbours": Kind("after", h.neighbours, "list rows have the next row's date"),
    "ai_footer": Kind("after", h.ai_footer, "a copyright line that forbids AI training", "words"),
    "notices": Kind("after", h.notices, "another board's notice in the article's place"),
    # robots.txt
    "robots_slow": Kind("after", d.late, "robots.txt comes seconds late", "seconds", ROBOTS),
    "robots_500": Kind("instead", m.status(500), "robots.txt answers 500", "", ROBOTS),
    "robots_huge": Kind("instead", m.long_robots, "robots.txt of 700 kB", "", ROBOTS),
    "robots": Kind("instead", m.given_robots, "this robots.txt ('|' ends a line)", "text", ROBOTS),
}

#: What ``chaos`` draws from: kind, parameters, how often an address meets it (0: always).
CHAOS: tuple[tuple[str, Mapping[str, Any], int], ...] = (
    ("500", {}, 1),
    ("503", {"seconds": 1}, 1),
    ("429", {"seconds": 1}, 1),
    ("reset", {}, 1),
    ("truncated", {}, 1),
    ("late", {"seconds": 0.3}, 1),
    ("404", {}, 0),
    ("alert", {}, 0),
    ("challenge", {}, 0),
    ("nothing", {}, 0),
    ("private", {}, 0),
    ("hops", {}, 0),
    ("charset", {}, 0),
    ("meta", {}, 0),
    ("nfd", {}, 0),
    ("entities", {}, 0),
    ("invisible", {}, 0),
    ("sessions", {}, 0),
    ("decoy", {}, 0),
)
CHAOS_RATE = 8  # addresses in a hundred


@dataclass
class Rule:
    """One fault: on which host and path (a regex searched in path and query), of what kind."""

    kind: str
    host: str = "*"
    path: str = ""
    times: int | None = None  # None: until cleared
    params: dict[str, Any] = field(default_factory=dict)
    after: int = 0  # requests that pass before it begins: a site that changes under way
    seen: int = 0  # how often it struck
    passed: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS and self.kind != "chaos":
            raise FaultError(
                f"no fault is called {self.kind!r}; there are: {', '.join(KINDS)}, chaos"
            )
        try:
            self.pattern = re.compile(
                self.path or (KINDS[self.kind].path if self.kind in KINDS else "")
            )
        except re.error as error:
            raise FaultError(
                f"the path {self.path!r} is not a regular expression: {error}"
            ) from error

    def strikes(self, request: Request) -> bool:
        spent = self.times is not None and self.seen >= self.times
        here = self.host in ("*", request.host)
        if not here or spent or self.pattern.search(request.target) is None:
            return False
        self.passed += 1
        return self.passed > self.after


class Faults:
    """The rules in force. Safe to change while pages are served."""

    def __init__(self, rules: Sequence[Rule] = ()) -> None:
        self._rules = list(rules)
        self._lock = Lock()
        self._struck: dict[tuple[str, str], int] = {}

    def add(
        self, *, kind: str, host: str = "*", path: str = "", times: int | None = None,
        after: int = 0, **params: Any,
    ) -> Rule:  # fmt: skip
        """Add a fault; it strikes ``times`` requests, or all until `clear`, but not the first
        ``after``.

        Raises:
            FaultError: no such kind, or a path that is not a regular expression.
        """
        rule = Rule(kind, host, path, times, params, after)
        with self._lock:
            self._rules.append(rule)
        return rule

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()
            self._struck.clear()

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(self._rules)

    def answer(
        self, request: Request, desk: Desk, serve: Callable[[Request, Desk], Answer]
    ) -> Answer:
        """The site's answer, or what the faults in force make of it."""
        struck = self._matching(request)
        for kind, params in struck:
            if kind.stage == "before":
                request, desk = kind.act(request, desk, params)
        answer: Answer | None = None
        for kind, params in struck:
            if kind.stage == "instead" and answer is None:
                answer = kind.act(request, params)
        answer = serve(request, desk) if answer is None else answer
        for kind, params in struck:
            if kind.stage == "after":
                answer = kind.act(answer, params)
        return answer

    def _matching(self, request: Request) -> list[tuple[Kind, Mapping[str, Any]]]:
        if not self._rules:
            return []
        struck: list[tuple[Kind, Mapping[str, Any]]] = []
        with self._lock:
            for rule in self._rules:
                if not rule.strikes(request):
                    continue
                if rule.kind == "chaos":
                    struck += self._chaos(request, rule)
                    continue
                rule.seen += 1
                struck.append((KINDS[rule.kind], rule.params))
        return struck

    def _chaos(self, request: Request, rule: Rule) -> list[tuple[Kind, Mapping[str, Any]]]:
        """The fault that belongs to this address and seed, if any; robots.txt is spared."""
        address = (request.host, request.target)
        if request.path == "/robots.txt" or "hop=" in request.target:
            drawn = "hops" if "hop=" in request.target else None
            return [(KINDS[drawn], {})] if drawn else []
        seed = rule.params.get("seed", 0)
        digest = hashlib.blake2b(f"{seed} {address}".encode(), digest_size=8).digest()
        if int.from_bytes(digest[:2], "big") % 1000 >= 10 * float(
            rule.params.get("rate", CHAOS_RATE)
        ):
            return []
        name, params, limit = CHAOS[digest[4] % len(CHAOS)]
        self._struck[address] = self._struck.get(address, 0) + 1
        if limit and self._struck[address] > limit:
            return []
        rule.seen += 1
        return [(KINDS[name], params)]


def read_spec(spec: str) -> Rule:
    """``host:path-regex:kind[:param]``, ``chaos`` or ``chaos:SEED``; ``*`` is every host.

    Raises:
        FaultError: the specification cannot be read.
    """
    if spec == "chaos" or re.fullmatch(r"chaos:\d+", spec):
        return Rule("chaos", params={"seed": int(spec.partition(":")[2] or 0)})
    host, _, rest = spec.partition(":")
    path, _, kind = rest.rpartition(":")
    if kind in KINDS and (":" in rest or not path):
        return Rule(kind, host, path)
    for found in re.finditer(r":([a-z0-9_]+):|^([a-z0-9_]+):", rest):
        name = found[1] or found[2]
        if name in KINDS and KINDS[name].main:
            return Rule(
                name, host, rest[: found.start()], params={KINDS[name].main: rest[found.end() :]}
            )
    raise FaultError(
        f"cannot read the fault {spec!r}: write host:path-regex:kind[:param] or chaos, kinds are {', '.join(KINDS)}"
    )
