"""Scrapy's way to our spiders: the registry instead of a walk through modules.

Set as ``SPIDER_LOADER_CLASS``; the methods are those of Scrapy 2.19's ``SpiderLoaderProtocol``.
"""

from __future__ import annotations

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from spiders import registry

Names = list[str]  # the protocol's own method `list` hides the builtin inside the class


class RegistrySpiderLoader:
    """Named outlets and family members alike, active or not, by their code."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> RegistrySpiderLoader:
        registry.outlets()  # a broken registry is told here, before anything is crawled
        return cls()

    def load(self, spider_name: str) -> type[Spider]:
        """Raises KeyError for an unknown name, as Scrapy asks for."""
        try:
            return registry.spider(spider_name)
        except registry.UnknownOutlet as error:
            raise KeyError(str(error)) from error

    def list(self) -> Names:
        return [outlet.code for outlet in registry.outlets()]

    def find_by_request(self, request: Request) -> Names:
        owner = registry.outlet_of(request.url)
        return [owner.code] if owner is not None else []
