"""The extractor's name changes with the code that decides how a page reads, and with nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from flows.version import EXTRACTOR, digest, sources

ROOT = Path(__file__).parents[2]
#: What reading imports and does not read by: fetching, lists and feeds, the archive.
ELSEWHERE = {
    f"spiders/{name}.py"
    for name in (
        "__init__", "anyfeed", "archive", "base", "capturelog", "decoding", "errors", "events", "feeds",
        "htmllists", "keywords", "listdates", "sitemaps", "slices", "source", "window",
    )
}  # fmt: skip


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def file_of(module: str) -> Path | None:
    place = ROOT / module.replace(".", "/")
    return next((f for f in (place.with_suffix(".py"), place / "__init__.py") if f.exists()), None)


def test_every_module_that_reads_is_in_the_digest() -> None:
    known = {name for name, _ in sources()}
    missing = set()
    for name in known:
        if not name.endswith(".py"):
            continue
        for module in imports(ROOT / name):
            file = file_of(module)
            if file is not None and module.split(".")[0] in {"korean", "spiders"}:
                missing.add(file.relative_to(ROOT).as_posix())
    assert missing - known - ELSEWHERE == set()


def test_rules_and_vocabularies_are_in_it() -> None:
    names = {name for name, _ in sources()}
    assert {"korean/data/boilerplate.toml", "spiders/outlets.toml", "korean/relevance.py"} <= names
    assert not [name for name in names if "__pycache__" in name]


def test_it_changes_with_a_byte_of_the_code(tmp_path: Path) -> None:
    file = tmp_path / "rules.py"
    file.write_bytes(b"A = 1\n")
    before = digest(iter([("korean/rules.py", file)]))
    file.write_bytes(b"A = 2\n")
    assert digest(iter([("korean/rules.py", file)])) != before


def test_it_changes_when_code_moves(tmp_path: Path) -> None:
    file = tmp_path / "rules.py"
    file.write_bytes(b"A = 1\n")
    names = ("korean/rules.py", "korean/other.py")
    assert len({digest(iter([(name, file)])) for name in names}) == 2


def test_line_ends_make_no_difference(tmp_path: Path) -> None:
    unix, windows = tmp_path / "a.py", tmp_path / "b.py"
    unix.write_bytes(b"A = 1\nB = 2\n")
    windows.write_bytes(b"A = 1\r\nB = 2\r\n")
    assert digest(iter([("x", unix)])) == digest(iter([("x", windows)]))


def test_another_folder_with_the_same_code_has_the_same_name(tmp_path: Path) -> None:
    copies = []
    for name, file in sources():
        copy = tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
        copies.append((name, copy))
    assert digest(iter(copies)) == digest(sources())


def test_it_names_the_program_and_its_release() -> None:
    assert EXTRACTOR.startswith("aipolicy 0.")
    assert len(EXTRACTOR.rsplit("+", 1)[1]) == 12
