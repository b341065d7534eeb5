"""``python -m bench.extraction``: see ``--help``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.extraction import compare, floors, memory, readers, score, sets
from bench.floors import close

#: A few hundred pages of the press room: cheap enough for every `make test`.
QUICK_SCALE = 0.02
QUICK_SAMPLE = 4
#: Pages of each unknown site, unless told otherwise: each prints most of the world.
STRANGERS = 25
OURS = ("ours", "unknown", "generic")
SETS = ("pressroom", "strangers", "shared", "real")


def figures(
    pages: Sequence[sets.Page], names: Sequence[str], group: str, *, passes: int = compare.PASSES
) -> tuple[dict[str, dict[str, float]], list[compare.Result]]:
    """What these readers reach on these pages, as the floors name it: "group.reader" → figures."""
    results = [compare.run(readers.BY_NAME[name], pages, passes) for name in names]
    return {f"{group}.{r.reader.name}": r.figures for r in results if r.reader.ours}, results


def quick() -> dict[str, dict[str, float]]:
    """Our figures on a small part of the press room: what `make test` holds to the floors."""
    reached: dict[str, dict[str, float]] = {}
    for group, pages in _quick_sets().items():
        reached |= figures(pages, _quick_readers(group), group, passes=1)[0]
    return reached


def _quick_sets() -> dict[str, list[sets.Page]]:
    return {
        "quick": sets.pressroom(QUICK_SCALE, QUICK_SAMPLE),
        "quick-strangers": sets.unknown_sites(QUICK_SCALE, QUICK_SAMPLE),
    }


def _quick_readers(group: str) -> Sequence[str]:
    """Nobody has a page object for strangers: our three ways are one there."""
    return ("ours",) if group == "quick-strangers" else OURS


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.extraction",
        description="Our readers beside trafilatura, newspaper4k, readability and news-please.",
    )
    add = parser.add_argument
    add("--scale", type=float, default=0.05, help="size of the press room's world (0.05)")
    add("--sample", type=int, help="pages of each layout (all; of each unknown site 25)")
    add("--quick", action="store_true", help="a few hundred press-room pages, our readers only")
    add("--real", type=Path, metavar="FOLDER", help="a folder of pages with a gold.jsonl")
    add("--only", choices=SETS, help="one set of pages")
    add("--reader", action="append", choices=readers.BY_NAME, help="only these readers")
    add("--failures", action="store_true", help="name the pages that ours read wrongly")
    add("--check", action="store_true", help="fail where a figure is under its floor")
    add("--raise", action="store_true", dest="lift", help="lift the floors to what was reached")
    add("--memory", action="store_true", help="read 20,000 pages; fail where memory grows")
    return parser.parse_args()


def _sets(options: argparse.Namespace) -> dict[str, list[sets.Page]]:
    """The sets asked for, those that have no pages left out (and named)."""
    found: dict[str, list[sets.Page]] = {}
    if options.only in (None, "pressroom"):
        found["pressroom"] = sets.pressroom(options.scale, options.sample)
    if options.only in (None, "strangers"):
        found["strangers"] = sets.unknown_sites(options.scale, options.sample or STRANGERS)
    if options.only in (None, "shared"):
        found["shared"] = sets.shared()
    if options.real and options.only in (None, "real"):
        found["real"] = sets.folder(options.real)
    for name in [name for name, pages in found.items() if not pages]:
        print(f"{name}: absent, nothing read")
        del found[name]
    return found


def _present(wanted: Sequence[str] | None) -> list[str]:
    chosen = [readers.BY_NAME[name] for name in wanted or readers.BY_NAME]
    for reader in chosen:
        if reader.absent:
            print(f"{reader.what}: absent, not measured (pip install {reader.package})")
    return [reader.name for reader in chosen if not reader.absent]


def _memory(options: argparse.Namespace) -> int:
    pages = [page for found in _sets(options).values() for page in found]
    print(f"{memory.PAGES} pages in one process, going round {len(pages)}")
    growth = memory.watch(pages, print)
    rate = memory.PAGES / growth.seconds
    print(f"{growth.share:+.1%} after the first {memory.WARM}; {rate:.0f} pages a CPU second")
    if not growth.flat:
        print(f"✗ memory grows by more than {memory.ALLOWED:.0%}: something keeps pages or trees")
    return 0 if growth.flat else 1


def _compare(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """Measure and tell every set; our figures."""
    names = _present(options.reader or (OURS if options.quick else None))
    reached: dict[str, dict[str, float]] = {}
    for group, pages in (_quick_sets() if options.quick else _sets(options)).items():
        part, results = figures(pages, names, group)
        reached |= part
        print(compare.told(group, pages, results))
        for result in results if options.failures else ():
            if result.reader.ours:
                print(f"\n  {group}, {result.reader.what}: not as the gold tells")
                for line in score.failures(pages, result.found, result.scores):
                    print(f"    {line}")
    return reached


def main() -> int:
    options = _arguments()
    if options.memory:
        return _memory(options)
    reached = _compare(options)
    return close(floors, reached, lift=options.lift, check=options.check)


if __name__ == "__main__":
    sys.exit(main())
