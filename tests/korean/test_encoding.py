"""Bytes are believed before labels, and a few broken ones do not cost the page."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean.encoding import Undecodable, decode
from korean.text import is_common_syllable, mojibake

PAGES = Path(__file__).parents[2].parent / "shared" / "pages"
TEXT = "경상북도는 14일 인공지능(AI) 산업을 키우는 기본계획을 내놓았다. 똠방 마을도 참여한다.\n"

syllables = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3).filter(is_common_syllable)
korean = st.text(syllables | st.sampled_from(" .,\"'()0123456789AI\n·△"), min_size=1, max_size=200)


@given(korean)
def test_utf8_korean_comes_back_as_it_was(s: str) -> None:
    assert decode(s.encode("utf-8")).text == s


@given(korean)
def test_cp949_korean_comes_back_as_it_was(s: str) -> None:
    assert decode((TEXT + s).encode("cp949")).text == TEXT + s


@given(st.binary(max_size=300), st.sampled_from([None, "text/html; charset=euc-kr", "utf-8", "x"]))
def test_any_bytes_give_text_with_its_losses_counted_or_the_one_refusal(
    body: bytes, header: str | None
) -> None:
    try:
        decoded = decode(body, header=header)
    except Undecodable:
        return
    assert decoded.replaced >= decoded.text.count("\ufffd")


@pytest.mark.parametrize(
    "header",
    [
        None,
        "text/html; charset=utf-8",
        "text/html;charset=EUC-KR",
        "text/html",
        "shift_jis",
        "charset=nonsense",
    ],
)
@pytest.mark.parametrize(
    "meta",
    [
        "",
        '<meta charset="utf-8">',
        '<meta http-equiv="Content-Type" content="text/html; charset=euc-kr">',
        '<meta charset="iso-8859-1">',
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "cp949"])
def test_the_bytes_win_over_every_label(codec: str, meta: str, header: str | None) -> None:
    page = f"<html><head>{meta}</head><body>{TEXT}</body></html>"
    decoded = decode(page.encode(codec), header=header)
    assert (decoded.text, decoded.encoding, decoded.replaced) == (page, codec, 0)


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
    ],
)
def test_a_byte_order_mark_decides_and_goes(mark: bytes, codec: str, name: str) -> None:
    decoded = decode(mark + TEXT.encode(codec), header="text/html; charset=euc-kr")
    assert (decoded.text, decoded.encoding) == (TEXT, name)


@pytest.mark.parametrize("codec", ["utf-8", "cp949"])
def test_a_last_character_cut_in_two_is_dropped_and_counted(codec: str) -> None:
    decoded = decode((TEXT + "끝").encode(codec)[:-1])
    assert (decoded.text, decoded.encoding, decoded.replaced) == (TEXT, codec, 1)


@pytest.mark.parametrize("codec", ["utf-8", "cp949"])
def test_a_lost_byte_costs_one_character_of_the_text(codec: str) -> None:
    body = (TEXT * 3).encode(codec)
    broken = body[: len(body) // 3 + 22] + body[len(body) // 3 + 23 :]
    decoded = decode(broken)
    assert decoded.encoding == codec
    assert decoded.replaced in {1, 2}  # UTF-8 leaves one mark for each byte that is left over
    assert sum(map(is_common_syllable, decoded.text)) >= sum(map(is_common_syllable, TEXT * 3)) - 1


@pytest.mark.parametrize("label", ["utf-8", "euc-kr", None])
def test_a_stray_byte_in_cp949_spoils_its_own_word_only(label: str | None) -> None:
    lines = [TEXT.encode("cp949")] * 6
    lines[2] = lines[2].replace("기본".encode("cp949"), b"\xff" + "기본".encode("cp949"))
    decoded = decode(b"".join(lines), header=label)
    assert decoded.encoding == "cp949"
    assert decoded.text.count(TEXT) == 5


def test_an_english_page_with_a_stray_copyright_sign_reads_as_western() -> None:
    decoded = decode("Copyright © 2026 The Daily. All rights reserved. ".encode("cp1252") * 3)
    assert (decoded.encoding, decoded.replaced) == ("cp1252", 0)


@pytest.mark.parametrize(
    "body", [b"\x89PNG\r\n\x1a\n" + bytes(200), bytes(50), b"%PDF-1.4\n" + bytes(range(256)) * 8]
)
def test_what_is_not_text_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(Undecodable, match="cannot be read as text"):
        decode(body)


def test_nothing_decodes_to_nothing() -> None:
    assert decode(b"").text == ""


@pytest.mark.skipif(not PAGES.is_dir(), reason="the shared pages are not beside the repository")
def test_a_real_euc_kr_page_of_2012_reads_without_loss() -> None:
    decoded = decode((PAGES / "insnews_2012_article_euckr.html").read_bytes())
    assert (decoded.encoding, decoded.replaced, mojibake(decoded.text)) == ("cp949", 0, None)
