"""The press room's outlets, and what they have published by its clock."""

from __future__ import annotations

from pressroom.server import PressRoom
from pressroom.world import Publication

NATIONAL = ("kbs", "etoday", "newspim")
REGIONAL = (
    *("gyeongbuk", "kyongbuk", "hidomin", "dkilbo", "idaegu", "andongdaily", "c1news", "jnilbo"),
    *("kado", "incheonilbo", "jejunews", "gwunion", "gipress", "snilbo", "breaknews"),
)


def published(room: PressRoom, code: str) -> list[Publication]:
    """Newest first."""
    return list(room.desk.out(code))
