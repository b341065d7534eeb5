"""Sites that are no outlets of ours: what is imported from them still has a source."""

from __future__ import annotations

from urllib.parse import urlsplit

from spiders import registry
from spiders.outlet import Outlet


def source_of(url: str | None) -> Outlet:
    """The outlet an address belongs to; a site we do not know gets a row of its own."""
    host = (urlsplit(url).hostname or "imported") if url else "imported"
    if url and (own := registry.outlet_of(url)):
        return own
    return Outlet(
        code=host, name=host if url else "가져온 문서", domain=host, region="", kind="regional",
        family="unknown", hosts=(host,), active=False, rights="unknown", evidence="G",
        note="imported; not in the registry",
    )  # fmt: skip


def source(code: str, url: str | None) -> Outlet:
    """The outlet of this code, which for a stranger is its host. Raises `registry.UnknownOutlet`
    when the code is neither in the registry nor the address's host.
    """
    try:
        return registry.outlet(code)
    except registry.UnknownOutlet:
        stranger = source_of(url)
        if stranger.code != code:
            raise
        return stranger
