"""Builds the world: schedules, writes, copies, edits and numbers what every outlet publishes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from random import Random

from pressroom.newsroom import schedule
from pressroom.newsroom.airtime import EXTRAS, extra, programme_at, spoken
from pressroom.newsroom.names import mailbox, person
from pressroom.newsroom.other import OtherWriter
from pressroom.newsroom.outlets import BY_CODE, DESKS, Desk
from pressroom.newsroom.piece import Part, Piece
from pressroom.newsroom.policy import PolicyWriter
from pressroom.newsroom.rewrites import Copy, rewrite
from pressroom.world import File, Picture, Publication, Reporter, Subject, Text, World

KST = timezone(timedelta(hours=9))
NOW = datetime(2026, 11, 20, 18, 0, tzinfo=KST)
SEED = 20261120
_SUBJECTS: tuple[tuple[Subject, float, int], ...] = (
    # subject, share of an outlet's base pieces, least number at any scale
    ("policy", 0.61, 5),
    ("other_ai", 0.125, 2),
    ("avian", 0.05, 1),
    ("passing", 0.085, 2),
    ("unrelated", 0.13, 2),
)
_RELEASE_SHARE = {
    "policy": 0.74,
    "other_ai": 0.0,
    "avian": 0.06,
    "passing": 0.08,
    "unrelated": 0.12,
}
_RELEASES_CARRIED = 0.7  # of the copies of a paper in 경북 or 대구
_COPY_SHARE = 0.22  # copies of other outlets' pieces, of an outlet's base pieces
_COMING = 4  # publications in the 24 hours after now, at scale 1
_EDITED, _EDITED_TWICE, _EDITED_LATER = 0.07, 0.015, 0.03


@dataclass(frozen=True, slots=True)
class Entry:
    """A publication that has no key yet."""

    piece: Piece
    published: datetime
    copy: Copy
    rewrites: tuple[str, ...]


def build_world(
    seed: int = SEED,
    now: datetime = NOW,
    scale: float = 1.0,
    outlets: Iterable[str] | None = None,
    more: Iterable[Desk] = (),
) -> World:
    """The press room's world: the same arguments give the same world on any machine.

    Args:
        now: the clock's starting point, aware; publications lie in the 60 days before it and
            some in the 24 hours after it.
        scale: 1.0 is about 3,300 pieces; small worlds keep every subject at every outlet.
        outlets: codes to build, all by default.
        more: desks beside those of the press room's own outlets.

    Raises:
        ValueError: an outlet code is not one of the press room's; the message lists them.
    """
    chosen = (*_desks(outlets), *more)
    policy, other = PolicyWriter(), OtherWriter()
    wire: dict[str, list[Piece]] = {}
    entries: dict[str, list[Entry]] = {}
    for desk in chosen:
        rng = Random(f"{seed} {desk.code} pieces")
        pieces = _write(desk, now, scale, policy, other, rng)
        wire[desk.code] = pieces
        entries[desk.code] = [_own(desk, piece) for piece in pieces]
    for desk in chosen:
        rng = Random(f"{seed} {desk.code} copies")
        entries[desk.code] += _copies(desk, wire, now, rng)
    return World(seed, now, {
        desk.code: _publish(desk, entries[desk.code], now, Random(f"{seed} {desk.code} pages"))
        for desk in chosen
    })  # fmt: skip


def _desks(outlets: Iterable[str] | None) -> tuple[Desk, ...]:
    if outlets is None:
        return DESKS
    wanted = set(outlets)
    unknown = wanted - set(BY_CODE)
    if unknown:
        raise ValueError(
            f"no such press-room outlet: {', '.join(sorted(unknown))}; "
            f"there are {', '.join(BY_CODE)}"
        )
    return tuple(desk for desk in DESKS if desk.code in wanted)


def _subjects(desk: Desk, scale: float, rng: Random) -> list[Subject]:
    found: list[Subject] = []
    for subject, share, least in _SUBJECTS:
        if desk.style == "release":
            share = _RELEASE_SHARE[subject]
            least = 0 if share == 0 else least + (subject == "policy") * 2
        found += [subject] * max(least, round(desk.volume * scale * share))
    rng.shuffle(found)
    return found


def _write(
    desk: Desk, now: datetime, scale: float, policy: PolicyWriter, other: OtherWriter, rng: Random
) -> list[Piece]:
    subjects = _subjects(desk, scale, rng)
    coming = _COMING if scale >= 0.5 else 1
    times = schedule.past_times(desk, len(subjects) - coming, now, rng)
    times += schedule.coming_times(desk, coming, now, rng)
    pieces: list[Piece] = []
    extras = 0
    for number, (subject, time) in enumerate(zip(subjects, times, strict=True), 1):
        name = f"{desk.code}-{number:04d}"
        if desk.style == "broadcast" and subject == "unrelated" and extras < EXTRAS * scale:
            pieces.append(extra(extras, time, rng, name))
            extras += 1
        elif subject == "policy":
            pieces.append(policy.write(desk, time, rng, name))
        else:
            pieces.append(other.write(subject, desk, time, rng, name))
    return pieces


def _own(desk: Desk, piece: Piece) -> Entry:
    return Entry(piece, piece.published, _shape(desk, piece), ("verbatim",))


def _shape(desk: Desk, piece: Piece) -> Copy:
    """The piece in the outlet's own form: polite and in short paragraphs on the air."""
    if desk.style == "broadcast" and piece.language == "ko":
        return Copy(piece.title, (), tuple(spoken(part) for part in piece.parts))
    return Copy(piece.title, piece.subtitles, tuple(part.text for part in piece.parts))


