"""What processes show to others on the machine: their command lines and the sockets they listen on."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.flows.up_process import living

#: A listening TCP socket in /proc/net/tcp.
_LISTEN = "0A"


@dataclass
class Seen:
    """All that was seen of a data folder's processes. ``addresses``: the hosts listened on."""

    lines: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)

    def look(self, home: Path) -> None:
        found = living(home)
        self.lines.update(found.values())
        for pid in found:
            self.addresses |= listening(pid)


@contextmanager
def watched(home: Path) -> Iterator[Seen]:
    """Look again and again at whoever works on a data folder, until the end of the block."""
    seen, over = Seen(), threading.Event()

    def watch() -> None:
        while not over.wait(0.5):
            seen.look(home)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def listening(pid: int) -> set[str]:
    """The addresses a process has TCP sockets listening on; none when it is gone."""
    inodes = set()
    with contextlib.suppress(OSError):
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                inodes.add(os.readlink(entry).removeprefix("socket:[").removesuffix("]"))
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            cells = line.split()
            if cells[3] == _LISTEN and cells[9] in inodes:
                found.add(_address(cells[1].partition(":")[0]))
    return found


def _address(text: str) -> str:
    """From the kernel's words of 32 bits in this machine's byte order."""
    words = b"".join(bytes.fromhex(text[i : i + 8])[::-1] for i in range(0, len(text), 8))
    return socket.inet_ntop(socket.AF_INET if len(words) == 4 else socket.AF_INET6, words)
