"""Every topic has one name in each language, wherever it is said."""

from __future__ import annotations

import re

from flows.briefing.words import Speech
from korean import vocab
from korean.names import ENGLISH, topics
from web.words import Tongue


def test_topics_are_those_of_the_vocabulary() -> None:
    assert set(ENGLISH) == set(topics()) == {topic.key for topic in vocab.topics()}


def test_no_english_name_is_korean_or_stands_twice() -> None:
    assert not [name for name in ENGLISH.values() if re.search("[가-힣]", name)]
    assert len(set(ENGLISH.values())) == len(ENGLISH)


def test_the_reading_room_and_the_digest_say_the_same() -> None:
    for key, (korean, english) in topics().items():
        assert Tongue("ko").name("topic", key) == Speech("ko").name("topic", key) == korean
        assert Tongue("en").name("topic", key) == Speech("en").name("topic", key) == english
    assert Tongue("en").name("topic", "none") == Speech("en").name("topic", "none") == "none"
