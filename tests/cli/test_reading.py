"""`list`, `show`, `runs`, `ledger` and `outlets`: results on standard output, words on the other."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from cli import output
from cli.commands.views import by_method
from db.document import FIELDS
from db.models import Run
from db.session import open_engine, writing
from tests.cli.conftest import BODY, Aipolicy, imported, page

ROOT = Path(__file__).parents[2]
TITLE = "포항시, 인공지능 기본조례 만든다"
OFF = (
    "경북 영덕군에서 20일 대게 축제가 열렸다. 군민 3천 명이 모여 공연을 보고 음식을 나눴다.",
    "어민들은 갓 잡은 대게를 삶아 손님에게 내놓았다. 올해는 바다가 잔잔해 어획이 지난해보다 늘었다.",
    "축제는 일요일까지 이어진다. 군은 주차장을 넓히고 순환 버스를 다섯 대 더 보냈다고 밝혔다.",
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles, one off topic."""
    return imported(tmp_path_factory, (TITLE, BODY), ("영덕 대게 축제 열려", OFF))


@pytest.fixture
def corpus(filled: Path, home: Path) -> None:
    shutil.copytree(filled, home)


@pytest.mark.usefixtures("corpus")
class TestACorpus:
    def test_list_shows_what_is_on_topic(self, aipolicy: Aipolicy) -> None:
        said = aipolicy("list")
        assert TITLE in said.out
        assert "대게" not in said.out
        assert (said.code, said.err) == (0, "")

    def test_list_as_json_is_whole_documents(self, aipolicy: Aipolicy) -> None:
        (row,) = aipolicy("list", "--json").rows
        assert tuple(row) == FIELDS
        assert row["body"] == "\n\n".join(BODY)

    def test_off_topic_rows_are_there_when_asked_for(self, aipolicy: Aipolicy) -> None:
        rows = aipolicy("list", "--off-topic", "--json").rows
        assert [(row["title"], row["body"]) for row in rows] == [("영덕 대게 축제 열려", None)]

    @pytest.mark.parametrize(
        ("options", "found"),
        [
            (("--since", "2026-11-20"), 1),
            (("--since", "2026-11-21"), 0),
            (("--until", "2026-11-20"), 1),
            (("--until", "2026-11-19"), 0),
            (("--region", "경북"), 1),
            (("--region", "제주"), 0),
            (("--outlet", "kbs"), 0),
        ],
    )
    def test_list_keeps_to_its_filters(
        self, aipolicy: Aipolicy, options: tuple[str, ...], found: int
    ) -> None:
        assert len(aipolicy("list", "--json", *options).rows) == found

    def test_an_empty_list_says_what_to_do_on_standard_error(self, aipolicy: Aipolicy) -> None:
        said = aipolicy("list", "--json", "--since", "2026-11-21")
        assert (said.code, said.out) == (0, "")
        assert "no article" in said.err

    @pytest.mark.parametrize("name", ["id", "url"])
    def test_show_takes_a_number_or_an_address(self, aipolicy: Aipolicy, name: str) -> None:
        (row,) = aipolicy("list", "--json").rows
        said = aipolicy("show", row[name])
        assert said.out.startswith(TITLE)
        assert aipolicy("show", row[name], "--json").rows[0]["key"] == row["key"]

    def test_show_tells_why(self, aipolicy: Aipolicy) -> None:
        (row,) = aipolicy("list", "--json").rows
        (shown,) = aipolicy("show", row["id"], "--why", "--json").rows
        assert shown["why"]["verdict"]["label"] == "on_topic"
        assert shown["why"]["verdict"]["evidence"]

    def test_show_tells_why_in_sentences(self, aipolicy: Aipolicy) -> None:
        said = aipolicy("show", "1", "--why").out
        assert "a public actor, or a policy debate, acts on AI" in said
        assert "[포항시 +0.60 actor.public], 인공지능 " in said
        assert "region 경북 × " in said
        assert said.count(TITLE) == 1

    def test_show_has_every_version(self, aipolicy: Aipolicy, tmp_path: Path) -> None:
        (tmp_path / "1.html").write_text(
            page(TITLE, 1, (*BODY, "시의회는 내달 심의한다.")), encoding="utf-8"
        )
        assert aipolicy("import", "--json", tmp_path / "1.html").rows[0]["outcome"] == "updated"
        (row,) = aipolicy("list", "--json").rows
        (shown,) = aipolicy("show", row["id"], "--versions", "--json").rows
        assert [version["version"] for version in shown["versions"]] == [1, 2]

    def test_runs_are_listed_newest_first(self, aipolicy: Aipolicy) -> None:
        rows = aipolicy("runs", "--json").rows
        assert [row["flow"] for row in rows] == ["import", "import"]
        assert rows[0]["started_at"] >= rows[1]["started_at"]
        assert rows[0]["run"] in aipolicy("runs").out

    def test_runs_fit_a_terminal_with_their_ids_and_tell_messages_below(
        self, aipolicy: Aipolicy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        newest = aipolicy("runs", "--json").rows[0]["run"]
        with writing(open_engine()) as session:
            session.get_one(Run, newest).message = "kbs could not be reached"
        drawing = Console(width=80, force_terminal=True, color_system=None)
        monkeypatch.setattr(output, "stdout", drawing)
        said = aipolicy("runs")
        assert max(map(cell_len, said.out.splitlines())) == 80
        assert newest[:15] in said.out
        assert f"{newest}: kbs could not be reached" in said.err
        assert "kbs" not in said.out

    def test_the_ledger_adds_up(self, aipolicy: Aipolicy) -> None:
        for run in aipolicy("runs", "--json").rows:
            for row in aipolicy("ledger", run["run"], "--json").rows:
                assert row["discovered"] == sum(row["outcomes"].values()) == 1

    def test_the_ledger_is_of_the_last_run_by_default(self, aipolicy: Aipolicy) -> None:
        said = aipolicy("ledger")
        assert said.code == 0
        assert said.out.splitlines()[-1].startswith("total")

    def test_the_ledger_says_of_which_run_it_is_and_passes_rescorings_by(
        self, aipolicy: Aipolicy
    ) -> None:
        last = aipolicy("runs", "--json").rows[0]["run"]
        assert aipolicy("reprocess", "--judge", "--all").code == 0
        assert aipolicy("runs", "--json").rows[0]["flow"] == "rescore"
        said = aipolicy("ledger")
        assert f"run {last}: import of " in said.err
        assert said.out.splitlines()[-1].startswith("total")

    def test_outlets_count_their_articles(self, aipolicy: Aipolicy) -> None:
        rows = aipolicy("outlets", "--all", "--json").rows
        assert len(rows) >= 49
        assert {"kbs", "etoday", "newspim", "gyeongbuk"} <= {row["code"] for row in rows}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("list",), "`aipolicy run`"),
        (("ledger",), "there was no run yet"),
        (("show", "1"), "no article '1'"),
        (("show", str(2**63 - 1)), "no article"),
        (("show", str(2**63)), "no article"),
        (("show", "9" * 6000), "no article"),
        (("show", "²"), "no article '²'"),
        (("why", "①"), "no article '①'"),
        (("why", "٣"), "no article"),
        (("show", "kbs:123"), "`aipolicy list`"),
        (("show", "https://a.example/1"), "no article"),
        (("ledger", "2026"), "no run '2026'"),
    ],
)
def test_an_empty_corpus_says_so(aipolicy: Aipolicy, arguments: tuple[str, ...], says: str) -> None:
    assert aipolicy("index").code == 0
    said = aipolicy(*arguments, "--json")
    assert said.out == ""
    assert says in said.err
    assert said.code == (0 if arguments == ("list",) else 1)


