"""All sites by host."""

from __future__ import annotations

from pressroom.sites.base import Site
from pressroom.sites.etoday import Etoday
from pressroom.sites.gyeongbuk import Gyeongbuk
from pressroom.sites.insnews import Insnews
from pressroom.sites.insnews_pages import PAPERS as INSNEWS_PAPERS
from pressroom.sites.kbs import Kbs
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


def by_host() -> dict[str, Site]:
    return {host: site for site in all_sites() for host in site.hosts}
