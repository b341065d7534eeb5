"""What may be passed on: decided by the licence, or by the person for their own use."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from db import release
from db.exports import FORMATS
from db.release import released
from korean import rights as notices
from tests.db.exports.documents import CLOSED, OPEN, document, written

SECRET = "이 문장은 밖으로 나가지 않는다"
LONG = "첫 문장이다. " * 40 + SECRET


def under(licence: str | None, **changed: object) -> dict[str, object]:
    rights = None if licence is None else OPEN | {"licence": licence}
    return document(rights=rights, **changed)


@pytest.mark.parametrize("licence", sorted(release.FREE))
def test_a_free_licence_lets_text_and_captions_out(licence: str) -> None:
    public = released(under(licence))
    assert public["body"] == document()["body"]
    assert public["captions"] == ["도청 앞"]


@pytest.mark.parametrize(
    "licence", [None, "unknown", "all-rights-reserved", "KOGL", "CC", "kogl-1"]
)
def test_anything_else_is_metadata_excerpt_and_link(licence: str | None) -> None:
    public = released(under(licence, body=LONG))
    assert (public["body"], public["captions"]) == (None, None)
    assert public["excerpt"].startswith("첫 문장이다.")
    assert len(public["excerpt"]) <= release.EXCERPT
    assert public["url"] == document()["url"]


def test_a_person_s_own_use_lets_everything_out() -> None:
    assert released(under("all-rights-reserved"), full_text=True)["body"] == document()["body"]


@pytest.mark.parametrize(
    "notice",
    [
        "공공누리 제3유형: 출처표시+변경금지 조건에 따라 이용할 수 있습니다.",
        "이 저작물은 CC BY-NC-ND 조건에 따라 이용할 수 있습니다.",
        "https://creativecommons.org/licenses/by-sa/4.0/ 조건에 따라 자유롭게 이용",
    ],
)
def test_what_the_reading_of_notices_names_is_known_here(notice: str) -> None:
    read = notices.read(notice)
    assert read is not None
    assert read.licence in release.FREE


@pytest.mark.parametrize(
    ("licence", "commercial", "alterable"),
    [
        ("KOGL-1", True, True), ("KOGL-2", False, True), ("KOGL-3", True, False),
        ("KOGL-4", False, False), ("CC-BY", True, True), ("CC-BY-SA", True, True),
        ("CC-BY-NC", False, True), ("CC-BY-ND", True, False), ("CC-BY-NC-ND", False, False),
        ("CC0", True, True),
    ],
)  # fmt: skip
def test_the_terms_of_each_licence(licence: str, commercial: bool, alterable: bool) -> None:
    terms = release.FREE[licence]
    assert (terms.commercial, terms.alterable) == (commercial, alterable)
    assert release.unalterable(under(licence)) is not alterable


def test_a_closed_text_may_be_altered_by_its_own_reader() -> None:
    assert not release.unalterable(document(rights=CLOSED))


def test_the_attribution_names_source_title_day_address_and_licence() -> None:
    assert released(under("KOGL-3"))["attribution"] == (
        "출처: KBS, 「경북, 인공지능 조례 만든다」, 2026-11-20, "
        "https://news.kbs.co.kr/news/view.do?ncd=8000001 (공공누리 제3유형)"
    )


def test_an_imported_text_without_address_and_date_still_names_its_source() -> None:
    bare = document(url=None, published_at=None, rights=CLOSED)
    assert release.attribution(bare) == "출처: KBS, 「경북, 인공지능 조례 만든다」"


def _whole(format: str, data: bytes) -> str:
    if format == "hf":
        with zipfile.ZipFile(io.BytesIO(data)) as files:
            shard = files.read("data/train-00000.parquet")
            return _whole("parquet", shard) + files.read("README.md").decode()
    if format == "parquet":
        import pyarrow.parquet as pq

        return json.dumps(
            pq.read_table(io.BytesIO(data)).to_pylist(), default=str, ensure_ascii=False
        )
    return data.decode()


@pytest.mark.parametrize("format", list(FORMATS))
def test_no_format_gives_a_closed_text_away(format: str) -> None:
    text = _whole(format, written(format, document(body=LONG, captions=[SECRET], rights=CLOSED)))
    assert SECRET not in text
    assert "첫 문장이다." in text
    assert "ncd=8000001" in text
    assert "all-rights-reserved" in text
    assert "무단 전재" in text


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet", "hf"])
def test_every_data_format_has_it_for_one_s_own_use(format: str) -> None:
    closed = document(body=LONG, rights=CLOSED)
    assert SECRET in _whole(format, written(format, closed, full_text=True))
