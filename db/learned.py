"""Models learnt from labels, as data: which one judges beside the rules, and how it came to that.

One stands at most: the one promoted last that was not retired, as long as the rules are those it
was trained beside and the program reads its features. Under others it rests, for what it was
measured with is gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.describe import described
from db.models import Model as Row
from db.records import Incoming
from korean.linear import ALGORITHM, Model
from korean.relevance import RULESET


@dataclass(frozen=True, slots=True)
class Kept:
    """A model as people see it: everything but its coefficients."""

    name: str
    ruleset: str
    algorithm: int
    labels: int
    report: Mapping[str, Any]
    created_at: datetime
    promoted_at: datetime | None
    retired_at: datetime | None

    @property
    def state(self) -> str:
        """``stands``, ``rests`` (today's rules or features are others), ``retired`` or
        ``not promoted``.
        """
        if self.promoted_at is None:
            return "not promoted"
        if self.retired_at is not None:
            return "retired"
        return "stands" if (self.ruleset, self.algorithm) == (RULESET, ALGORITHM) else "rests"


def standing(session: Session) -> Model | None:
    """The model that judges beside today's rules, None where the rules judge alone. Ask once a run:
    its coefficients take some milliseconds to read.
    """
    row = _promoted(session)
    if row is None or row.ruleset != RULESET or row.weights.get("algorithm") != ALGORITHM:
        return None
    return Model.from_weights(row.weights)


def ruleset(model: Model | None) -> str:
    """What today's verdicts name as their ruleset."""
    return f"{RULESET}+{model.name}" if model else RULESET


def weigh(item: Incoming, model: Model | None) -> Incoming:
    """What the rules alone have judged, with the model's opinion; tags where it turned on topic."""
    if model is None or item.verdict.ruleset != model.ruleset:
        return item
    verdict = model.judge(item.verdict, item.article.title, item.article.body)
    weighed = replace(item, verdict=verdict)
    turned = verdict.label == "on_topic" and item.verdict.label == "off_topic"
    if turned:
        return described(weighed)
    return replace(weighed, tags=()) if verdict.label == "off_topic" else weighed


# -- keeping ---------------------------------------------------------------------------------------


def new_name(session: Session, now: datetime) -> str:
    """``linear-20261121-2``: the second one of the day (UTC)."""
    day = f"linear-{now:%Y%m%d}-"
    taken = session.scalar(select(func.count()).select_from(Row).where(Row.name.startswith(day)))
    return f"{day}{(taken or 0) + 1}"


def keep(
    session: Session,
    model: Model,
    *,
    labels: int,
    report: Mapping[str, Any],
    now: datetime,
    promote: bool,
) -> None:
    """Keep a model, and let it stand from now on if it is promoted: the earlier one is retired."""
    if promote:
        retire(session, now)
    session.add(
        Row(
            name=model.name, ruleset=model.ruleset, labels=labels, weights=model.weights(),
            report=dict(report), created_at=now, promoted_at=now if promote else None,
            retired_at=None,
        )
    )  # fmt: skip
    session.flush()


def promote(session: Session, name: str, report: Mapping[str, Any], now: datetime) -> None:
    """Let a model that was kept and not promoted stand from now on: the earlier one is retired."""
    retire(session, now)
    row = session.scalars(select(Row).where(Row.name == name)).one()
    row.report, row.promoted_at = dict(report), now
    session.flush()


def retire(session: Session, now: datetime) -> str | None:
    """The rules judge alone from now on; the name of the model that had stood or rested."""
    name = None
    while (row := _promoted(session)) is not None:
        row.retired_at = now
        name = name or row.name
        session.flush()
    return name


def models(session: Session) -> Iterator[Kept]:
    """All that were ever kept, newest first."""
    columns: list[Any] = [
        Row.weights["algorithm"].as_integer() if name == "algorithm" else getattr(Row, name)
        for name in Kept.__dataclass_fields__
    ]
    for row in session.execute(select(*columns).order_by(Row.created_at.desc(), Row.id.desc())):
        yield Kept(*row)


def twin(session: Session, model: Model) -> Kept | None:
    """The promoted model, or else the one kept last, that has exactly these coefficients."""
    newest = select(Row).order_by(Row.created_at.desc(), Row.id.desc()).limit(1)
    for row in (_promoted(session), session.scalars(newest).first()):
        if row is not None and row.weights | {"name": ""} == model.weights() | {"name": ""}:
            return next(kept for kept in models(session) if kept.name == row.name)
    return None


def _promoted(session: Session) -> Row | None:
    return session.scalars(
        select(Row)
        .where(Row.promoted_at.is_not(None), Row.retired_at.is_(None))
        .order_by(Row.promoted_at.desc(), Row.id.desc())
        .limit(1)
    ).first()
