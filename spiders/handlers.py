"""The download handler: the web, or the press room in its place.

With ``AIPOLICY_PRESSROOM=http://127.0.0.1:PORT`` a request to ``https://<host>/<path?query>`` is
fetched from ``http://127.0.0.1:PORT/<host>/<path?query>`` and answered under its real URL. The swap
sits below every middleware, so robots, guards, retries and redirects work on real URLs.
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Response

from spiders.errors import SettingError
from spiders.ignored import TooLarge


class WebHandler(HTTP11DownloadHandler):
    """HTTP and HTTPS. Raises TooLarge beyond ``DOWNLOAD_MAXSIZE``."""

    lazy = False  # a wrong AIPOLICY_PRESSROOM shows at the start

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._maxsize: int = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        setting = crawler.settings.get("AIPOLICY_PRESSROOM")
        self._pressroom = pressroom_origin(setting) if setting else None

    async def download_request(self, request: Request) -> Response:
        try:
            if self._pressroom is None:
                return await super().download_request(request)
            inside = request.replace(url=pressroom_url(self._pressroom, request.url))
            response = await super().download_request(inside)
            # AutoThrottle reads it off the request that the middlewares see.
            request.meta["download_latency"] = inside.meta.get("download_latency")
            return response.replace(url=request.url)
        except DownloadCancelledError as error:
            # Scrapy cancels a download for one reason only: its size.
            raise TooLarge(f"larger than {self._maxsize} bytes") from error


def pressroom_origin(setting: str) -> str:
    """``http://127.0.0.1:PORT`` of the setting. Raises SettingError when it is not on loopback."""
    parts = urlsplit(setting)
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme != "http" or parts.hostname not in ("127.0.0.1", "localhost") or not port:
        raise SettingError(
            f"AIPOLICY_PRESSROOM={setting!r} is not on loopback; "
            "write http://127.0.0.1:PORT as `python -m pressroom` prints it"
        )
    return f"http://127.0.0.1:{port}"


def pressroom_url(origin: str, url: str) -> str:
    """Where the press room keeps this URL."""
    parts = urlsplit(url)
    path = f"/{parts.hostname}{parts.path or '/'}"
    return origin + urlunsplit(("", "", path, parts.query, ""))
