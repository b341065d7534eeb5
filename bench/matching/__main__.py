"""``python -m bench.matching``: see ``--help``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench.floors import close
from bench.matching import compare, floors, peers
from bench.matching.score import Truth
from bench.matching.sets import Text, newsroom, stream

#: Cheap enough for every `make test`, large enough that each kind of look-alike is in it.
QUICK, LARGE = 1_500, 10_000
QUICK_SEED = 7
#: Scale of the press room's world: some 1,200 texts, few of them copies.
NEWSROOM = 0.3


def quick() -> dict[str, dict[str, float]]:
    """Our figures on two small streams: what `make test` holds to the floors."""
    streams = {"quick": stream(QUICK, QUICK_SEED), "newsroom": newsroom(NEWSROOM)}
    reached = {}
    for group, texts in streams.items():
        (result,) = compare.run(peers.BY_NAME["ours"], Truth.of(texts))
        reached[f"{group}.ours"] = dict(result.score.figures)
    return reached


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.matching",
        description="Our matcher beside the design's baseline, datasketch, rensa and SimHash.",
    )
    add = parser.add_argument
    add("--size", type=int, help=f"texts in the stream ({LARGE:,})")
    add("--seed", type=int, help="another seed is another stream (1)")
    add("--quick", action="store_true", help=f"{QUICK:,} texts, ours and the baseline only")
    add("--plain", action="store_true", help="ordinary stories only, no look-alikes")
    add("--newsroom", action="store_true", help="what the press room's own desks copied")
    add("--matcher", action="append", choices=peers.BY_NAME, help="only these matchers")
    add("--kinds", action="store_true", help="ours and the baseline by rewrite and look-alike")
    add("--examples", action="store_true", help="show two pairs of each kind that ours got wrong")
    add("--write", type=Path, metavar="FOLDER", help="only write texts.jsonl and truth.tsv there")
    add("--check", action="store_true", help="fail where a figure is under its floor")
    add("--raise", action="store_true", dest="lift", help="lift the floors to what was reached")
    return parser.parse_args()


def _write(texts: list[Text], folder: Path) -> None:
    """The stream as `aipolicy match` reads it, and the truth: id, story, family, kind, recipe."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "texts.jsonl").open("w", encoding="utf-8") as out:
        for text in texts:
            row = {"id": text.id, "text": text.text, "published_at": text.published.isoformat()}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    with (folder / "truth.tsv").open("w", encoding="utf-8") as out:
        for text in texts:
            row_ = (text.id, text.story, text.family, text.kind, text.recipe)
            out.write("\t".join((*row_, ",".join(text.rewrites))) + "\n")
    print(f"{len(texts)} texts: {folder / 'texts.jsonl'}, {folder / 'truth.tsv'}")


def _chosen(options: argparse.Namespace) -> list[peers.Peer]:
    names = options.matcher or (["ours", "baseline"] if options.quick else list(peers.BY_NAME))
    for peer in (peers.BY_NAME[name] for name in names):
        if peer.absent:
            print(f"{peer.what}: absent, not measured (pip install {peer.package})")
    return [peers.BY_NAME[name] for name in names if not peers.BY_NAME[name].absent]


def _group(options: argparse.Namespace) -> str:
    """Floors hold for the streams that everybody has."""
    if options.newsroom:
        return "newsroom"
    if options.size is None and options.seed is None and not options.plain:
        return "quick" if options.quick else "large"
    return "other"


def _compare(options: argparse.Namespace, texts: list[Text]) -> dict[str, dict[str, float]]:
    truth, group = Truth.of(texts), _group(options)
    results = [result for peer in _chosen(options) for result in compare.run(peer, truth)]
    print(compare.told(group, truth, results))
    for result in results:
        if options.kinds and result.peer.name in ("ours", "baseline"):
            print(compare.told_kinds(result))
        if options.examples and result.peer.name == "ours":
            print(compare.told_examples(truth, result))
    ours = {f"{group}.ours": r.score.figures for r in results if r.peer.name == "ours"}
    return {name: dict(figures) for name, figures in ours.items() if group != "other"}


def main() -> int:
    options = _arguments()
    size = options.size or (QUICK if options.quick else LARGE)
    seed = options.seed or (QUICK_SEED if options.quick else 1)
    texts = newsroom(NEWSROOM) if options.newsroom else stream(size, seed, plain=options.plain)
    if options.write:
        _write(texts, options.write)
        return 0
    reached = _compare(options, texts)
    return close(floors, reached, lift=options.lift, check=options.check)


if __name__ == "__main__":
    sys.exit(main())
