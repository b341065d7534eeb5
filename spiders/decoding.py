"""A response's bytes as text, where the declared charset is not to be believed."""

from __future__ import annotations

import re

from scrapy.http import Response
from scrapy.utils.gz import gunzip

from spiders.source import SourceError

#: An unpacked ``.xml.gz`` may not be larger than this (bytes).
MAX_UNPACKED = 20_000_000

_XML_ENCODING = re.compile(rb"<\?xml[^>]*\bencoding=[\"']([\w.-]+)[\"']", re.IGNORECASE)
_CHARSET = re.compile(r"charset=[\"']?([\w.-]+)", re.IGNORECASE)


def decoded(response: Response) -> str:
    """The answer as text: UTF-8 when the bytes are that, else as declared, else cp949."""
    body = response.body
    if body[:2] == b"\x1f\x8b":
        body = _unpacked(response)
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    body = body.removeprefix(b"\xef\xbb\xbf")
    declared = _XML_ENCODING.search(body[:200])
    header = _CHARSET.search((response.headers.get("Content-Type") or b"").decode("latin-1"))
    charsets = ["utf-8", "cp949"]
    if declared:
        charsets.insert(1, declared[1].decode("ascii"))
    if header:
        charsets.insert(1, header[1])
    for charset in charsets:
        try:
            return body.decode(charset)
        except UnicodeDecodeError as error:
            # A body cut in the middle of its last letter is still that charset.
            if error.start >= len(body) - 3:
                return body[: error.start].decode(charset)
        except LookupError:
            continue
    return body.decode("utf-8", "replace")


def _unpacked(response: Response) -> bytes:
    try:
        return gunzip(response.body, max_size=MAX_UNPACKED)
    except (ValueError, OSError, EOFError) as error:
        raise SourceError(
            f"{response.url}: a gzip file that is broken or over {MAX_UNPACKED} bytes unpacked; "
            "open the address to see what it answers now"
        ) from error
