"""`alarm`: the flow an automation starts to tell of a failed run; nothing but `flows.alarms.send`."""

from __future__ import annotations

from typing import Literal

from prefect import flow

from flows.alarms import send

#: Further tries by the flow itself, a minute apart: mail servers are away for minutes, not seconds.
TRIES = 3


class AlarmLost(RuntimeError):
    """Raised by `alarm` when no channel took it. The log above it says why, channel by channel."""


@flow(
    name="alarm",
    description="Tell people by webhook and e-mail, where they are set.",
    retries=TRIES,
    retry_delay_seconds=60,
    persist_result=False,
)
def alarm(
    subject: str,
    text: str,
    link: str | None = None,
    channels: list[Literal["webhook", "mail"]] | None = None,
) -> list[str]:
    """Send one alarm.

    Args:
        subject: one line: what happened, to what.
        text: what is known of it, and what to try next.
        link: an address with more.
        channels: only these; empty means all that are set.
    """
    sent = send(subject, text, link=link, only=tuple(channels or ()))
    if not sent:
        raise AlarmLost(
            "no channel took the alarm: set AIPOLICY_ALARM_WEBHOOK, or AIPOLICY_SMTP_URL and "
            "AIPOLICY_ALARM_EMAIL, for this worker; `aipolicy automations --test` tries them"
        )
    return sent
