"""What an export says of itself: what was asked, and by which program of which schema and rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

PROGRAM = f"aipolicy {version('aipolicy')}"


@dataclass(frozen=True, slots=True)
class About:
    """``where`` has the conditions beside the query, by the names of the command line's options.

    No time of writing: the same database gives the same bytes.
    """

    query: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    fold: bool = False
    full_text: bool = False
    schema: str | None = None
    program: str = PROGRAM
    commit: str | None = None

    def asked(self) -> dict[str, Any]:
        """As a manifest keeps it."""
        return {
            "label": "on_topic", "text": "current version", "order": "newest first",
            "query": self.query, "where": dict(sorted(self.where.items())), "fold": self.fold,
        }  # fmt: skip

    def sentence(self) -> str:
        """As a dataset card says it."""
        said = [f"the query `{self.query}`"] if self.query else []
        said += [f"{name} = {_plain(value)}" for name, value in sorted(self.where.items())]
        text = "; ".join(said) or "all articles on topic"
        return text + (", one article a story" if self.fold else "")


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def commit(root: Path | None = None) -> str | None:
    """The git commit of the source this program runs from; None where it is no checkout.

    Read from the files: git need not be installed. Changes that are not committed show in the
    program's name, which has a digest of its source.
    """
    root = root or Path(__file__).parents[2]
    git = root / ".git"
    if git.is_file():  # of a linked work tree
        git = root / git.read_text(encoding="utf-8").partition("gitdir:")[2].strip()
    head = _line(git / "HEAD")
    if head is None or not head.startswith("ref:"):
        return head
    name = head.partition(":")[2].strip()
    shared = git / (_line(git / "commondir") or ".")
    return _line(git / name) or _line(shared / name) or _packed(shared / "packed-refs", name)


def _line(file: Path) -> str | None:
    return file.read_text(encoding="utf-8").strip() or None if file.is_file() else None


def _packed(file: Path, name: str) -> str | None:
    for line in (_line(file) or "").splitlines():
        digest, _, ref = line.partition(" ")
        if ref == name:
            return digest
    return None
