"""The room speaks both languages: no key without both, none that nobody says, none that is missing."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from db.health import Probed
from db.models import OUTCOMES
from korean import vocab
from web import names, notes
from web.security import METHODS
from web.words import LANGUAGES, WORDS, Tongue

WEB = Path(__file__).parents[2] / "web"
_HANGUL = re.compile("[가-힣]")
#: Keys that are put together: ``show_`` and a name.
MADE = re.compile(
    r"(nav|order|fold|show|kinds|by|clock|neighbours|bad|about)_\w+|\w+_(title|next|n|at_least)"
)
#: Made of names alone, the same in both languages.
SAME = {"urls_of"}


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", WORDS)
def test_a_sentence_is_there_in_both_languages(key: str) -> None:
    korean, english = WORDS[key]
    assert korean.strip()
    assert english.strip()
    assert fields(korean) == fields(english)
    if key not in SAME:
        assert _HANGUL.search(korean)


def said() -> dict[str, set[str]]:
    """Keys that templates and pages say, by file."""
    found = {}
    for file in [*WEB.rglob("*.html"), *WEB.rglob("*.py")]:
        text = file.read_text(encoding="utf-8")
        keys = set(re.findall(r"""\bt\(\s*["'](\w+)["']\s*[,)]""", text))
        found[file.name] = {key for key in keys if not key.endswith("_")}
    return found


def test_nothing_is_said_that_no_language_has() -> None:
    unknown = {file: keys - WORDS.keys() for file, keys in said().items()}
    assert {file: keys for file, keys in unknown.items() if keys} == {}


def test_no_sentence_is_never_said() -> None:
    everything = "\n".join(
        f.read_text(encoding="utf-8")
        for f in (*WEB.rglob("*.html"), *WEB.rglob("*.py"))
        if f.name != "words.py"
    )
    silent = [k for k in WORDS if not re.search(rf"\b{k}\b", everything) and not MADE.fullmatch(k)]
    assert silent == []


def test_the_names_of_topics_are_the_vocabularys() -> None:
    assert {t.key: t.title for t in vocab.topics()} == {
        key: pair[0] for key, pair in names.NAMES["topic"].items()
    }


def test_every_region_and_outcome_has_a_name_in_english() -> None:
    assert {region.key for region in vocab.regions()} <= names.NAMES["region"].keys()
    assert set(OUTCOMES) == names.NAMES["outcome"].keys()


def test_every_state_of_a_watch_has_a_name() -> None:
    thresholds = (WEB.parent / "flows/stages/thresholds.py").read_text(encoding="utf-8")
    stated = re.search(r"State = Literal\[(.*?)\]", thresholds, re.DOTALL)
    assert stated is not None
    assert set(re.findall(r'"(\w+)"', stated[1])) == names.NAMES["state"].keys()
    assert Probed.__dataclass_fields__["state"]
    assert METHODS


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_has_no_other_name_is_called_as_it_is(lang: str) -> None:
    t = Tongue(lang)
    assert t.name("agency", "국가데이터처") == "국가데이터처"
    assert t.name("region", "경북 포항시") == "경북 포항시"  # not half in each language


def test_a_number_in_a_sentence_is_written_with_commas() -> None:
    assert Tongue("ko")("articles_n", n=12345) == "기사 12,345건"
    assert Tongue("en")("articles_n", n=12345) == "12,345 articles"


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("과기정통부: also 과학기술정보통신부, 미래창조과학부.",
         "‘과기정통부’, 함께 찾은 이름: 과학기술정보통신부, 미래창조과학부"),
        ("| needs a word on both sides, as in 경북 OR 대구; for the word itself write \"|\" in quotes.",
         "| 앞뒤에 말이 있어야 합니다. 예: 경북 OR 대구. 그 말 자체를 찾으려면 따옴표로 묶으세요."),
        ("something quite new", "something quite new"),
    ],
)  # fmt: skip
def test_notes_are_told_in_korean(english: str, korean: str) -> None:
    assert notes.told(english, "ko") == korean
    assert notes.told(english, "en") == english


@pytest.mark.parametrize(
    "typed",
    ["AI OR", "OR", "title:", "-", "가 " * 70, "가" * 1001, "경북 OR -대구", "AI (경북)", '"AI', "!!! AI",
     "a b c d e f g h i j k l m n o p q r s t u v w x y z AI AI AI AI AI 경북 경북 경북 경북"],
)  # fmt: skip
def test_whatever_a_query_is_told_is_told_in_korean(typed: str) -> None:
    from korean.query import QueryError, parse

    try:
        sentences = list(parse(typed).notes)
    except QueryError as error:
        sentences = [str(error)]
    for sentence in sentences:
        assert _HANGUL.search(notes.told(sentence, "ko")), sentence
        assert notes.told(sentence, "ko") != sentence, sentence
