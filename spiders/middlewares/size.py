"""Decompression that stops at ``DOWNLOAD_MAXSIZE``, with a reason the ledger can name."""

from __future__ import annotations

import zlib

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from spiders.ignored import TooLarge, Undecodable


class SizedCompression(HttpCompressionMiddleware):
    """Raises TooLarge for a gzip bomb, Undecodable for a body that is not what it says."""

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise TooLarge(f"larger than {self._max_size} bytes when decompressed") from error
        except (OSError, EOFError, zlib.error) as error:
            encoding = (response.headers.get("Content-Encoding") or b"").decode("latin-1")
            raise Undecodable(f"the body is not {encoding}: {error}") from error
