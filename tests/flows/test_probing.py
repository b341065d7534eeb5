"""Certificates, read from real TLS servers on loopback; and a look that never raises."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from flows import doctoring, probing
from flows.probing import Certificate, certificate, certificates, describe, https_hosts, looks
from flows.stages import trust
from spiders import registry

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
HOST = "www.paper.example"


class Authority:
    """A certificate authority of the test's own, and what it signs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._sign("Test Root", self.key, NOW - DAY, NOW + 900 * DAY, root=True)

    def context(self) -> ssl.SSLContext:
        """One that trusts this authority alone."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        pem = self.certificate.public_bytes(serialization.Encoding.PEM).decode()
        context.load_verify_locations(cadata=pem)
        return context

    def server(
        self, host: str, since: datetime, until: datetime, *, own: bool = False
    ) -> ssl.SSLContext:
        """A server's context; ``own``: signed with its own key."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = self._sign(host, key, since, until, own=own)
        file = self.folder / f"{host}-{until:%Y%m%d}-{own}.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + made.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _sign(
        self, name: str, key: Any, since: datetime, until: datetime, *, root: bool = False,
        own: bool = False,
    ) -> x509.Certificate:  # fmt: skip
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer = subject if root or own else self.certificate.subject
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(since)
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=root, path_length=None), critical=True)
        )
        if not root:
            names = x509.SubjectAlternativeName([x509.DNSName(name)])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(key if root or own else self.key, hashes.SHA256())


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server on loopback that gives each connection to ``serve``; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        ended = threading.Event()

        def accept() -> None:
            while not ended.is_set():
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=_served, args=(serve, connection), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            ended.set()
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def _served(serve: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with connection:
        try:
            serve(connection)
        except (OSError, ssl.SSLError):
            return  # the client hung up: what many of these tests are about


def waited(ended: threading.Event) -> None:
    ended.wait(30)


def tls(context: ssl.SSLContext) -> Callable[[socket.socket], None]:
    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(1)

    return serve


def shown(authority: Authority, serve: Callable[[socket.socket], None], **more: Any) -> Certificate:
    with listening(serve) as port:
        return certificate(
            HOST, port=port, address="127.0.0.1", context=authority.context(), **more
        )


CASES = [
    # host, since, until (days from now), signed by itself; trouble, and what is said
    (HOST, -10, 200, False, None, None),
    (HOST, -80, 10, False, None, "ends on"),
    (HOST, -90, -2, False, "expired", "ended on"),
    (HOST, 2, 90, False, "not yet valid", "not yet valid"),
    ("www.other.example", -10, 200, False, "wrong host", "it is for www.other.example"),
    (HOST, -10, 200, True, "self-signed", "signed by nobody we know"),
]


@pytest.mark.parametrize(("host", "since", "until", "own", "trouble", "said"), CASES)
def test_a_certificate_is_read_as_it_is_shown(
    authority: Authority, host: str, since: int, until: int, own: bool, trouble: str | None,
    said: str | None,
) -> None:  # fmt: skip
    context = authority.server(host, NOW + since * DAY, NOW + until * DAY, own=own)
    seen = shown(authority, tls(context))
    assert (seen.trouble, seen.problem) == (trouble, None)
    assert seen.not_after is not None
    assert abs(seen.not_after - (NOW + until * DAY)) < timedelta(seconds=2)
    sentence = describe(seen, NOW)
    assert (said is None) == (sentence is None)
    assert said is None or said in (sentence or "")
    assert sentence is None or HOST in sentence


def test_an_authority_nobody_knows_is_a_broken_chain(authority: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path)
    seen = shown(authority, tls(other.server(HOST, NOW - DAY, NOW + 90 * DAY)))
    assert seen.trouble == "broken chain"
    assert "does not hold" in (describe(seen, NOW) or "")


def test_a_server_that_hangs_is_left_after_its_time(authority: Authority) -> None:
    ended = threading.Event()
    seen = shown(authority, lambda _: waited(ended), timeout=0.2)
    ended.set()
    assert (seen.trouble, seen.problem) == (None, "no answer in time")
    assert describe(seen, NOW) is None


def test_a_server_that_trickles_is_left_too(authority: Authority) -> None:
    """Each byte comes in time, the handshake never ends: a record of 16 kB, byte by byte."""
    ended = threading.Event()

    def trickle(connection: socket.socket) -> None:
        connection.sendall(b"\x16\x03\x03\x40\x00")
        while not ended.wait(0.05):
            connection.sendall(b"\x02")

    seen = shown(authority, trickle, timeout=0.3)
    ended.set()
    assert seen.problem is not None
    assert seen.trouble is None


def test_a_server_that_speaks_no_tls_has_no_certificate_to_blame(authority: Authority) -> None:
    seen = shown(authority, lambda c: c.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"), timeout=2)
    assert seen.trouble is None
    assert "no TLS" in (seen.problem or "")


def test_nobody_there_is_no_fault_of_a_certificate() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    seen = certificate(HOST, port=port, address="127.0.0.1")
    assert (seen.trouble, seen.not_after) == (None, None)
    assert "refused" in (seen.problem or "")


def test_a_host_that_is_no_name_is_a_problem_too() -> None:
    assert certificate("a" * 70 + ".example").problem


@pytest.mark.parametrize(
    ("life", "left", "soon"),
    [
        (365, 30, False),
        (365, 21, True),
        (90, 20, True),
        (47, 20, False),
        (47, 15, True),
        (6, 3, False),
    ],
)
def test_soon_is_three_weeks_or_the_last_third_of_a_short_life(
    life: int, left: int, soon: bool
) -> None:
    seen = Certificate(HOST, not_before=NOW - (life - left) * DAY, not_after=NOW + left * DAY)
    assert seen.ends_soon(NOW) is soon


# -- all of them -----------------------------------------------------------------------------------


def test_under_the_press_room_no_certificate_is_asked_for_and_that_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AIPOLICY_PRESSROOM", "http://127.0.0.1:1")
    probes = certificates([HOST])
    assert probes.certificates == {}
    assert "press room" in probes.skipped[0]


def test_every_host_is_asked_once_and_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AIPOLICY_PRESSROOM", raising=False)
    lock, now, most, asked = threading.Lock(), [0], [0], []

    def one(host: str) -> Certificate:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
            asked.append(host)
        threading.Event().wait(0.01)
        with lock:
            now[0] -= 1
        return Certificate(host)

    monkeypatch.setattr(probing, "certificate", one)
    hosts = [f"h{n}.example" for n in range(20)]
    probes = certificates([*hosts, *hosts])
    assert sorted(probes.certificates) == sorted(asked) == sorted(hosts)
    assert most[0] <= probing.AT_ONCE


def test_hosts_there_is_no_time_for_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AIPOLICY_PRESSROOM", raising=False)
    ended = threading.Event()

    def slow(host: str) -> Certificate:
        if host != "a.example":
            ended.wait(20)
        return Certificate(host)

    monkeypatch.setattr(probing, "certificate", slow)
    probes = certificates(["a.example", "b.example", "c.example"], deadline=0.5)
    ended.set()
    assert list(probes.certificates) == ["a.example"]
    assert probes.skipped == ("certificates: no time for b.example, c.example",)


def test_an_odd_certificate_is_told_and_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AIPOLICY_PRESSROOM", raising=False)

    def odd(host: str) -> Certificate:
        if host == "a.example":
            raise KeyError("extension")
        return Certificate(host)

    monkeypatch.setattr(probing, "certificate", odd)
    probes = certificates(["a.example", "b.example"])
    assert list(probes.certificates) == ["b.example"]
    assert probes.skipped == ("certificate of a.example: KeyError: 'extension'",)


def test_the_hosts_of_an_outlet_are_those_it_is_read_from() -> None:
    outlet = registry.outlet("kyongbuk")
    assert https_hosts(outlet) == {"www.kyongbuk.co.kr"}
    found = https_hosts(outlet, ["https://rss.kyongbuk.co.kr/x", "http://plain.kyongbuk.co.kr/y"])
    assert found == {"www.kyongbuk.co.kr", "rss.kyongbuk.co.kr"}


# -- over several watches --------------------------------------------------------------------------

ENDING = Certificate(HOST, not_before=NOW - 80 * DAY, not_after=NOW + 10 * DAY)
GOOD = Certificate(HOST, not_before=NOW, not_after=NOW + 300 * DAY)
ALIEN = Certificate(HOST, "wrong host", detail="it is for x", not_after=NOW + 99 * DAY,
                    not_before=NOW)  # fmt: skip


def over(*seen: Certificate | None) -> list[Any]:
    """Findings after these watches, a day apart; None: nothing was looked at."""
    rows: list[trust.Row] = []
    for n, one in enumerate(seen):
        certificates = {HOST: one} if one else {}
        rows = trust.remember(certificates, rows, {HOST}, NOW + n * DAY)
    return [(f.alarm, f.evidence, f.keeps_out) for f in trust.findings(rows)]


def test_a_certificate_near_its_end_is_an_alarm_on_the_second_day() -> None:
    assert over(ENDING) == [(False, 1, False)]
    assert over(ENDING, ENDING) == [(True, 2, False)]


def test_a_renewed_one_ends_it() -> None:
    assert over(ENDING, ENDING, GOOD) == []


def test_one_that_does_not_hold_keeps_us_out() -> None:
    assert over(ALIEN, ALIEN) == [(True, 2, True)]


def test_a_watch_without_a_look_neither_adds_nor_forgets() -> None:
    assert over(ALIEN, None) == [(False, 1, True)]
    assert over(ALIEN, ALIEN, None) == [(True, 2, True)]
    assert over(ALIEN, ALIEN, *[None] * 12) == []


def test_a_host_that_does_not_answer_keeps_what_was_seen_last() -> None:
    assert over(ALIEN, ALIEN, Certificate(HOST, problem="no answer in time")) == [(True, 2, True)]


def test_two_watches_on_one_day_are_one() -> None:
    rows = trust.remember({HOST: ALIEN}, [], {HOST}, NOW)
    rows = trust.remember({HOST: ALIEN}, rows, {HOST}, NOW)
    assert rows[0]["watches"] == 1


# -- a look ----------------------------------------------------------------------------------------


def test_a_look_that_fails_is_told_and_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise OSError("no processes left")

    monkeypatch.setattr(doctoring, "examine", broken)
    probes = looks([registry.outlet("kbs")])
    assert probes.looks == {}
    assert probes.skipped == ("a look: OSError: no processes left",)


def test_only_some_outlets_in_doubt_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def examine(outlets: Any, **_: Any) -> list[Any]:
        asked.extend(outlets)
        return []

    monkeypatch.setattr(doctoring, "examine", examine)
    probes = looks(registry.outlets(active_only=True)[:5], most=3)
    assert len(asked) == 3
    assert probes.skipped == ("a look at 2 more outlets in doubt: 3 are enough",)


def test_where_nothing_is_in_doubt_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctoring, "examine", None)
    assert looks([]) == probing.Probes()
