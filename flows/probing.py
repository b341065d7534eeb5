"""The live part of a watch: certificates of every https host, and a look at outlets in doubt.

It never raises: what could not be looked at is said in the report. It ends by its deadline.
"""

from __future__ import annotations

import logging
import os
import socket
import ssl
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.x509.oid import NameOID

from flows.stages.thresholds import CERTIFICATE_DAYS
from korean.dates import kst
from spiders.outlet import Outlet

logger = logging.getLogger(__name__)

Trouble = Literal["expired", "not yet valid", "wrong host", "broken chain", "self-signed"]

#: Hosts asked at a time, seconds a handshake may take, and all of them together.
AT_ONCE = 4
TIMEOUT = 10.0
CERTIFICATES_DEADLINE = 180.0
#: Outlets in doubt that are looked at, and seconds that may take.
LOOKS = 12
LOOK_DEADLINE = 600
_HTTPS = 443
#: OpenSSL's words for what is wrong (verify_code of an `ssl.SSLCertVerificationError`).
_TROUBLE: Mapping[int, Trouble] = {
    9: "not yet valid",
    10: "expired",
    18: "self-signed",
    19: "self-signed",
    62: "wrong host",
    63: "wrong host",
    64: "wrong host",
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a host shows. ``trouble`` is None where it holds; ``problem`` says why nothing was seen
    (no answer, no TLS), which is no fault of a certificate. Times are aware.
    """

    host: str
    trouble: Trouble | None = None
    problem: str | None = None
    detail: str | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None

    def ends_soon(self, now: datetime) -> bool:
        """Within three weeks, or the last third of a certificate that lives for less than nine."""
        if self.not_after is None or self.not_before is None:
            return False
        life = self.not_after - self.not_before
        return self.not_after - now <= min(timedelta(days=CERTIFICATE_DAYS), life / 3)


@dataclass(frozen=True, slots=True)
class Look:
    """What the doctor found at an outlet in doubt. ``level`` is ok, warning or failed."""

    level: str
    why: str | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Probes:
    """What was seen live. ``skipped``: what was not looked at, and why."""

    certificates: Mapping[str, Certificate] = field(default_factory=dict)  # by host
    looks: Mapping[str, Look] = field(default_factory=dict)  # by outlet
    skipped: tuple[str, ...] = ()


# -- certificates ----------------------------------------------------------------------------------


def certificates(hosts: Iterable[str], *, deadline: float = CERTIFICATES_DEADLINE) -> Probes:
    """Of every host, a few at a time; each is asked for a handshake and nothing more. ``deadline`` is
    in seconds.
    """
    if os.environ.get("AIPOLICY_PRESSROOM"):
        return Probes(skipped=("certificates: everything is fetched from the press room",))
    until = time.monotonic() + deadline
    found: dict[str, Certificate] = {}
    late: list[str] = []
    failed: list[str] = []
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="certificate")
    try:
        asked = {host: pool.submit(certificate, host) for host in sorted(set(hosts))}
        for host, answer in asked.items():
            try:
                found[host] = answer.result(timeout=max(0.0, until - time.monotonic()))
            except TooLate:
                late.append(host)
            except Exception as error:  # one odd certificate must not end the watch
                logger.exception("the certificate of %s could not be judged", host)
                failed.append(f"certificate of {host}: {type(error).__name__}: {error}")
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    skipped = [f"certificates: no time for {', '.join(late)}"] if late else []
    return Probes(found, skipped=(*skipped, *failed))


def https_hosts(outlet: Outlet, sources: Iterable[str] = ()) -> set[str]:
    """The hosts it is read from: those of its sources, and its canonical one. ``sources`` are further
    addresses that were read.
    """
    urls = [
        urlsplit(a) for a in (f"https://{outlet.hosts[0]}/", *outlet.feeds, *outlet.lists, *sources)
    ]
    return {u.hostname for u in urls if u.scheme == "https" and u.hostname}


def certificate(
    host: str,
    *,
    port: int = _HTTPS,
    address: str | None = None,
    timeout: float = TIMEOUT,
    context: ssl.SSLContext | None = None,
) -> Certificate:
    """The certificate a host shows to a browser, judged as a browser would.

    ``address`` is where the host is asked (its own by default); ``context`` what authorities are
    trusted. Never raises.
    """
    trusting = context or ssl.create_default_context()
    try:
        shown = _handshake(host, port, address, timeout, trusting)
    except ssl.SSLCertVerificationError as error:
        shown_anyway = _unverified(host, port, address, timeout)
        trouble = _TROUBLE.get(error.verify_code, "broken chain")
        return _read(host, shown_anyway, trouble, error.verify_message)
    except (OSError, ValueError) as error:  # no answer, no TLS, a name that is none
        return Certificate(host, problem=_said(error))
    return _read(host, shown)


def _handshake(
    host: str, port: int, address: str | None, timeout: float, context: ssl.SSLContext
) -> bytes:
    """The host's own certificate (DER). ``timeout`` holds for the handshake as a whole: Python counts
    it through, however slowly the bytes come.
    """
    with (
        socket.create_connection((address or host, port), timeout=timeout) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        return secure.getpeercert(binary_form=True) or b""


def _unverified(host: str, port: int, address: str | None, timeout: float) -> bytes:
    """What is shown, believed or not: to tell since when it does not hold. Nothing else is asked."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        return _handshake(host, port, address, timeout, context)
    except OSError as error:
        logger.info("%s showed its certificate once and not again: %s", host, error)
        return b""


def _read(
    host: str, shown: bytes, trouble: Trouble | None = None, detail: str | None = None
) -> Certificate:
    try:
        read = x509.load_der_x509_certificate(shown)
    except ValueError as error:
        if trouble is not None:
            return Certificate(host, trouble, detail=detail)
        return Certificate(host, problem=f"its certificate cannot be read: {error}")
    if trouble == "wrong host":
        detail = f"it is for {', '.join(_names(read)[:4]) or 'no host'}"
    return Certificate(
        host, trouble, detail=detail, not_before=read.not_valid_before_utc,
        not_after=read.not_valid_after_utc,
    )  # fmt: skip


def _names(read: x509.Certificate) -> list[str]:
    try:
        names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return [str(name) for name in names.get_values_for_type(x509.DNSName)]
    except x509.ExtensionNotFound:
        return [str(a.value) for a in read.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]


def _said(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLError):
        return f"it speaks no TLS we know ({error.reason or error})"
    return str(error) or type(error).__name__


def describe(seen: Certificate, now: datetime) -> str | None:
    """What is wrong with a certificate, in a sentence; None where it holds for long enough."""
    day = f"{kst(seen.not_after):%Y-%m-%d}" if seen.not_after else "an unknown day"
    match seen.trouble:
        case None:
            if not seen.ends_soon(now) or seen.not_after is None:
                return None
            if seen.not_after <= now:
                return f"the certificate of {seen.host} ended on {day}"
            return f"the certificate of {seen.host} ends on {day}, in {(seen.not_after - now).days} days"
        case "expired":
            return f"the certificate of {seen.host} ended on {day}"
        case "wrong host":
            return f"the certificate of {seen.host} is not its own: {seen.detail}"
        case "self-signed":
            return f"the certificate of {seen.host} is signed by nobody we know ({seen.detail})"
        case trouble:
            return f"the certificate of {seen.host} does not hold: {trouble} ({seen.detail})"


# -- a look ----------------------------------------------------------------------------------------


def looks(outlets: Sequence[Outlet], *, most: int = LOOKS, deadline: int = LOOK_DEADLINE) -> Probes:
    """One article of each outlet in doubt, as `aipolicy doctor` reads it: does it answer now?"""
    from flows.doctoring import examine

    chosen, rest = outlets[:most], outlets[most:]
    skipped = [f"a look at {len(rest)} more outlets in doubt: {most} are enough"] if rest else []
    if not chosen:
        return Probes(skipped=tuple(skipped))
    try:
        reports = examine(chosen, articles=1, deadline=deadline)
    except Exception as error:  # a watch that cannot look still tells what the runs left
        logger.exception("the outlets in doubt could not be looked at")
        return Probes(skipped=(*skipped, f"a look: {type(error).__name__}: {error}"))
    return Probes(
        looks={
            r.outlet.code: Look(r.finding.level, r.finding.why, r.finding.next) for r in reports
        },
        skipped=tuple(skipped),
    )
