"""``python -m bench.screenshots [--home FOLDER]``: pictures of the reading room for `docs/images`.

FOLDER is a data folder that `aipolicy demo` and then `aipolicy watch` filled (the press room's articles are
ours to show; a real corpus' are not). Without one a demo is made in a temporary folder, which takes some
minutes.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser
from sqlalchemy import Engine, Select, func, select

from bench.browser import chromium, serving
from db.models import Article, Reuse, Story, Tag
from db.readonly import asking, open_reading
from web.app import build

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
#: Bytes a picture may have: people fetch the repository over slow lines too.
MOST = 250_000
#: Width, height and dots a pixel, of a desk's screen and of a small telephone's.
WIDE, NARROW = (1600, 1000, 1), (380, 760, 2)
Scheme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Shot:
    name: str
    path: str
    screen: tuple[int, int, int] = WIDE
    scheme: Scheme = "light"
    middle: str = ""
    """What is to stand in the middle of the screen; the page's beginning without it."""


def shots(engine: Engine) -> list[Shot]:
    """Pages that have much to show: the release's story that most outlets carried, and a copy of it."""
    with asking(engine) as session:
        story, article = session.execute(_carried()).one()
    pages = {
        "home": "/", "search": "/search?q=AI+기본법", "article": f"/article/{article}",
        "story": f"/story/{story}", "region": "/region/경북", "outlets": "/outlets",
    }  # fmt: skip
    # Outlets that no run has visited are listed first; the demo visits eighteen of seventy.
    middle = {"outlets": "tr:has(.badge.good)"}
    wide = [Shot(name, path, middle=middle.get(name, "")) for name, path in pages.items()]
    narrow = [replace(shot, name=f"{shot.name}-380", screen=NARROW) for shot in wide]
    return [*wide, *narrow, Shot("article-dark", pages["article"], WIDE, "dark")]


def _carried() -> Select[tuple[int, int]]:
    tags = select(func.count()).where(Tag.article_id == Article.id).scalar_subquery()
    return (
        select(Story.id, Article.id)
        .join(Article, Article.story_id == Story.id)
        .join(Reuse, Reuse.article_id == Article.id)
        .where(Article.label == "on_topic")
        .order_by(Story.outlets.desc(), tags.desc(), Article.id)
        .limit(1)
    )


def small(png: bytes) -> bytes:
    """The same picture with as many colours as fit into `MOST` bytes. Raises ValueError where 16 do not."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32, 16):
        out = BytesIO()
        reduced = picture.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        reduced.save(out, "PNG", optimize=True)
        if out.tell() < MOST:
            return out.getvalue()
    raise ValueError(
        f"a picture of {picture.size} does not fit into {MOST:,} bytes; show less of it"
    )


def take(browser: Browser, address: str, shot: Shot) -> bytes:
    """What a screen of that size shows of the page."""
    width, height, dots = shot.screen
    context = browser.new_context(
        base_url=address, locale="ko-KR", viewport={"width": width, "height": height},
        device_scale_factor=dots, color_scheme=shot.scheme, reduced_motion="reduce",
    )  # fmt: skip
    try:
        page = context.new_page()
        answer = page.goto(shot.path)
        if answer is None or not answer.ok:
            raise RuntimeError(f"{shot.path} could not be shown: {page.title()}")
        if shot.middle:
            page.locator(shot.middle).first.evaluate("e => e.scrollIntoView({block: 'center'})")
        return small(page.screenshot())
    finally:
        context.close()


@contextmanager
def _demo() -> Iterator[Path]:
    """A data folder with the press room's articles, for as long as the block."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("AIPOLICY_")}
        environment["AIPOLICY_HOME"] = folder
        command = [sys.executable, "-m", "cli.main", "demo"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        environment["AIPOLICY_HOME"] = str(Path(folder) / "demo")
        # Exit code 1 says that an outlet needs a person: a state to show, no failure of ours.
        subprocess.run([*command[:-1], "watch"], cwd=ROOT, env=environment, check=False)
        yield Path(folder) / "demo"


def make(home: Path, out: Path) -> None:
    engine, patient = open_reading(folder=home), open_reading(folder=home, timeout=None)
    out.mkdir(parents=True, exist_ok=True)
    with serving(build(engine, patient)) as address, chromium() as browser:
        for shot in shots(engine):
            png = take(browser, address, shot)
            (out / f"{shot.name}.png").write_bytes(png)
            print(f"{shot.name}.png  {len(png):>7,} bytes  {shot.path}", flush=True)
    engine.dispose()
    patient.dispose()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.screenshots", description=__doc__)
    parser.add_argument("--home", type=Path, help="a data folder that `aipolicy demo` filled")
    parser.add_argument("--out", type=Path, default=IMAGES, help="where the pictures go")
    given = parser.parse_args()
    home = given.home or (Path(h) if (h := os.environ.get("AIPOLICY_HOME")) else None)
    if home is not None:
        make(home, given.out)
    else:
        with _demo() as made:
            make(made, given.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
