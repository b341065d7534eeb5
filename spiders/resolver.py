"""A DNS resolver that refuses names which point inside: no SSRF through DNS.

Scrapy connects wherever a name leads. A hijacked domain, or a redirect through one, may lead to the
machine itself, its network or a cloud's metadata service.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

#: Names refused in this process, with the address they led to. Twisted drops the reason of a failed
#: lookup on its way to the request; the ledger finds it here.
REFUSED: dict[str, str] = {}


class NonPublicAddress(DNSLookupError):
    """Raised by `PublicResolver`: the name leads to an address that is not on the internet."""


def is_public(address: str) -> bool:
    """Is this IP address on the public internet?"""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None)
    if mapped is not None:
        ip = mapped
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class PublicResolver(CachingThreadedResolver):
    """IPv4, cached; an answer that is not public is an error and is not cached."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:
        answer: Deferred[str] = super().getHostByName(name, timeout)
        return answer.addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        from scrapy.resolver import dnscache

        # A literal address is no lookup: the guard middleware decides on those, and the press room
        # handler asks for one on purpose.
        if address == name or is_public(address):
            REFUSED.pop(name, None)
            return address
        dnscache.pop(name, None)
        REFUSED[name] = address
        raise NonPublicAddress(f"{name} leads to {address}, which is not a public address")
