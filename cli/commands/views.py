"""An article for people: the document, its verdict, cuts and history, and two versions compared.

Removed and added words are marked by brackets as well as by colour: ``[-old-] {+new+}`` reads the
same in a pipe and on a terminal without colours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.text import Text

from cli import output

_HEAD = (
    "outlet_name", "url", "published_at", "modified_at", "bylines", "place", "section",
    "programme", "department", "contact", "topics", "regions", "agencies", "programmes", "amounts",
    "rights", "label", "score", "band", "version", "story_id", "warnings",
)  # fmt: skip
_MARKS = {"same": ("", "", ""), "removed": ("[-", "-]", "red"), "added": ("{+", "+}", "green")}


def print_title(document: dict[str, Any]) -> None:
    output.stdout.print(document["title"] or "(no title)", style="bold", markup=False)


def print_document(document: dict[str, Any]) -> None:
    out = output.stdout
    print_title(document)
    if document["subtitle"]:
        out.print(document["subtitle"], markup=False)
    for name in _HEAD:
        value = document[name]
        if name == "amounts":
            value = [amount["text"] for amount in value]
        elif name == "published_at" and document["published_precision"] == "day":
            value = published(value, "day")
        if value not in (None, "", [], {}):
            out.print(f"{name:>14}  {_plain(value)}", markup=False, style="dim")
    for method, fields in by_method(document).items():
        out.print(f"{'by ' + method:>14}  {', '.join(fields)}", markup=False, style="dim")
    out.print()
    out.print(document["body"] or without_text(document), markup=False)
    for caption in document["captions"] or ():
        out.print(f"▲ {caption}", markup=False, style="dim")
    for file in document["attachments"] or ():
        out.print(f"📎 {file['name']}", markup=False, style="dim")


def without_text(document: Mapping[str, Any]) -> str:
    """Why there is no text to show, and when there will be one."""
    from spiders import registry  # slow to load, and most articles have a text

    if document["label"] == "off_topic":
        return "(off topic: only what is needed to judge it again)"
    told = "on topic, but its text is not there: no capture of it could be read"
    outlet = document["outlet"]
    if document["url"] and outlet in {o.code for o in registry.outlets(active_only=True)}:
        return f"({told}. It is looked for by the next run: `aipolicy run -o {outlet}`)"
    return f"({told}, and no run looks for it: `aipolicy import` its page or text)"


def by_method(document: dict[str, Any]) -> dict[str, list[str]]:
    """Method → the fields it gave, each with the method's confidence where there is one."""
    confidence = document["confidence"] or {}
    given: dict[str, list[str]] = {}
    for field, method in (document["methods"] or {}).items():
        sure = f" {confidence[field]:.2f}" if field in confidence else ""
        given.setdefault(method, []).append(f"{field}{sure}")
    return given


def print_cuts(cuts: Sequence[Mapping[str, Any]]) -> None:
    """What rules removed: the rule, where in the text before any rule, and the words."""
    _headline(
        f"{len(cuts)} cut{'s' * (len(cuts) > 1)}" if cuts else "no cuts: no rule removed anything"
    )
    for cut in cuts:
        where = Text(f"{cut['rule']}", style="bold")
        where.append(f"  characters {cut['start']}–{cut['end']}", style="dim")
        output.stdout.print(where)
        for line in cut["text"].splitlines():
            output.stdout.print(Text(f"    {line}"))


def print_tags(tags: Sequence[Mapping[str, Any]]) -> None:
    """Each tag with the words of the text it comes from."""
    if tags:
        output.stdout.print()
    for tag in tags:
        value = tag["value"]
        if tag["kind"] == "amount" and value.isdecimal():
            value = f"{int(value):,}"
        line = Text(f"{tag['kind']} {value} × {tag['count']}", style="bold")
        words = dict.fromkeys(_one_line(span["text"]) for span in tag["evidence"])
        output.stdout.print(line.append(f"  {', '.join(words)}", style="not bold dim"))


def print_history(history: Sequence[Mapping[str, Any]]) -> None:
    """Which text stood from when on, and what the outlet had changed each time."""
    rows = [
        (
            row["version"],
            moment(row["seen_at"]),
            ", ".join(row["changed"]) or ("first seen" if number == 0 else ""),
            "now" if row["current"] else "",
        )
        for number, row in enumerate(history)
    ]
    output.table("Versions", ["version", "seen (KST)", "changed", ""], rows)


