"""`review`, `label` and `labels`: one key an article, one row a label, and files that round-trip."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.text import Text
from sqlalchemy import select

from cli.commands.review import sentences
from cli.main import main
from db import queries
from db.models import Label
from db.session import open_engine, reading, writing
from tests.cli.conftest import BODY, Aipolicy, Said, page

HEADER = "outlet,key,url,title,label,person,note,created_at"
OFF = (
    "경북 영덕군에서 20일 대게 축제가 열렸다. 군민 3천 명이 모여 공연을 보고 음식을 나눴다.",
    "어민들은 갓 잡은 대게를 삶아 손님에게 내놓았다. 올해는 바다가 잔잔해 어획이 지난해보다 늘었다.",
    "축제는 일요일까지 이어진다. 군은 주차장을 넓히고 순환 버스를 다섯 대 더 보냈다고 밝혔다.",
)

Typed = Callable[..., Said]


@pytest.fixture
def typed(home: Path) -> Typed:
    """`aipolicy review` with keys on its standard input, one or more a line."""

    def run(keys: str, *options: str) -> Said:
        result = CliRunner().invoke(main, ["review", *options], input=keys)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with three articles the scorer is not sure of (numbers 1 to 3), and a light row
    (number 4)."""
    folder = tmp_path_factory.mktemp("imported")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "PRESSROOM", "ARCHIVE", "DELAY_FACTOR"):
            patch.delenv(f"AIPOLICY_{name}", raising=False)
        patch.setenv("AIPOLICY_HOME", str(folder / "data"))
        for number in (1, 2, 3):
            _import(folder, page(f"포항시, {number}호 조례 만든다", number, body(number)), number)
        _import(folder, page("영덕 대게 축제", 4, OFF), 4)
        with writing(open_engine()) as session:
            for number in (1, 2, 3):
                found = queries.article(session, str(number))
                found.band, found.score = "review", 0.55
                found.published_at = found.first_seen_at.replace(day=20 - number)
    return folder / "data"


