"""`aipolicy` in this process, in a data folder of the test's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli.main import main


@dataclass(frozen=True)
class Said:
    """What a command left: its exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines; fails when a line is anything else."""
        return [json.loads(line) for line in self.out.splitlines()]


Aipolicy = Callable[..., Said]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, not there yet; nothing of the machine's own settings."""
    settle(monkeypatch, tmp_path / "data")
    return tmp_path / "data"


def settle(patch: pytest.MonkeyPatch, folder: Path) -> None:
    for name in ("DATABASE_URL", "PRESSROOM", "ARCHIVE", "DELAY_FACTOR"):
        patch.delenv(f"AIPOLICY_{name}", raising=False)
    patch.setenv("AIPOLICY_HOME", str(folder))


@pytest.fixture
def aipolicy(home: Path) -> Aipolicy:
    """Run a command. An error that is no exit is the test's failure: nobody may see a traceback."""

    def run(*arguments: str | Path) -> Said:
        result = CliRunner().invoke(main, [str(a) for a in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert "Traceback" not in result.output
        return Said(result.exit_code, result.stdout, result.stderr)

    return run


# -- files of our own ------------------------------------------------------------------------------

BODY = (
    "경북 포항시가 인공지능(AI) 기본조례를 만든다. 시는 20일 조례안을 입법예고하고 시민 의견을 듣는다고 밝혔다.",
    "조례안은 3년마다 인공지능 산업 육성 계획을 세우고 전담 위원회를 두는 내용을 담았다. 시는 내년에 15억 원을 들여 공무원 AI 교육과 행정 업무 자동화도 시작한다.",
    "포항시장은 “지역 기업이 쓸 수 있는 인공지능 정책을 만들겠다”고 말했다.",
)  # fmt: skip


def page(
    title: str = "포항시, 인공지능 기본조례 만든다", number: int = 7, body: tuple[str, ...] = BODY
) -> str:
    """A page as a site of no CMS we know writes it."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    return f"""<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>{title}</title>
<link rel="canonical" href="https://www.pohang-ilbo.example/news/{number}">
<meta property="og:title" content="{title}"><meta property="og:type" content="article">
<meta property="article:published_time" content="2026-11-20T09:30:00+09:00">
</head><body><main><article><h1>{title}</h1>{text}</article></main></body></html>"""


@pytest.fixture
def saved_page(tmp_path: Path) -> Path:
    file = tmp_path / "저장한 기사.html"
    file.write_text(page(), encoding="utf-8")
    return file


def imported(factory: pytest.TempPathFactory, *pages: tuple[str, tuple[str, ...]]) -> Path:
    """A data folder into which pages of these titles and bodies were imported one by one, to be copied:
    to import one takes a tenth of a second, and to make the database another.
    """
    folder = factory.mktemp("imported")
    with pytest.MonkeyPatch.context() as patch:
        settle(patch, folder / "data")
        for number, (title, body) in enumerate(pages, 1):
            file = folder / f"{number}.html"
            file.write_text(page(title, number, body), encoding="utf-8")
            done = CliRunner().invoke(main, ["import", str(file)])
            assert done.exit_code == 0, done.output
    return folder / "data"