def print_copies(copies: Sequence[Mapping[str, Any]]) -> None:
    """The other articles of the story; the figure is of the shorter text, against the origin."""
    rows = [
        (
            c["id"], published(c["published_at"]), c["outlet_name"], c["title"],
            "origin" if c["origin"] else "" if c["relation"] is None
            else f"{c['relation']} {c['containment'] or 0:.0%}",
        )
        for c in copies
    ]  # fmt: skip
    if not rows:
        _headline("no copies: no other article carries this text")
        return
    output.table("Copies", ["id", "published", "outlet", "title", "to the origin"], rows)


def print_provenance(found: Mapping[str, Any]) -> None:
    """What lies in the archive, and which text was read from which, by what."""
    output.table(
        "In the archive",
        ["fetched (KST)", "kind", "status", "version", "file", "offset", "length", "digest"],
        [
            (
                moment(c["fetched_at"]), c["kind"], c["status"],
                ", ".join(map(str, c["versions"])) or "(none new)", c["file"], c["offset"],
                c["length"], c["digest"],
            )
            for c in found["captures"]
        ],
    )  # fmt: skip
    output.table(
        "Texts",
        ["version", "captured (KST)", "extractor", "text hash", "content hash", "methods"],
        [
            (
                v["version"], moment(v["captured_at"]), v["extractor"], v["text_hash"],
                v["content_hash"], ", ".join(dict.fromkeys(v["methods"].values())),
            )
            for v in found["versions"]
        ],
    )  # fmt: skip


def print_diff(diff: Mapping[str, Any]) -> None:
    """Two versions: changed fields first, then the body with what stands around each change."""
    out = output.stdout
    old, new = (diff[side] for side in ("old", "new"))
    _headline(f"{_named(old)} → {_named(new)}")
    if not diff["changed"]:
        out.print("no difference in what is compared")
    for name, field in diff["fields"].items():
        line = Text(f"{name}: ", style="bold")
        if "words" in field:
            out.print(line.append_text(_marked(field["words"])))
            continue
        runs = _values(field["old"], field["new"])
        out.print(line.append_text(_marked(runs)))
    if "body" in diff["changed"]:
        out.print(Text("body:", style="bold"))
        _print_paragraphs(diff["paragraphs"])


def _print_paragraphs(paragraphs: Iterable[Mapping[str, Any]]) -> None:
    same = 0
    for paragraph in (*paragraphs, None):
        if paragraph is not None and paragraph["change"] == "same":
            same += 1
            continue
        if same:
            many = "paragraphs" if same > 1 else "paragraph"
            output.stdout.print(Text(f"      … {same} {many} unchanged", style="dim"))
            same = 0
        if paragraph is not None:
            number = Text(f"{paragraph['new'] or paragraph['old']:>4}  ", style="dim")
            output.stdout.print(number.append_text(_marked(paragraph["words"])))


def _marked(words: Iterable[Mapping[str, str]]) -> Text:
    line = Text()
    for run in words:
        before, after, style = _MARKS[run["change"]]
        if line.plain:
            line.append(" ")
        line.append(f"{before}{run['text']}{after}", style=f"not dim not bold {style}".strip())
    return line


def _values(old: Any, new: Any) -> list[dict[str, str]]:
    """Fields that are compared as a whole; lists, member by member."""
    if isinstance(old, list) and isinstance(new, list):
        runs = [("removed" if v not in new else "same", v) for v in old]
        runs += [("added", v) for v in new if v not in old]
    else:
        runs = [("removed", old), ("added", new)]
    return [{"change": c, "text": _plain(v)} for c, v in runs if v not in (None, "")]


def _named(side: Mapping[str, Any]) -> str:
    seen = ", ".join(moment(at) for at in side["seen_at"])
    return f"version {side['version']} (seen {seen} KST)"


def moment(iso: str | None) -> str:
    """``2026-11-20T09:30:00+09:00`` → ``2026-11-20 09:30``."""
    return (iso or "")[:16].replace("T", " ")


def published(iso: str | None, precision: str | None = None) -> str:
    """The day, and the minute where that was printed. Where the precision is not known, midnight is
    taken for a day without a time, as in the reading room.
    """
    told = moment(iso)
    day_alone = precision == "day" or (precision is None and told.endswith(" 00:00"))
    return told[:10] if day_alone else told


def _headline(text: str) -> None:
    output.stdout.print()
    output.stdout.print(Text(text, style="bold"))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(v) for v in value)
    if isinstance(value, dict):
        return " ".join(str(v) for v in value.values() if v not in (None, ""))
    return str(value)
