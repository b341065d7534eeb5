"""Every threshold of the watch in one place: what is evidence enough for an alarm, and what ends it.

A site that is down for a night, or blocks us for an evening, is seen by a dozen visits of a half-hourly
schedule. So visits in a row are not enough: they must lie on two Korean days, and 20 hours apart; a
maintenance from 23:00 to 06:30 lies on two days, but is shorter. An hourly visited outlet and one
that is visited twice a day come to an alarm at the same time, on the second morning.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

State = Literal[
    "ok", "new", "unvisited", "certificate", "robots", "blocked", "unreachable", "failing",
    "drift", "feed_dead", "unstored", "undated", "rights", "quiet",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """Bad visits in a row, the Korean days they lie on, the hours from the first to the last of them
    and the pages they rest on, from which on it is an alarm; and the good visits in a row that end
    it. Below ``mention`` visits it is not even mentioned.
    """

    visits: int
    days: int
    hours: int
    ends: int
    pages: int = 0
    mention: int = 1


#: Evidence that visits give. Two good visits end an alarm: one may have slipped through.
RULES: dict[str, Rule] = {
    "blocked": Rule(visits=3, days=2, hours=20, ends=2),
    "unreachable": Rule(visits=3, days=2, hours=20, ends=2),
    "failing": Rule(visits=3, days=2, hours=20, ends=2),
    # Deadlines and restarts of ours come in ones; the same outlet cut short for two days does not.
    "cut": Rule(visits=3, days=2, hours=20, ends=1, mention=3),
    # A single page that is a photo gallery or was deleted proves nothing: five of them do.
    "drift": Rule(visits=3, days=2, hours=20, ends=2, pages=5),
    # A feed may be late for a night while its list goes on; the articles come by the list meanwhile.
    "feed_dead": Rule(visits=3, days=2, hours=20, ends=2),
    "empty": Rule(visits=3, days=2, hours=20, ends=1),
}
#: Short days in a row (see `rhythm` for what a short day is).
QUIET_DAYS = 2
#: The schedule stands still, or leaves the outlet out.
UNVISITED = timedelta(days=3)
#: Nothing stored: for so long at least, and where the outlet's own share of articles on topic lets
#: so many expect (by chance none of eight comes once in 3,000 times); five are worth a mention.
UNSTORED = timedelta(days=7)
UNSTORED_EXPECTED = 8.0
UNSTORED_MENTION = 5.0
#: Stored articles without which an outlet's share on topic is not known.
UNSTORED_PAST = 5
#: More than this share of the articles found in so many weeks has no date, of at least so many, on
#: at least so many days.
UNDATED_SHARE = 0.2
UNDATED_ROWS = 10
UNDATED_DAYS = 2
UNDATED_PAST = timedelta(days=14)
#: Notices of rights: what is usual of late against what was before, from so many articles each.
NOTICE_RECENT = timedelta(days=14)
NOTICE_BEFORE = timedelta(days=70)
NOTICE_ARTICLES = 4
NOTICE_SHARE = 0.6
#: robots.txt: a change is shown for so long; one that shuts us out is an alarm from so many visits on.
ROBOTS_PAST = timedelta(days=30)
ROBOTS_SHOWN = timedelta(days=7)
ROBOTS_TIMES = 3
ROBOTS_HOURS = 20
#: Certificates: days left (or a third of its life, of a short-lived one), and watches in a row that
#: saw it, for each kind of trouble.
CERTIFICATE_DAYS = 21
CERTIFICATE_WATCHES = 2
#: What outlets have in common: such a share of them, and at least so many.
COMMON_SHARE = 0.8
COMMON_LEAST = 4
#: One family's pages changed in many outlets at once.
FAMILY_SHARE = 0.4
FAMILY_LEAST = 3
#: A day on which this share of those that expect something is short is a holiday, up to so many in a
#: row (추석 2025 was seven days with 개천절 and 한글날, five of them working days).
LULL_SHARE = 0.5
LULL_LEAST = 5
LULL_DAYS = 5
#: A standing alarm is told again after so long.
REMIND = timedelta(days=7)

#: The worst first.
RANK: tuple[State, ...] = (
    "unvisited", "certificate", "robots", "blocked", "unreachable", "failing", "drift",
    "unstored", "feed_dead", "undated", "rights", "quiet",
)  # fmt: skip

#: Cause → consequences that are not told beside it. (`certificate` and `robots` only where they keep
#: us out.)
HIDES: dict[str, frozenset[str]] = {
    "unvisited": frozenset(
        {"blocked", "unreachable", "failing", "drift", "feed_dead", "unstored", "quiet", "undated"}
    ),
    "certificate": frozenset({"unreachable", "feed_dead", "unstored", "quiet"}),
    "robots": frozenset({"blocked", "unreachable", "feed_dead", "unstored", "quiet"}),
    "blocked": frozenset({"unreachable", "feed_dead", "drift", "unstored", "undated", "quiet"}),
    "unreachable": frozenset({"feed_dead", "unstored", "quiet"}),
    "failing": frozenset({"drift", "unstored", "quiet"}),
    "drift": frozenset({"unstored", "undated", "quiet"}),
    "feed_dead": frozenset({"quiet"}),
}

#: What to try next. ``{code}``: the outlet's, ``{run}``: its last run's id.
NEXT: dict[str, str] = {
    "new": "it is visited by the next run",
    "unvisited": "is a worker running? `prefect worker ls`; by hand: `aipolicy run -o {code}`",
    "certificate": "tell the site; nothing is fetched past a certificate that does not hold",
    "robots": "read it; if it shuts us out, leave its sources or ask the outlet",
    "blocked": "wait a day, set AIPOLICY_CONTACT, read its robots.txt and terms; nothing evasive",
    "unreachable": "`aipolicy doctor {code}`; if other outlets answer, the site has moved or is gone",
    "failing": "a fault of the program: see `aipolicy ledger {run}` and the crawl.log in its folder",
    "drift": "`aipolicy doctor {code}` shows which selectors still match; then docs/outlets.md",
    "feed_dead": "`aipolicy doctor {code}`, `aipolicy proposals`; then correct the registry",
    "unstored": "`aipolicy list -o {code} --off-topic`: are these rejected rightly? Then `aipolicy doctor {code}`",
    "undated": "`aipolicy doctor {code}` shows what its pages print for a date; then docs/outlets.md",
    "rights": "read the notice on the site; set rights, rights_notice and ai_training in the registry",
    "quiet": "`aipolicy doctor {code}`, and compare its list with the site's front page",
}
