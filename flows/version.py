"""Which code read an article: kept with every version.

A release number alone does not tell: a changed selector, rule or vocabulary reads pages otherwise
under the same number. So the name has a digest over the source of everything that decides how a page
reads, and `reprocess` reads exactly what other code has read. Code that only fetches is no part of
it, nor are the libraries: after a new lxml or trafilatura say ``reprocess --all``.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

#: Package → what in it decides: folders with all they hold, and single files. A test follows the
#: imports of the extraction and fails when a module is missing here.
DECIDES: dict[str, tuple[str, ...]] = {
    "korean": (".",),
    "spiders": (
        "extraction", "renderings", "outlets", "families", "outlets.toml", "addresses.py",
        "furniture.py", "markup.py", "outlet.py", "page.py", "reading.py", "refusals.py", "registry.py",
        "rendering.py", "rows.py", "tree.py",
    ),
    "db": ("describe.py",),
    "flows": ("stages/judge.py", "stages/match.py", "stages/reread.py"),
}  # fmt: skip
_SOURCE = {".py", ".toml", ".json", ".txt", ".csv"}


def sources() -> Iterator[tuple[str, Path]]:
    """(name, file) of everything that decides, in order of the names: ``korean/dates.py`` …"""
    found: dict[str, Path] = {}
    for package, parts in DECIDES.items():
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        folder = Path(spec.origin).parent
        for part in parts:
            place = folder / part
            for file in place.rglob("*") if place.is_dir() else (place,):
                if file.suffix in _SOURCE and "__pycache__" not in file.parts:
                    found[f"{package}/{file.relative_to(folder).as_posix()}"] = file
    yield from sorted(found.items())


def digest(files: Iterator[tuple[str, Path]]) -> str:
    """Twelve hex digits; the same wherever the program is installed, line ends as they may be."""
    total = blake2b(digest_size=6)
    for name, file in files:
        content = file.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


#: Such as ``aipolicy 0.1.0+5c0e9d2a7b31``; computed once a process, in about 10 ms.
EXTRACTOR = f"aipolicy {version('aipolicy')}+{digest(sources())}"
