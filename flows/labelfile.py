"""Labels as a CSV file that a spreadsheet opens: out, edited or merged, and in again.

UTF-8 with a byte-order mark, without which Excel shows Hangul as Latin; what Korean Excel saves as
plain CSV (cp949) is read too. Rows name articles by outlet and key, or by address: Excel writes a
long key as 2.02411E+13.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import labels
from db.document import iso
from db.labels import WITHDRAWN, Opinion
from db.session import reading
from flows.labelling import keep
from spiders.window import KST

COLUMNS = ("outlet", "key", "url", "title", "label", "person", "note", "created_at")
#: As a file may say it → as it is kept.
WORDS = {
    "on_topic": "on_topic", "on": "on_topic", "off_topic": "off_topic", "off": "off_topic",
    WITHDRAWN: WITHDRAWN, "none": WITHDRAWN,
}  # fmt: skip
#: Cells a person wrote that a spreadsheet would take for a formula get an apostrophe before them.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
#: Clocks of two machines may differ so much; a later label would hold against all to come.
_AHEAD = timedelta(minutes=5)


class LabelFileError(Exception):
    """Raised by `import_` and `export`: the file as a whole cannot be read or written."""


class _BadRow(ValueError):
    """One row cannot be kept; the message says why."""


@dataclass(slots=True)
class Imported:
    """What a file brought: ``problems`` are (row as a spreadsheet numbers it, what is wrong), and
    ``texts`` what became of light rows that a label brought back.
    """

    rows: int = 0
    new: int = 0
    unchanged: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)


def export(engine: Engine, path: Path) -> int:
    """Write the whole log, oldest first; how many rows."""
    raw, total = written(engine)
    try:
        path.write_bytes(raw)
    except OSError as error:
        raise LabelFileError(f"{path} cannot be written ({error.strerror})") from error
    return total


def written(engine: Engine) -> tuple[bytes, int]:
    """The file that `export` writes, and how many rows it has."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    total = 0
    with reading(engine) as session:
        for row in labels.rows(session):
            writer.writerow(row | {
                "title": _guarded(row["title"]), "person": _guarded(row["person"]),
                "note": _guarded(row["note"]), "created_at": iso(row["created_at"]),
            })  # fmt: skip
            total += 1
    return text.getvalue().encode("utf-8-sig"), total


def import_(
    engine: Engine, home: Path, path: Path, *, person: str, now: datetime | None = None
) -> Imported:
    """Keep every row that can be kept; ``person`` said those that name nobody, now where no time is
    given. The same file again changes nothing.
    """
    report = Imported()
    at = now or datetime.now(UTC)
    wanted: dict[tuple[int, str, datetime], Opinion] = {}
    with reading(engine) as session:
        for number, row in _rows(path):
            report.rows += 1
            try:
                opinion = _opinion(session, row, person, at)
                if opinion is None:
                    continue
                place = (opinion.article_id, opinion.person, opinion.created_at)
                if wanted.setdefault(place, opinion) != opinion:
                    raise _BadRow("an earlier row has another label of the same person and time")
            except _BadRow as bad:
                report.problems.append((number, str(bad)))
    new, report.texts = keep(engine, home, list(wanted.values()))
    report.new = len(new)
    report.unchanged = report.rows - report.new - len(report.problems)
    return report


# -- reading ---------------------------------------------------------------------------------------


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise LabelFileError(f"{path} cannot be read ({error.strerror})") from error
    reader = csv.DictReader(io.StringIO(_decode(path, raw), newline=""))
    try:
        found = {(name or "").strip().lower() for name in reader.fieldnames or ()}
        if "label" not in found or not ({"outlet", "key"} <= found or "url" in found):
            raise LabelFileError(
                f"{path} is no file of labels: its first row must name the columns label and "
                f"outlet, key (or url), separated by commas; as exported: {','.join(COLUMNS)}"
            )
        for number, row in enumerate(reader, 2):
            cells = {(k or "").strip().lower(): (v or "").replace("\0", "").strip() for k, v in row.items()
                     if k is not None}  # fmt: skip
            if any(cells.values()):
                yield number, cells
    except csv.Error as error:
        raise LabelFileError(f"{path} is no CSV file ({error})") from error


def _decode(path: Path, raw: bytes) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise LabelFileError(f"{path} is neither UTF-8 nor cp949; save it as CSV UTF-8")


def _opinion(
    session: Session, row: Mapping[str, str], person: str, now: datetime
) -> Opinion | None:
    """The row as it is kept; None where it says what holds already and gives no time."""
    label = WORDS.get(row["label"].lower())
    if label is None:
        raise _BadRow(f"{row['label'] or 'an empty cell'} is no label; write on_topic or off_topic")
    article_id = _article(session, row)
    by = _unguarded(row.get("person", "")) or person
    note = _unguarded(row.get("note", "")) or None
    said = row.get("created_at", "")
    if not said:
        last = labels.newest(session, [article_id]).get(article_id)
        if last and (last.label, last.person, last.note) == (label, by, note):
            return None
    return Opinion(article_id, label, by, _moment(said, now) if said else now, note)


def _article(session: Session, row: Mapping[str, str]) -> int:
    outlet, key, url = (row.get(name, "") for name in ("outlet", "key", "url"))
    found = labels.find(session, outlet, key, url)
    name = f"{outlet}:{key}" if outlet and key else url
    if not name:
        raise _BadRow("it names no article: give outlet and key, or url")
    if not found:
        raise _BadRow(f"no article {name}; `aipolicy list --off-topic` shows what was put aside")
    if len(found) > 1:
        raise _BadRow(f"{outlet}:{key} and {url} are two articles")
    return found[0]


def _moment(said: str, now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        raise _BadRow(f"{said} is no time; write 2026-11-21T15:00:00+09:00, or nothing") from None
    at = at.replace(tzinfo=KST) if at.tzinfo is None else at
    if at > now + _AHEAD:
        raise _BadRow(f"{said} lies in the future")
    if at.year < 2000:
        raise _BadRow(f"{said} lies before there was anything to label")
    return at.astimezone(UTC)


def _guarded(text: str | None) -> str:
    return f"'{text}" if text and text.startswith(_FORMULA) else text or ""


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