def _copies(desk: Desk, wire: dict[str, list[Piece]], now: datetime, rng: Random) -> list[Entry]:
    if desk.style == "broadcast":
        return _again(desk, wire[desk.code], now, rng)
    if desk.style == "release":
        return _both_boards(desk, wire[desk.code], rng)
    count = max(2, round(len(wire[desk.code]) * _COPY_SHARE))
    found = []
    for piece in _carried(desk, wire, count, rng):
        published = piece.published + timedelta(seconds=rng.randrange(900, 30 * 3600))
        if published > now + timedelta(hours=24):
            continue
        original = Copy(piece.title, piece.subtitles, tuple(p.text for p in piece.parts))
        copy, names = rewrite(original, piece, rng)
        found.append(Entry(piece, published, copy, names))
    return found


def _carried(desk: Desk, wire: dict[str, list[Piece]], count: int, rng: Random) -> list[Piece]:
    """Whose pieces a desk carries: mostly the province's releases, and the wires' on its region."""
    releases = wire.get("gyeongbuk", []) if desk.region in ("경북", "대구") else []
    wires = [
        piece
        for code in ("newspim", "etoday")
        if code != desk.code
        for piece in wire.get(code, [])
        if desk.region is None or not piece.regions or desk.region in piece.regions
    ]
    first = min(len(releases), round(count * _RELEASES_CARRIED))
    second = min(len(wires), count - first)
    return rng.sample(releases, first) + rng.sample(wires, second)


