"""Finding a capture that is there already."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.models import Capture
from db.records import CaptureRecord


def same(session: Session, outlet: str, key: str, digest: str) -> CaptureRecord | None:
    """The first capture of these very bytes for this article. A text whose address was not known
    when it came in may have got its key since.
    """
    found = session.scalars(
        select(Capture)
        .where(
            Capture.digest == digest,
            Capture.outlet == outlet,
            or_(Capture.key == key, Capture.key.startswith("text:")),
        )
        .order_by(Capture.id)
    ).first()
    if found is None:
        return None
    return CaptureRecord(
        **{name: getattr(found, name) for name in CaptureRecord.__dataclass_fields__}
    )
