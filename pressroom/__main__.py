"""``python -m pressroom``: serve the sites on loopback until SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import signal
import sys
from datetime import datetime
from threading import Event

from pressroom.clock import KST
from pressroom.faults import KINDS, FaultError
from pressroom.server import PressRoom


def _moment(text: str) -> datetime:
    """An ISO time; without a zone it is Asia/Seoul."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no ISO time such as 2026-11-20T18:00"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=KST)


def _parser() -> argparse.ArgumentParser:
    kinds = "\n".join(f"  {name:12} {kind.line}" for name, kind in KINDS.items())
    parser = argparse.ArgumentParser(
        prog="python -m pressroom",
        description="The outlets' sites on loopback, with articles of our own.",
        epilog=f"kinds of faults:\n{kinds}\n  {'chaos':12} a sprinkling of the survivable ones",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--seed", type=int, help="seed of the world")
    parser.add_argument("--scale", type=float, default=1.0, help="1.0 is about 3,300 pieces")
    parser.add_argument("--outlets", help="codes, separated by commas; all by default")
    parser.add_argument("--now", type=_moment, help="where the clock starts, e.g. 2026-11-20T18:00")
    parser.add_argument(
        "--fault", action="append", default=[], help="host:path-regex:kind[:param], or chaos[:SEED]"
    )
    return parser


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    outlets = [code for code in (options.outlets or "").split(",") if code] or None
    try:
        room = PressRoom(
            scale=options.scale,
            seed=options.seed,
            outlets=outlets,
            now=options.now,
            faults=options.fault,
            port=options.port,
        )
    except (FaultError, ValueError, OSError) as error:
        print(f"press room: {error}", file=sys.stderr)
        return 2
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with room:
        print(f"press room at {room.url}", flush=True)
        stopped.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
