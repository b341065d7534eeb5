"""``python -m bench.relevance``: see ``--help``."""

from __future__ import annotations

import argparse
import sys

from bench.floors import close
from bench.relevance import floors, methods, score, sets

QUICK_SCALE = 0.01


def quick() -> dict[str, dict[str, float]]:
    """Our figures on the written cases and a small press room: what `make test` holds to the floors."""
    cases = sets.everything(QUICK_SCALE)
    return score.figures(cases, methods.ours(cases, passes=1))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.relevance",
        description="Our rules beside keyword matching and TF-IDF with logistic regression.",
    )
    add = parser.add_argument
    add("--scale", type=float, default=0.05, help="size of the press room's world (0.05)")
    add("--quick", action="store_true", help="the written cases and a small world, our rules only")
    add("--tables", action="store_true", help="confusion tables, as the documents show them")
    add("--failures", action="store_true", help="name the texts that ours judged wrongly")
    add("--check", action="store_true", help="fail where a figure is under its floor")
    add("--raise", action="store_true", dest="lift", help="lift the floors to what was reached")
    return parser.parse_args()


def main() -> int:
    options = _arguments()
    cases = sets.everything(QUICK_SCALE if options.quick else options.scale)
    ours = methods.ours(cases)
    results = [ours]
    if not options.quick:
        results = [methods.keyword(cases), methods.learned(cases), ours]
    print(score.told(cases, results))
    reached = score.figures(cases, ours)
    if options.tables:
        written = [i for i, case in enumerate(cases) if case.set in sets.FORMS]
        some = [cases[i] for i in written]
        part = methods.Judged("ours", [ours.said[i] for i in written], ours.seconds)
        for attribute in ("set", "group", "sort"):
            print(f"\n{score.confusion(attribute, some, part)}")
    for case, said in zip(cases, ours.said, strict=True) if options.failures else ():
        if case.on != said:
            print(f"{'missed' if case.on else 'wrongly on'}  {case.set} {case.sort}: {case.title}")
    return close(floors, reached, lift=options.lift, check=options.check)


if __name__ == "__main__":
    sys.exit(main())