@pytest.fixture
def corpus(imported: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of it, and a person."""
    shutil.copytree(imported, home)
    monkeypatch.setenv("AIPOLICY_PERSON", "김하늘")


def body(number: int) -> tuple[str, ...]:
    return tuple(paragraph.replace("15억", f"{number}억") for paragraph in BODY)


def _import(folder: Path, text: str, number: int) -> None:
    file = folder / f"{number}.html"
    file.write_text(text, encoding="utf-8")
    assert CliRunner().invoke(main, ["import", str(file)]).exit_code == 0


def labels() -> list[tuple[int, str, str]]:
    with reading(open_engine()) as session:
        rows = session.scalars(select(Label).order_by(Label.created_at, Label.id))
        return [(row.article_id, row.label, row.person) for row in rows]


def held(number: int) -> str:
    with reading(open_engine()) as session:
        return queries.article(session, str(number)).label


@pytest.mark.usefixtures("corpus")
class TestReview:
    def test_goes_through_the_middle_band_oldest_first(self, typed: Typed) -> None:
        said = typed("y\nn\ns\n")
        assert labels() == [(3, "on_topic", "김하늘"), (2, "off_topic", "김하늘")]
        assert said.out.index("3호 조례") < said.out.index("2호 조례") < said.out.index("1호 조례")
        assert "1 on topic, 1 off topic, 1 skipped; 1 left" in said.err
        assert said.code == 0

    def test_takes_keys_in_one_line_and_ends_with_them(self, typed: Typed) -> None:
        typed("yn")
        assert [label for _, label, _ in labels()] == ["on_topic", "off_topic"]

    def test_takes_the_keys_of_a_korean_keyboard(self, typed: Typed) -> None:
        typed("ㅛㅜㅂ")
        assert [label for _, label, _ in labels()] == ["on_topic", "off_topic"]

    def test_shows_title_outlet_time_and_the_sentences_that_weighed(self, typed: Typed) -> None:
        said = typed("q")
        assert "3호 조례" in said.out
        assert "pohang-ilbo.example" in said.out
        assert "2026-11-" in said.out
        assert "인공지능(AI) 기본조례를 만든다" in said.out

    def test_undoes_the_last_and_shows_it_again(self, typed: Typed) -> None:
        said = typed("nuyq")
        assert [label for _, label, _ in labels()] == ["off_topic", "withdrawn", "on_topic"]
        assert held(3) == "on_topic"
        assert said.out.count("3호 조례") == 2
        assert "1 on topic, 0 off topic" in said.err

    def test_undone_leaves_what_the_scorer_says(self, typed: Typed) -> None:
        before = held(3)
        typed("nuq")
        assert held(3) == before

    def test_has_nothing_to_undo_at_first(self, typed: Typed) -> None:
        assert "Nothing to undo" in typed("uq").err

    def test_tells_why_and_opens_the_text(self, typed: Typed) -> None:
        said = typed("woq")
        assert "(accept)" in said.out
        assert "내년에 3억 원을 들여" in said.out

    def test_tells_why_in_sentences(self, typed: Typed) -> None:
        said = typed("wq")
        assert "a public actor, or a policy debate, acts on AI" in said.out
        assert "[포항시 +0.60 actor.public], " in said.out

    def test_refuses_an_outlet_nobody_knows(self, typed: Typed) -> None:
        said = typed("y", "--outlet", "nonesuch")
        assert (said.code, said.out) == (2, "")
        assert "unknown outlet 'nonesuch'" in said.err

    def test_names_its_keys_for_another_key(self, typed: Typed) -> None:
        assert "y on topic" in typed("xq").err

    def test_keeps_to_limit_outlet_and_person(self, typed: Typed) -> None:
        typed("yyyy", "--limit", "1", "--person", "이바다")
        assert labels() == [(3, "on_topic", "이바다")]
        assert "Nothing to review" in typed("y", "--outlet", "kbs").err

    def test_does_not_show_what_was_labelled_again(self, typed: Typed) -> None:
        typed("yyy")
        assert "Nothing to review" in typed("y").err

    def test_shows_a_light_row_from_its_capture(self, typed: Typed) -> None:
        with writing(open_engine()) as session:
            queries.article(session, "4").band = "review"
        said = typed("sssoq")
        assert "군민 3천 명이 모여" in said.out


def test_sentences_are_those_of_the_evidence_in_order_of_the_text() -> None:
    body = "첫 문장이다.\n둘째에 인공지능이 있다.\n셋째다.\n넷째에 장관이 있다."
    spans = [
        {
            "field": "body",
            "start": body.index(word),
            "end": body.index(word) + len(word),
            "weight": w,
            "gate": "policy",
        }
        for word, w in (("장관", 0.9), ("인공지능", -0.1))
    ]
    assert [line.plain.strip(" ·") for line in sentences(body, spans)] == [
        "둘째에 인공지능이 있다.", "넷째에 장관이 있다.",
    ]  # fmt: skip
    assert sentences("", []) == []
    assert sentences("한 문장이다.", []) == [Text("  · 한 문장이다.")]


@pytest.mark.usefixtures("corpus")
class TestLabel:
    def test_takes_numbers_and_addresses(self, aipolicy: Aipolicy) -> None:
        (row,) = (r for r in aipolicy("list", "--json", "-n", "0").rows if r["id"] == 2)
        said = aipolicy("label", "1", row["url"], "off", "--note", "광고")
        assert (said.code, [held(1), held(2)]) == (0, ["off_topic", "off_topic"])
        assert "1호 조례" in said.out

    def test_goes_on_after_an_unknown_article_and_fails(self, aipolicy: Aipolicy) -> None:
        said = aipolicy("label", "99", "1", "off")
        assert (said.code, held(1)) == (1, "off_topic")
        assert "no article '99'" in said.err

    def test_none_takes_a_label_back(self, aipolicy: Aipolicy) -> None:
        before = held(1)
        aipolicy("label", "1", "off")
        aipolicy("label", "1", "none")
        assert held(1) == before

    @pytest.mark.parametrize("word", ["off_topic", "on_topic"])
    def test_takes_the_words_of_the_file_too(self, aipolicy: Aipolicy, word: str) -> None:
        assert aipolicy("label", "1", word).code == 0
        assert labels() == [(1, word, "김하늘")]

    def test_said_twice_stands_already(self, aipolicy: Aipolicy) -> None:
        aipolicy("label", "1", "off")
        said = aipolicy("label", "1", "off")
        assert (said.code, labels()) == (0, [(1, "off_topic", "김하늘")])
        assert "1: 김하늘 had said so; that stands, nothing was added" in said.err

    def test_of_a_light_row_without_a_capture_says_where_its_text_is(
        self, aipolicy: Aipolicy
    ) -> None:
        with writing(open_engine()) as session:
            queries.article(session, "4").capture_id = None
        assert "(off topic: only what is needed" in aipolicy("show", "4").out
        aipolicy("label", "4", "on")
        said = aipolicy("show", "4").out
        assert "off topic: only" not in said
        assert "its text is not there" in said
        assert "its text is not there: `aipolicy show 4` says when" in aipolicy("why", "4").out

    def test_wants_an_opinion(self, aipolicy: Aipolicy) -> None:
        assert aipolicy("label", "1", "maybe").code == 2

    def test_of_a_light_row_brings_its_text_back(self, aipolicy: Aipolicy) -> None:
        said = aipolicy("label", "4", "on", "--json")
        assert said.rows[0]["text"] == "its text was read from the archive"
        (shown,) = aipolicy("show", "4", "--json").rows
        assert shown["body"] == "\n\n".join(OFF)

    def test_is_by_the_systems_user_where_nobody_is_named(
        self, aipolicy: Aipolicy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("AIPOLICY_PERSON")
        monkeypatch.setattr("getpass.getuser", lambda: "sky")
        aipolicy("label", "1", "off")
        assert labels() == [(1, "off_topic", "sky")]

    def test_asks_for_a_name_where_the_system_has_none(
        self, aipolicy: Aipolicy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def nobody() -> str:
            raise KeyError("getpwuid(): uid not found")

        monkeypatch.delenv("AIPOLICY_PERSON")
        monkeypatch.setattr("getpass.getuser", nobody)
        said = aipolicy("label", "1", "off")
        assert (said.code, "--person" in said.err) == (2, True)


@pytest.mark.usefixtures("corpus")
class TestAFileOfLabels:
    def export(self, aipolicy: Aipolicy, file: Path) -> list[dict[str, str]]:
        assert aipolicy("labels", "export", file).code == 0
        return list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"))))

    def test_opens_in_excel_and_has_its_columns(self, aipolicy: Aipolicy, tmp_path: Path) -> None:
        aipolicy("label", "1", "off", "--note", "기업 홍보")
        file = tmp_path / "labels.csv"
        (row,) = self.export(aipolicy, file)
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
        assert ",".join(row) == HEADER
        assert (row["title"], row["note"], row["label"]) == (
            "포항시, 1호 조례 만든다",
            "기업 홍보",
            "off_topic",
        )
        assert row["created_at"].endswith("+09:00")

    def test_goes_to_standard_output_where_asked(
        self, aipolicy: Aipolicy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        aipolicy("label", "1", "off")
        said = aipolicy("labels", "export", "-")
        (row,) = csv.DictReader(io.StringIO(said.out.removeprefix("\ufeff")))
        assert (row["label"], "1 label written to standard output" in said.err) == (
            "off_topic", True,
        )  # fmt: skip
        assert not (tmp_path / "-").exists()

    def test_read_in_again_changes_nothing(self, aipolicy: Aipolicy, tmp_path: Path) -> None:
        aipolicy("label", "1", "2", "off")
        aipolicy("label", "2", "none")
        file = tmp_path / "labels.csv"
        self.export(aipolicy, file)
        before = labels()
        said = aipolicy("labels", "import", file)
        assert (said.code, labels()) == (0, before)
        assert "3 rows: 0 new labels, 3 known before, 0 not read" in said.err

    def test_moves_labels_to_another_database(
        self, aipolicy: Aipolicy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        aipolicy("label", "1", "off")
        file = tmp_path / "labels.csv"
        self.export(aipolicy, file)
        monkeypatch.setenv("AIPOLICY_HOME", str(tmp_path / "other"))
        _import(tmp_path, page("포항시, 1호 조례 만든다", 1, body(1)), 1)
        assert aipolicy("labels", "import", file).code == 0
        assert labels() == [(1, "off_topic", "김하늘")]

    def write(self, file: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
        file.write_text("\n".join((header, *rows)), encoding=encoding)
        return file

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
    def test_is_read_as_excel_saves_it(
        self, aipolicy: Aipolicy, tmp_path: Path, encoding: str
    ) -> None:
        url = "https://www.pohang-ilbo.example/news/1"
        file = self.write(tmp_path / "l.csv", f",,{url},,off,한바다,광고,", encoding=encoding)
        assert aipolicy("labels", "import", file).code == 0
        assert labels() == [(1, "off_topic", "한바다")]
        aipolicy("labels", "import", file)
        assert len(labels()) == 1

    def test_tells_each_bad_row_by_its_number_and_keeps_the_rest(
        self, aipolicy: Aipolicy, tmp_path: Path
    ) -> None:
        url = "https://www.pohang-ilbo.example/news"
        file = self.write(
            tmp_path / "l.csv",
            f",,{url}/1,,maybe,,,",
            f",,{url}/99,,on,,,",
            f",,{url}/1,,on,,,어제",
            f",,{url}/1,,on,,,2999-01-01",
            f"kbs,1,{url}/2,,off,,,2026-11-20 09:00",
            ",,,,on,,,",
            "",
            f",,{url}/3,,off,,,2026-11-20T09:00:00+09:00",
        )
        said = aipolicy("labels", "import", file, "--person", "나")
        assert said.code == 1
        assert [line for line in said.err.splitlines() if line.startswith("row ")] == [
            "row 2: maybe is no label; write on_topic or off_topic",
            f"row 3: no article {url}/99; `aipolicy list --off-topic` shows what was put aside",
            "row 4: 어제 is no time; write 2026-11-21T15:00:00+09:00, or nothing",
            "row 5: 2999-01-01 lies in the future",
            "row 7: it names no article: give outlet and key, or url",
        ]
        assert labels() == [(3, "off_topic", "나"), (2, "off_topic", "나")] or labels() == [
            (2, "off_topic", "나"), (3, "off_topic", "나"),
        ]  # fmt: skip

    def test_that_contradicts_itself_is_told(self, aipolicy: Aipolicy, tmp_path: Path) -> None:
        url, at = "https://www.pohang-ilbo.example/news/1", "2026-11-20T09:00:00+09:00"
        file = self.write(tmp_path / "l.csv", f",,{url},,off,가,,{at}", f",,{url},,on,가,,{at}")
        said = aipolicy("labels", "import", file)
        assert "row 3: an earlier row has another label" in said.err
        assert (said.code, [label for _, label, _ in labels()]) == (1, ["off_topic"])

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"a,b\n1,2\n", "its first row must name the columns"),
            (b"", "its first row must name the columns"),
            (b"\xff\xfe\x00\x01", "neither UTF-8 nor cp949"),
        ],
    )
    def test_that_is_none_is_refused(
        self, aipolicy: Aipolicy, tmp_path: Path, content: bytes, said: str
    ) -> None:
        file = tmp_path / "l.csv"
        file.write_bytes(content)
        answer = aipolicy("labels", "import", file)
        assert (answer.code, said in answer.err) == (1, True)

    def test_that_is_not_there_is_told(self, aipolicy: Aipolicy, tmp_path: Path) -> None:
        said = aipolicy("labels", "import", tmp_path / "none.csv")
        assert (said.code, "cannot be read" in said.err) == (1, True)

    def test_holds_no_formula_and_gives_notes_back_as_they_were(
        self, aipolicy: Aipolicy, tmp_path: Path
    ) -> None:
        aipolicy("label", "1", "off", "--note", "=HYPERLINK(1)")
        file = tmp_path / "l.csv"
        (row,) = self.export(aipolicy, file)
        assert row["note"] == "'=HYPERLINK(1)"
        aipolicy("labels", "import", file)
        with reading(open_engine()) as session:
            assert [n.note for n in session.scalars(select(Label))] == ["=HYPERLINK(1)"]

    def test_brings_texts_of_light_rows_back(self, aipolicy: Aipolicy, tmp_path: Path) -> None:
        url = "https://www.pohang-ilbo.example/news/4"
        said = aipolicy("labels", "import", self.write(tmp_path / "l.csv", f",,{url},,on,,,"))
        assert "4: its text was read from the archive" in said.err
