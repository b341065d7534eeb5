"""``make faults``: kill -9 at random moments, then one run to the end; compared with a quiet run.

Prints what it did and exits 1 when anything was lost or stored twice.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from db import queries
from db.session import open_engine, reading
from pressroom.server import PressRoom

SINCE = "2026-09-21"
COMMAND = (sys.executable, "-m", "cli.main", "run", "--since", SINCE)


def environment(home: Path, address: str) -> dict[str, str]:
    """The run's: a folder of its own, the press room for the network, no delays."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AIPOLICY_", "PREFECT_"))}
    return kept | {
        "AIPOLICY_HOME": str(home),
        "AIPOLICY_PRESSROOM": address,
        "AIPOLICY_DELAY_FACTOR": "0",
    }


def start(home: Path, address: str, outlets: list[str]) -> subprocess.Popen[bytes]:
    command = [*COMMAND, *(part for code in outlets for part in ("-o", code))]
    return subprocess.Popen(
        command, env=environment(home, address), stdout=subprocess.DEVNULL,
        stderr=(home / "stderr.log").open("ab"), start_new_session=True,
    )  # fmt: skip


def kill(process: subprocess.Popen[bytes]) -> None:
    """The run alone, with -9: its crawls must notice by themselves. Then whatever Prefect left."""
    process.kill()
    process.wait()


def clean_up(session: int) -> None:
    """End what is left of a killed run's session: Prefect's own server does not watch its parent."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.getsid(int(entry.name)) == session:
                    os.kill(int(entry.name), signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                continue


def state(home: Path) -> tuple[str, dict[str, int]]:
    """The corpus' fingerprint, and how many articles, versions and runs there are."""
    engine = open_engine(f"sqlite:///{home / 'corpus.db'}")
    with reading(engine) as session:
        fingerprint = queries.fingerprint(session)
        counts = {o: sum(c.values()) for o, c in _labels(session).items()}
    engine.dispose()
    return fingerprint, counts


def _labels(session: object) -> dict[str, dict[str, int]]:
    table = queries.outlet_counts(session)  # type: ignore[arg-type]
    return {o: {k: row[k] for k in ("on_topic", "off_topic")} for o, row in table.items()}


def unbalanced(home: Path) -> list[str]:
    """Runs whose ledger does not add up; open runs count."""
    engine = open_engine(f"sqlite:///{home / 'corpus.db'}")
    wrong = []
    with reading(engine) as session:
        for run, outlets in queries.runs(session, 1000):
            ledger = queries.ledger(session, run.id)
            if run.status == "running":
                wrong.append(f"{run.id} is still open")
            wrong += [
                f"{run.id} {o.outlet}: {o.discovered} discovered, {ledger.get(o.outlet)}"
                for o in outlets
                if o.discovered != sum(ledger.get(o.outlet, {}).values())
            ]
    engine.dispose()
    return wrong


def began(home: Path, process: subprocess.Popen[bytes], before: set[Path]) -> bool:
    """Wait until the run has its folder, that is until Prefect is up and the crawls begin. False
    when the process ended first.
    """
    while process.poll() is None:
        if set(home.glob("runs/*")) - before:
            return True
        time.sleep(0.02)
    return False


def quiet(home: Path, address: str, outlets: list[str]) -> float:
    """One run to its end; seconds from its first crawl on. Raises CalledProcessError when it fails."""
    home.mkdir(parents=True, exist_ok=True)
    process = start(home, address, outlets)
    began(home, process, set(home.glob("runs/*")))
    started = time.monotonic()
    if process.wait(timeout=1800):
        raise subprocess.CalledProcessError(process.returncode, COMMAND)
    return time.monotonic() - started


def storm(
    home: Path, address: str, outlets: list[str], kills: int, span: float, rng: random.Random
) -> list[float]:
    """Runs killed at a random moment of ``span`` seconds after their crawls began, until ``kills``
    of them were (one that ends first does not count), then one to the end.
    """
    home.mkdir(parents=True, exist_ok=True)
    moments: list[float] = []
    for _ in range(5 * kills):
        process = start(home, address, outlets)
        moment = rng.uniform(0.0, span)
        if began(home, process, set(home.glob("runs/*"))):
            try:
                process.wait(timeout=moment)
            except subprocess.TimeoutExpired:
                kill(process)
                moments.append(moment)
        clean_up(process.pid)
        if len(moments) == kills:
            break
    quiet(home, address, outlets)
    return moments


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--scale", type=float, default=0.3)
    parser.add_argument(
        "--outlets", default="kbs,etoday,gyeongbuk,kyongbuk,idaegu,jnilbo,breaknews"
    )
    parser.add_argument("--seed", type=int, default=20261121)
    options = parser.parse_args()
    outlets = options.outlets.split(",")
    with PressRoom(scale=options.scale) as room, tempfile.TemporaryDirectory() as folder:
        calm, wild = Path(folder, "calm"), Path(folder, "wild")
        seconds = quiet(calm, room.url, outlets)
        expected, counts = state(calm)
        print(f"undisturbed: {seconds:.1f} s of work, {sum(counts.values())} articles {counts}")
        moments = storm(
            wild, room.url, outlets, options.kills, seconds, random.Random(options.seed)
        )
        when = ", ".join(f"{m:.1f}" for m in moments)
        print(f"killed {len(moments)} times, {when} s after the crawls began")
        got, after = state(wild)
        wrong = unbalanced(wild)
    print(f"after the last run: {sum(after.values())} articles {after}")
    for line in wrong:
        print(f"✗ {line}")
    print(
        "✓ equal to the undisturbed run"
        if got == expected
        else "✗ not equal to the undisturbed run"
    )
    return 0 if got == expected and not wrong and len(moments) == options.kills else 1


if __name__ == "__main__":
    sys.exit(main())
