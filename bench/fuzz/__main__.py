"""``python -m bench.fuzz``: see ``--help``."""

from __future__ import annotations

import argparse
import math
import multiprocessing
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from bench.extraction import sets
from bench.fuzz import hostile
from bench.fuzz.session import Order, work
from bench.fuzz.watch import Report


def orders(options: argparse.Namespace, folder: Path) -> list[Order]:
    """Each process its share of the inputs and of the hostile pages, and a seed of its own."""
    names = list(hostile.pages()) if not options.no_hostile else []
    real = tuple(path for path in (sets.SHARED, options.real) if path and path.is_dir())
    return [
        Order(
            seed=options.seed + job,
            inputs=math.ceil(options.inputs / options.jobs),
            seconds=options.seconds,
            real=real,
            folder=folder,
            megabytes=options.memory,
            hostile=tuple(names[job :: options.jobs]),
        )
        for job in range(options.jobs)
    ]


def run(todo: list[Order]) -> Report:
    """All orders, each in a process of its own; one that dies is a fault with its last input."""
    whole = Report()
    with ProcessPoolExecutor(len(todo), mp_context=multiprocessing.get_context("spawn")) as pool:
        jobs = {pool.submit(work, order): order for order in todo}
        for job in as_completed(jobs):
            order = jobs[job]
            try:
                whole.add(job.result())
            except BrokenProcessPool:
                last = order.folder / f"seed-{order.seed}.current"
                whole.faulty += 1
                whole.faults.append(f"the process of seed {order.seed} died; its input: {last}")
    return whole


def tell(report: Report, seconds: float) -> None:
    total = sum(report.tried.values())
    kinds = [(k, n) for k, n in report.tried.most_common() if not k.startswith("hostile")]
    print(f"{total} inputs in {seconds:.0f} s: " + ", ".join(f"{n} {kind}" for kind, n in kinds))
    print("outcomes: " + ", ".join(f"{n} {o}" for o, n in report.outcomes.most_common()))
    print(f"memory: {report.peak:.0f} MB at most in one process")
    for spent, what in report.slowest:
        print(f"slow: {spent:.2f} CPU s, {what}")
    for fault in report.faults:
        print(f"✗ {fault}")
    print(f"{report.faulty} faults")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.fuzz",
        description="Broken and hostile pages through everything that reads them.",
    )
    add = parser.add_argument
    add("--inputs", type=int, default=50_000, help="how many in all (50,000)")
    add("--seconds", type=float, default=3600, help="stop after so many (3600)")
    add("--jobs", type=int, default=os.cpu_count() or 1, help="processes (one a core)")
    add("--seed", type=int, default=20261121)
    add("--real", type=Path, metavar="FOLDER", help="more saved pages to break")
    add("--memory", type=int, default=3_000, metavar="MB", help="ceiling of a process (3000)")
    add("--save", type=Path, metavar="FOLDER", help="where the inputs of faults go")
    add("--no-hostile", action="store_true", help="leave out the pages made to hurt")
    options = parser.parse_args()
    folder = options.save or Path(tempfile.mkdtemp(prefix="aipolicy-fuzz-"))
    folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    print(f"seed {options.seed}, {options.jobs} processes, inputs of faults in {folder}")
    report = run(orders(options, folder))
    tell(report, time.monotonic() - started)
    return 1 if report.faulty else 0


if __name__ == "__main__":
    sys.exit(main())