def test_outlets_need_no_corpus(aipolicy: Aipolicy, home: Path) -> None:
    said = aipolicy("outlets")
    assert said.code == 0
    assert "경북일보" in said.out
    assert not home.exists()


def test_a_field_is_shown_with_its_method_and_how_sure_it_is() -> None:
    document = dict.fromkeys(FIELDS) | {
        "methods": {"title": "kbs.current", "body": "kbs.current", "section": "json-ld"},
        "confidence": {"title": 1.0, "body": 0.975},
    }
    assert by_method(document) == {
        "kbs.current": ["title 1.00", "body 0.97"], "json-ld": ["section"],
    }  # fmt: skip


@pytest.mark.usefixtures("corpus")
def test_show_names_the_methods_for_people(aipolicy: Aipolicy) -> None:
    (row,) = aipolicy("list", "--json").rows
    shown = aipolicy("show", row["id"]).out
    assert all(f"by {method}" in shown for method in row["methods"].values())


class TestATable:
    """On a terminal; in a pipe it is tab-separated."""

    def lines(self, columns: list[str], *rows: list[str], width: int = 80) -> list[str]:
        console = Console(width=width, file=io.StringIO(), force_terminal=True, color_system=None)
        with console.capture() as captured:
            console.print(output.drawn("T", columns, rows, width))
        return captured.get().splitlines()

    def test_folds_free_text_alone(self) -> None:
        row = ["12345", "2026-11-20 09:30", "경북도민일보", "[ai] " + "포항시 인공지능 조례 " * 5]
        lines = self.lines(["id", "published", "outlet", "title"], row)
        assert [cell_len(line) for line in lines[1:]] == [80] * (len(lines) - 1)
        first = lines[4].split("│")
        assert [cell.strip() for cell in first[1:4]] == row[:3]
        assert "[ai] 포항시" in first[4]
        assert all(line.split("│")[1].strip() == "" for line in lines[5:-1])

    def test_keeps_thirty_columns_of_free_text_and_cuts_names_first(self) -> None:
        columns = ["article", "published", "outlet", "who", "verb", "quotation"]
        row = ["12345", "2026-11-20 09:30", "경북도민일보", "과학기술정보통신부 장관", "밝혔다",
               "인공지능 정책을 만들겠다 " * 4]  # fmt: skip
        lines = self.lines(columns, row)
        cells = lines[4].split("│")
        assert max(map(cell_len, lines)) == 80
        assert cell_len(cells[6]) - 2 >= output.LEAST
        assert cells[1].strip() == "12345"
        assert "…" in cells[4]

    def test_shows_numbers_whole_below_cut_headings(self) -> None:
        columns = ["outlet", "status", "discovered", "stored", "updated", "unchanged", "duplicate"]
        lines = self.lines(columns, ["kbs", "ok", "1234", "12", "3", "4", "5"], width=60)
        assert "disc…" in lines[2]
        assert [c.strip() for c in lines[4].split("│")[1:-1]] == [
            "kbs", "ok", "1234", "12", "3", "4", "5",
        ]  # fmt: skip

    def test_of_a_pipe_is_as_it_was(self, capsys: pytest.CaptureFixture[str]) -> None:
        output.table("T", ["id", "title"], [(1, "[속보] 조례"), (None, "x")])
        assert capsys.readouterr().out == "id\ttitle\n1\t[속보] 조례\n\tx\n"


class TestAnOutputWithoutHangul:
    def said(self, code: str) -> bytes:
        done = subprocess.run(
            [sys.executable, "-c", f"from cli import output; {code}"], cwd=ROOT,
            env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, timeout=60,
            check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, b"")
        return done.stdout

    def test_has_tables(self) -> None:
        assert self.said("output.table('T', ['title'], [['시']])") == b"title\n\\uc2dc\n"

    def test_has_texts(self) -> None:
        assert self.said("output.stdout.print('시')") == b"\\uc2dc\n"

    def test_has_json_that_reads_back(self) -> None:
        row = {"a": "시\xa0📎"}
        assert json.loads(self.said(f"output.json_lines([{row!r}])")) == row
