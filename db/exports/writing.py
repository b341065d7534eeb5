"""What every format's writer is: given released documents one by one, it writes bytes as it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

Document = Mapping[str, Any]


class Out(Protocol):
    """Whatever takes bytes: a file, standard output, a `Pipe`. Never sought in."""

    def write(self, data: bytes, /) -> object: ...


class Writer(Protocol):
    """Holds a bounded part of what it was given. What it wrote is whole after `close`; after `abandon`
    it is not, and nothing more is written.
    """

    def add(self, document: Document) -> None: ...

    def close(self) -> None: ...

    def abandon(self) -> None: ...


class Pipe:
    """Bytes on their way from a writer to somebody who asks for them piece by piece."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def write(self, data: bytes, /) -> int:
        self._parts.append(bytes(data))
        self.size += len(data)
        return len(data)

    def taken(self) -> bytes:
        """What has come since the last time."""
        found = b"".join(self._parts)
        self._parts.clear()
        self.size = 0
        return found


class Lines:
    """A writer of a piece of text for each document, between a head and a foot."""

    def __init__(self, out: Out, head: str = "") -> None:
        self._out = out
        self.number = 0
        if head:
            out.write(head.encode())

    def add(self, document: Document) -> None:
        self._out.write(self.piece(document).encode())
        self.number += 1

    def piece(self, document: Document) -> str:
        raise NotImplementedError

    def close(self) -> None:
        if foot := self.foot():
            self._out.write(foot.encode())

    def foot(self) -> str:
        return ""

    def abandon(self) -> None:
        """Nothing is held."""
