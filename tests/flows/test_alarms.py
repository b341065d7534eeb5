"""`flows.alarms.send`: the alarm arrives whole, and a broken channel stops nobody."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator

import pytest

from flows import alarms, delivery
from flows.alarms import AlarmSettingError, send
from tests.flows.sinks import Sink, mail_sink, webhook_sink

SUBJECT = "경보: ingest/regional 이(가) 실패했습니다"
TEXT = "경북일보의 목록이 비어 있습니다.\n“다음”에 할 일: aipolicy doctor kyongbuk"
LINK = "http://127.0.0.1:4200/runs/flow-run/1"
SECRET = "T0PSECRETmark"


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ALARM_WEBHOOK", "ALARM_EMAIL", "ALARM_FROM", "SMTP_URL"):
        monkeypatch.delenv(f"AIPOLICY_{name}", raising=False)
    monkeypatch.setattr(alarms, "PAUSE", 0.0)


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    with webhook_sink(f"/services/{SECRET}") as sink:
        monkeypatch.setenv("AIPOLICY_ALARM_WEBHOOK", sink.url)
        yield sink


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    with mail_sink() as sink:
        monkeypatch.setenv("AIPOLICY_SMTP_URL", sink.url)
        monkeypatch.setenv("AIPOLICY_ALARM_EMAIL", "desk@example.org, night@example.org")
        monkeypatch.setenv("AIPOLICY_ALARM_FROM", "corpus@example.org")
        yield sink


def test_without_settings_nothing_is_sent_and_nothing_is_wrong(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert send(SUBJECT, TEXT) == []
    assert caplog.records == []


def test_the_webhook_gets_a_text_for_people_and_fields_for_programs(hook: Sink) -> None:
    assert send(SUBJECT, TEXT, link=LINK) == ["webhook (127.0.0.1)"]
    assert hook.got == [
        {
            "text": f"{SUBJECT}\n{TEXT}\n{LINK}", "source": "aipolicy", "subject": SUBJECT,
            "message": TEXT, "link": LINK,
        }
    ]  # fmt: skip


def test_the_letter_is_korean_through_a_server_of_seven_bits(post: Sink) -> None:
    assert send(SUBJECT, TEXT, link=LINK) == ["mail (desk@example.org, night@example.org)"]
    (letter,) = post.got
    assert letter["Subject"] == SUBJECT
    assert letter["To"] == "desk@example.org, night@example.org"
    assert letter["From"] == "corpus@example.org"
    assert letter["Date"].datetime.utcoffset().total_seconds() == 9 * 3600
    body = letter.get_content().replace("\r\n", "\n")
    assert body.startswith(f"{TEXT}\n\n{LINK}\n\naipolicy, ")


def test_a_subject_of_several_lines_makes_no_header_of_its_own(post: Sink) -> None:
    send("one\r\nBcc: other@example.org", TEXT)
    (letter,) = post.got
    assert letter["Bcc"] is None
    assert letter["Subject"] == "one Bcc: other@example.org"


def test_both_channels_get_it(hook: Sink, post: Sink) -> None:
    assert len(send(SUBJECT, TEXT)) == 2
    assert (len(hook.got), len(post.got)) == (1, 1)


def test_only_names_the_kinds_that_are_asked_for(hook: Sink, post: Sink) -> None:
    send(SUBJECT, TEXT, only=("mail",))
    assert (len(hook.got), len(post.got)) == (0, 1)


def test_a_receiver_that_is_away_for_a_moment_is_tried_once_more(hook: Sink) -> None:
    hook.answers = [503, 200]
    assert send(SUBJECT, TEXT)
    assert len(hook.got) == 1


@pytest.mark.parametrize(("status", "tries"), [(404, 1), (302, 1), (500, 2)])
def test_a_webhook_that_refuses_costs_the_mail_nothing(
    hook: Sink, post: Sink, status: int, tries: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor is a redirect followed: it would carry the alarm to an address nobody has set."""
    hook.answers = [status]
    assert send(SUBJECT, TEXT) == ["mail (desk@example.org, night@example.org)"]
    assert len(hook.paths) == tries
    assert set(hook.paths) == {f"/services/{SECRET}"}
    assert f"HTTP {status}" in caplog.text
    assert "webhook (127.0.0.1)" in caplog.text
    assert SECRET not in caplog.text