def _again(desk: Desk, pieces: list[Piece], now: datetime, rng: Random) -> list[Entry]:
    """Reports that ran again in another programme under a new number."""
    found = []
    for piece in rng.sample(pieces, max(1, len(pieces) // 12)):
        published = piece.published + timedelta(seconds=rng.randrange(3600, 16 * 3600))
        if published < now:
            found.append(Entry(piece, published, _shape(desk, piece), ("verbatim",)))
    return found


def _both_boards(desk: Desk, pieces: list[Piece], rng: Random) -> list[Entry]:
    """The last releases of the old board, entered again on the new one after the move."""
    found = []
    for piece in pieces:
        moved = datetime(*schedule.BOARD_MOVED, 9, 0, tzinfo=KST)
        if timedelta(0) < moved - piece.published < timedelta(days=3):
            again = moved + timedelta(seconds=rng.randrange(0, 28_800))
            found.append(Entry(piece, again, _shape(desk, piece), ("verbatim",)))
    return found[:8]


def _staff(desk: Desk) -> tuple[Reporter, ...]:
    rng = Random(f"staff of {desk.code}")
    names = list(dict.fromkeys(person(rng) for _ in range(desk.staff + 6)))[: desk.staff]
    if desk.style == "release":
        return tuple(Reporter(name, "", "") for name in names)
    return tuple(Reporter(name, f"{mailbox(name, rng)}@{desk.mail}") for name in names)


def _publish(
    desk: Desk, entries: list[Entry], now: datetime, rng: Random
) -> tuple[Publication, ...]:
    ordered = sorted(entries, key=lambda e: (e.published, e.piece.id))
    numbers = schedule.keys(desk, [e.published for e in ordered], rng)
    staff = _staff(desk)
    found = []
    for entry, key in zip(ordered, numbers, strict=True):
        piece = entry.piece
        first = Text(entry.published, entry.copy.title, entry.copy.paragraphs, entry.copy.subtitle)
        publication = Publication(
            outlet=desk.code,
            key=key,
            piece=piece.id,
            subject=piece.subject,
            published=entry.published,
            texts=(first, *_edits(first, piece, desk, now, rng)),
            reporters=(rng.choice(staff),),
            section=(desk.sections or {}).get(piece.section, "사회"),
            place=_place(desk, piece, rng),
            rewrites=entry.rewrites,
            regions=piece.regions,
            topics=piece.topics,
            tags=piece.tags if desk.code in ("etoday", "newspim", "kado") else (),
            pictures=_pictures(desk, piece, key, rng),
        )
        found.append(_dressed(desk, publication, piece, rng))
    return tuple(found)


def _dressed(desk: Desk, publication: Publication, piece: Piece, rng: Random) -> Publication:
    """What only some outlets show: programmes on the air, departments and files of releases."""
    if desk.style == "broadcast":
        local = any(region in desk.neighbours for region in piece.regions)
        return replace(publication, programme=programme_at(publication.published, local, rng))
    if desk.style == "release":
        stem = f"{publication.published:%m%d}_{piece.department.split()[-1]}_보도자료"
        names = [f"{stem}.hwpx", f"{stem}.pdf"][: rng.randint(1, 2)] + [
            f"{stem}_사진{n}.jpg" for n in range(1, rng.randint(1, 3))
        ]
        return replace(
            publication,
            department=piece.department,
            contact=f"054-880-{rng.randrange(2100, 4990)}",
            files=tuple(File(name) for name in names),
        )
    return publication


def _place(desk: Desk, piece: Piece, rng: Random) -> str | None:
    if desk.code == "newspim":
        return piece.place
    if desk.code == "jnilbo" and piece.place not in ("무안", "광주"):
        return piece.place
    return None


def _pictures(desk: Desk, piece: Piece, key: str, rng: Random) -> tuple[Picture, ...]:
    if desk.style == "release":
        return ()
    count = min(len(piece.captions), rng.choice((0, 1, 1, 1, 2)))
    serial = key.rpartition(":")[2]
    return tuple(
        Picture(f"{serial}_{n}.jpg", caption) for n, caption in enumerate(piece.captions[:count], 1)
    )


def _edits(first: Text, piece: Piece, desk: Desk, now: datetime, rng: Random) -> tuple[Text, ...]:
    draw = rng.random()
    if draw >= _EDITED + _EDITED_TWICE + _EDITED_LATER:
        return ()
    if draw < _EDITED_LATER:  # edited while the clock runs on
        since = max(first.since, now) + timedelta(seconds=rng.randrange(3600, 48 * 3600))
        return (_edit(first, piece, since, desk, rng),)
    start = first.since + timedelta(seconds=rng.randrange(600, 6 * 3600))
    second = _edit(first, piece, start, desk, rng)
    if draw < _EDITED_LATER + _EDITED:
        return (second,)
    later = start + timedelta(seconds=rng.randrange(3600, 30 * 3600))
    return (second, _edit(second, piece, later, desk, rng))


def _edit(text: Text, piece: Piece, since: datetime, desk: Desk, rng: Random) -> Text:
    """A correction: a paragraph added, one taken out, or another headline."""
    kind = rng.random()
    added = [a for a in piece.additions if a not in text.paragraphs]
    if kind < 0.6 and added:
        line = rng.choice(added)
        line = spoken(Part(line)) if desk.style == "broadcast" else line
        return replace(text, since=since, paragraphs=(*text.paragraphs, line))
    if kind < 0.8 and len(text.paragraphs) > 5:
        return replace(text, since=since, paragraphs=text.paragraphs[:-1])
    title = piece.variant_title
    if not title or title == text.title:
        title = f"{text.title} (종합)"
    return replace(text, since=since, title=title)
