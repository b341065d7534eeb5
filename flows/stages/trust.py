"""Certificates as the watches keep them: what is wrong for how many watches in a row.

One handshake may meet a server that is being renewed; two watches on different days do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from db.document import iso
from flows.probing import Certificate, describe
from flows.stages.health import Finding
from flows.stages.thresholds import CERTIFICATE_WATCHES
from korean.dates import kst

#: A certificate that was not looked at again for so long is not told of.
_STALE = timedelta(days=8)

Row = dict[str, Any]


def remember(
    seen: Mapping[str, Certificate],
    before: Sequence[Mapping[str, Any]],
    hosts: set[str],
    now: datetime,
) -> list[Row]:
    """One row a host, for the probe: as seen now, else as it was seen last. ``watches`` counts the
    days in a row on which something was wrong with it.
    """
    known = {row["host"]: row for row in before}
    rows: list[Row] = []
    for host in sorted(hosts):
        last = known.get(host)
        certificate = seen.get(host)
        if certificate is None or certificate.problem is not None:
            if last is not None and now - datetime.fromisoformat(last["checked_at"]) <= _STALE:
                rows.append(dict(last))
            continue
        rows.append(_row(certificate, last, now))
    return rows


def _row(certificate: Certificate, last: Mapping[str, Any] | None, now: datetime) -> Row:
    wrong = describe(certificate, now)
    watches, since = (1, iso(now)) if wrong else (0, None)
    if wrong and last is not None and last["watches"]:
        checked = datetime.fromisoformat(last["checked_at"])
        another_day = kst(checked).date() < kst(now).date()
        watches, since = last["watches"] + another_day, last["since"]
    return {
        "host": certificate.host, "trouble": certificate.trouble, "wrong": wrong,
        "not_after": iso(certificate.not_after), "watches": watches, "since": since,
        "checked_at": iso(now),
    }  # fmt: skip


def findings(rows: Sequence[Mapping[str, Any]]) -> list[Finding]:
    return [
        Finding(
            "certificate", row["watches"] >= CERTIFICATE_WATCHES, row["watches"], row["wrong"],
            datetime.fromisoformat(row["since"]), keeps_out=row["trouble"] is not None,
            subject=row["host"],
        )
        for row in rows
        if row["wrong"]
    ]  # fmt: skip