def test_a_mail_server_that_refuses_the_recipient_costs_the_webhook_nothing(
    hook: Sink, post: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    post.answers = [550]
    assert send(SUBJECT, TEXT) == ["webhook (127.0.0.1)"]
    assert "AIPOLICY_ALARM_EMAIL" in caplog.text


def test_a_host_that_is_not_there_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("AIPOLICY_ALARM_WEBHOOK", f"http://127.0.0.1:{port}/{SECRET}")
    assert send(SUBJECT, TEXT) == []
    assert "Connection refused" in caplog.text
    assert SECRET not in caplog.text


def test_a_receiver_that_never_answers_holds_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(alarms, "LIMIT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        monkeypatch.setenv("AIPOLICY_ALARM_WEBHOOK", f"http://127.0.0.1:{port}/{SECRET}")
        assert send(SUBJECT, TEXT) == []
    assert "not done in" in caplog.text


# -- passwords -------------------------------------------------------------------------------------


def test_a_password_is_not_sent_to_a_server_without_tls(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with mail_sink() as sink:
        monkeypatch.setenv("AIPOLICY_ALARM_EMAIL", "desk@example.org")
        monkeypatch.setenv(
            "AIPOLICY_SMTP_URL", sink.url.replace("//", f"//desk%40example.org:{SECRET}@")
        )
        assert send(SUBJECT, TEXT) == []
    assert "no STARTTLS" in caplog.text
    assert SECRET not in caplog.text
    assert SECRET.encode() not in b"".join(sink.said)


def test_a_server_that_repeats_the_password_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Its words may hold what it was told; ours are of our own."""
    with mail_sink("AUTH PLAIN LOGIN") as sink:
        channel = delivery.Mail(
            "127.0.0.1", int(sink.url.rpartition(":")[2]), False, "a@example.org",
            ("b@example.org",), "a", SECRET,
        )  # fmt: skip
        monkeypatch.setattr(delivery.Mail, "_enter", lambda self, s: (s.ehlo(), s.login(self.user, self.password)))  # fmt: skip
        monkeypatch.setitem(alarms.READERS, "mail", lambda: channel)
        assert send(SUBJECT, TEXT, only=("mail",)) == []
    assert any(line.startswith(b"AUTH") for line in sink.said)
    assert "535 (it does not take the user name and password)" in caplog.text
    assert SECRET not in caplog.text
    assert SECRET not in repr(channel)


# -- settings --------------------------------------------------------------------------------------

WRONG = [
    ({"ALARM_WEBHOOK": f"http://hooks.example.org/{SECRET}"}, "no https address"),
    ({"ALARM_WEBHOOK": f"hooks.example.org/{SECRET}"}, "no address such as"),
    ({"ALARM_WEBHOOK": f"https://hooks.example.org:{SECRET}/"}, "no address such as"),
    ({"ALARM_WEBHOOK": f"file:///{SECRET}"}, "no address such as"),
    ({"ALARM_WEBHOOK": f"https://hooks.example.org/{SECRET}\nx"}, "no address such as"),
    ({"ALARM_EMAIL": "desk@example.org"}, "no mail server"),
    ({"SMTP_URL": f"smtps://a:{SECRET}@mail.example.org"}, "nobody to write to"),
    (
        {"SMTP_URL": f"smtps://a:{SECRET}/@mail.example.org", "ALARM_EMAIL": "a@example.org"},
        "%2F for /",
    ),
    (
        {"SMTP_URL": f"smtps://a:{SECRET}#@mail.example.org", "ALARM_EMAIL": "a@example.org"},
        "%23 for #",
    ),
    (
        {"SMTP_URL": f"https://a:{SECRET}@mail.example.org", "ALARM_EMAIL": "a@example.org"},
        "neither smtps://",
    ),
    (
        {"SMTP_URL": "smtp://mail.example.org", "ALARM_EMAIL": "desk at example.org"},
        "no e-mail address",
    ),
    (
        {"SMTP_URL": "smtp://mail.example.org", "ALARM_EMAIL": "a@b.org", "ALARM_FROM": "경보"},
        "AIPOLICY_ALARM_FROM",
    ),
]


@pytest.mark.parametrize(("given", "said"), WRONG)
def test_a_wrong_setting_is_a_sentence_without_the_secret(
    given: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(f"AIPOLICY_{name}", value)
    read = alarms.webhook if "ALARM_WEBHOOK" in given else alarms.mail
    with pytest.raises(AlarmSettingError) as refused:
        read()
    assert said in str(refused.value)
    with caplog.at_level(logging.ERROR):
        assert send(SUBJECT, TEXT) == []
    assert said in caplog.text
    assert SECRET not in caplog.text + repr(refused.value)
    assert refused.value.__cause__ is None


def test_a_password_may_hold_anything_when_written_as_the_message_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AIPOLICY_SMTP_URL", "smtps://desk%40a.org:p%40s%3As%2F%23@mail.a.org")
    monkeypatch.setenv("AIPOLICY_ALARM_EMAIL", "x@b.org,y@b.org")
    channel = alarms.mail()
    assert channel is not None
    assert (channel.user, channel.password) == ("desk@a.org", "p@s:s/#")
    assert (channel.host, channel.port, channel.tls) == ("mail.a.org", 465, True)
    assert channel.sender == "desk@a.org"
