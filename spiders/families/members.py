"""How a row of ``outlets.toml`` becomes a spider of its family."""

from __future__ import annotations

from collections.abc import Sequence

from spiders.base import OutletSpider
from spiders.outlet import Outlet
from spiders.page import ArticlePage


def member(
    family: type[OutletSpider], pages: Sequence[type[ArticlePage]], outlet: Outlet
) -> type[OutletSpider]:
    """The family's spider for one outlet. The layout of its skin, if known, is tried first."""
    own = f"{outlet.family}.{outlet.skin}"
    ordered = tuple(sorted(pages, key=lambda page: page.version != own))
    name = f"{family.__name__.removesuffix('Spider')}_{outlet.code}"
    return type(name, (family,), {"outlet": outlet, "pages": ordered, "__doc__": None})
