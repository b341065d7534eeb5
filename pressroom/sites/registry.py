"""All sites by host."""

from __future__ import annotations

from collections.abc import Iterable

from pressroom.sites.base import Site
from pressroom.sites.etoday import Etoday
from pressroom.sites.gyeongbuk import Gyeongbuk
from pressroom.sites.insnews import Insnews
from pressroom.sites.insnews_pages import PAPERS as INSNEWS_PAPERS
from pressroom.sites.kbs import Kbs
from pressroom.sites.members import Member, site
from pressroom.sites.ndsoft import Ndsoft
from pressroom.sites.ndsoft_papers import PAPERS as NDSOFT_PAPERS
from pressroom.sites.newspim import Newspim


def all_sites() -> tuple[Site, ...]:
    return (
        Kbs(),
        Etoday(),
        Newspim(),
        Gyeongbuk(),
        *(Ndsoft(paper) for paper in NDSOFT_PAPERS),
        *(Insnews(paper) for paper in INSNEWS_PAPERS),
    )


def by_host(members: Iterable[Member] = ()) -> dict[str, Site]:
    """The sites, those of further members as well."""
    return {host: one for one in (*all_sites(), *map(site, members)) for host in one.hosts}
