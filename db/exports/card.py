"""The dataset card: a README.md that people read, and whose head Hugging Face's tools read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from db.exports.about import About
from db.exports.counting import Counts
from db.release import EXCERPT, FREE

#: Where the articles are, for the head of the card.
PARQUET, LINES = "data/train-*.parquet", "articles.jsonl"
_COPIES = (
    "Syndicated copies are rows of their own with one `story_id`.",
    "Of articles that carry the same text there is one, the earliest.",
)
_SIZES = (
    (10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"),
    (10**7, "1M<n<10M"),
)  # fmt: skip


def markdown(counts: Counts, about: About, files: str = PARQUET) -> str:
    """The card of an export with these counts, whose articles are in ``files``."""
    return _head(counts, files) + _body(counts, about)


def _head(counts: Counts, files: str) -> str:
    size = next((name for most, name in _SIZES if counts.articles < most), "n>10M")
    known = [code for code in ("ko", "en") if counts.languages[code]] or ["ko"]
    languages = "".join(f"- {code}\n" for code in known)
    return f"""---
pretty_name: Korean AI-policy news
language:
{languages}multilinguality:
- {"multilingual" if len(known) > 1 else "monolingual"}
license: other
license_name: per-article
license_link: CODEBOOK.md
annotations_creators:
- machine-generated
language_creators:
- found
source_datasets:
- original
task_categories:
- text-classification
- text-retrieval
- summarization
size_categories:
- {size}
tags:
- news
- ai-policy
- korea
- press-releases
configs:
- config_name: default
  data_files:
  - split: train
    path: {files}
---

"""


def _body(counts: Counts, about: About) -> str:
    when = f"published {counts.first} to {counts.last}" if counts.first else "without dates"
    undated = f", {counts.undated} without a date" if counts.first and counts.undated else ""
    text = (
        "All texts are in it: it was made with `--full-text`, for the maker's own use. **Do not pass "
        "it on.**"
        if about.full_text
        else f"{counts.with_body} of them with their text, the others with an excerpt of at most "
        f"{EXCERPT} characters and the link."
    )
    outlets = _number(len(counts.outlets), "outlet")
    return f"""# Korean AI-policy news

{_number(counts.articles, "article")} of {outlets}, {when}{undated}. {text}

Asked for: {about.sentence()}. Each row is an article in the text that stood when this was made, with its
outlet's own id (`outlet` and `key` identify it), times, authors, topics, regions, agencies, programmes and
amounts found in it, and how the scorer sees it. Every column is in [CODEBOOK.md](CODEBOOK.md).

```python
from datasets import load_dataset
articles = load_dataset("path/to/this/folder", split="train")
```

## Rights

The articles belong to their publishers; this collection gives no rights of its own. Each row says its
`licence`, the words of the notice (`rights_notice`), where they stood (`rights_source`) and the
`attribution` to keep with the text. 공공누리 types 2 and 4 and NC licences forbid commercial use, types 3 and
4 and ND licences forbid changes.

{_table("licence", counts.licences, _named)}
`ai_training` is false where the notice forbids training AI with the text ({_number(counts.closed_to_training, "article")}):
leave those out of any training, whatever their licence. Null is silence, not permission.

## How it was made

Collected from the outlets' public pages with respect to robots.txt, read by rules for each outlet, judged
by the rules described in the project's documentation, and tagged by vocabulary; nobody has checked each
row. `band` is `review` where the scorer is not sure. {_COPIES[about.fold]} Authors' names and e-mail
addresses are as the articles print them.

{_table("outlet", counts.outlets)}
Made by {about.program}{f", commit {about.commit}" if about.commit else ""}, schema {about.schema or "unknown"}.
"""


def _number(number: int, of: str) -> str:
    return f"{number} {of}" if number == 1 else f"{number} {of}s"


def _table(name: str, counted: Counter[str], say: Mapping[str, str] | None = None) -> str:
    rows = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    lines = [f"| {(say or {}).get(value, value)} | {number} |\n" for value, number in rows]
    return f"| {name} | articles |\n|---|---:|\n" + "".join(lines)


_named = {code: f"{code} ({terms.name})" for code, terms in FREE.items()}
