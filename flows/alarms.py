"""Alarms: a few sentences to a webhook and by e-mail, to people who are not looking.

| setting | Secret block | meaning |
|---|---|---|
| ``AIPOLICY_ALARM_WEBHOOK`` | ``aipolicy-alarm-webhook`` | address that takes a JSON POST |
| ``AIPOLICY_SMTP_URL`` | ``aipolicy-smtp-url`` | ``smtps://user:password@host:465`` or ``smtp://…`` |
| ``AIPOLICY_ALARM_EMAIL`` | | recipients, comma separated |
| ``AIPOLICY_ALARM_FROM`` | | sender; by default the user of the SMTP address |

The environment comes first; a block is asked for only where a Prefect server is known. Both addresses
are secrets: nothing here says more of them than the host.
"""

from __future__ import annotations

import logging
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import SplitResult, unquote, urlsplit

from flows.delivery import Alarm, Channel, DeliveryFailed, Mail, Webhook, is_loopback

logger = logging.getLogger(__name__)

#: Seconds one try at one channel may take in all, and until the second try.
LIMIT = 30.0
PAUSE = 2.0

_PORTS = {"smtp": 587, "smtps": 465}
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class AlarmSettingError(ValueError):
    """A setting of the alarms is wrong. Raised by `webhook` and `mail`; never holds the secret."""


def send(
    subject: str, text: str, *, link: str | None = None, only: tuple[str, ...] = ()
) -> list[str]:
    """Send to every channel that is set; the names of those that took it.

    Nothing is raised for a channel: what is wrong with one is logged, and the other gets its turn.
    ``only`` limits it to some kinds: ``webhook``, ``mail``.
    """
    alarm = Alarm(subject, text, link, datetime.now(UTC))
    return [channel.name for channel in _usable(only) if _deliver(channel, alarm)]


def _usable(only: tuple[str, ...]) -> Iterator[Channel]:
    for kind, read in READERS.items():
        if only and kind not in only:
            continue
        try:
            channel = read()
        except AlarmSettingError as error:
            logger.error("no alarm by %s: %s", kind, error)  # noqa: TRY400 (a sentence, no traceback)
            continue
        if channel is not None:
            yield channel


def _deliver(channel: Channel, alarm: Alarm) -> bool:
    """Two tries; the second only where the first failed in a way that may pass."""
    for last in (False, True):
        problem = _try(channel, alarm)
        if problem is None:
            return True
        logger.warning("no alarm by %s: %s", channel.name, problem)
        if last or not problem.passing:
            break
        time.sleep(PAUSE)
    logger.error("the alarm %r went not out by %s", alarm.subject, channel.name)
    return False


def _try(channel: Channel, alarm: Alarm) -> DeliveryFailed | None:
    """One try, in a thread: a receiver that answers a byte a minute must not hold the caller."""
    ended: list[DeliveryFailed | None] = []

    def deliver() -> None:
        try:
            channel.deliver(alarm)
            ended.append(None)
        except DeliveryFailed as error:
            ended.append(error)
        except Exception as error:  # a fault of ours must not stop the other channel either
            ended.append(DeliveryFailed(type(error).__name__, passing=False))

    thread = threading.Thread(target=deliver, name="alarm", daemon=True)
    thread.start()
    thread.join(LIMIT)
    return ended[0] if ended else DeliveryFailed(f"not done in {LIMIT:.0f} s", passing=False)


# -- settings --------------------------------------------------------------------------------------


def webhook() -> Webhook | None:
    """The webhook that is set, or None. Raises AlarmSettingError."""
    url = _secret("AIPOLICY_ALARM_WEBHOOK", "aipolicy-alarm-webhook")
    if url is None:
        return None
    parts = _split(url, "AIPOLICY_ALARM_WEBHOOK", "https://hooks.example.org/…")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise AlarmSettingError(
            f"AIPOLICY_ALARM_WEBHOOK ({parts.hostname or 'no host'}) is no https address; its path "
            "is a secret, so plain http is taken for this machine alone (127.0.0.1)"
        )
    return Webhook(url)


def mail() -> Mail | None:
    """The mail server and recipients that are set, or None. Raises AlarmSettingError."""
    url = _secret("AIPOLICY_SMTP_URL", "aipolicy-smtp-url")
    recipients = os.environ.get("AIPOLICY_ALARM_EMAIL", "").strip()
    if url is None and not recipients:
        return None
    if url is None:
        raise AlarmSettingError(
            "AIPOLICY_ALARM_EMAIL is set, but no mail server: set AIPOLICY_SMTP_URL, such as "
            "smtps://user:password@mail.example.org:465"
        )
    if not recipients:
        raise AlarmSettingError(
            "AIPOLICY_SMTP_URL is set, but nobody to write to: set AIPOLICY_ALARM_EMAIL, such as "
            "desk@example.org"
        )
    return _mail(url, tuple(r.strip() for r in recipients.split(",") if r.strip()))


def _mail(url: str, recipients: tuple[str, ...]) -> Mail:
    parts = _split(url, "AIPOLICY_SMTP_URL", "smtps://user:password@mail.example.org:465")
    if parts.scheme not in _PORTS:
        raise AlarmSettingError(
            "AIPOLICY_SMTP_URL begins with neither smtps:// (TLS from the start) nor smtp:// "
            "(STARTTLS)"
        )
    for address in recipients:
        _checked(address, "AIPOLICY_ALARM_EMAIL")
    user = unquote(parts.username) if parts.username else None
    sender = os.environ.get("AIPOLICY_ALARM_FROM", "").strip()
    if not sender:
        sender = user if user and "@" in user else f"aipolicy@{parts.hostname}"
    return Mail(
        host=parts.hostname or "",
        port=parts.port or _PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        sender=_checked(sender, "AIPOLICY_ALARM_FROM"),
        recipients=recipients,
        user=user,
        password=unquote(parts.password) if parts.password else None,
    )


def _split(url: str, name: str, example: str) -> SplitResult:
    """The parts of an address. Python's own message would repeat what stands in it: it is dropped."""
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(c.isspace() or not c.isprintable() for c in url):
        raise AlarmSettingError(
            f"{name} is no address such as {example}; in a user name or password write "
            "%40 for @, %3A for :, %2F for /, %23 for # and %3F for ?"
        )
    return parts


def _checked(address: str, name: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise AlarmSettingError(
            f"{name} holds {address!r}, which is no e-mail address; write desk@example.org, and "
            "commas between several"
        )
    return address


def _secret(name: str, block: str) -> str | None:
    value = os.environ.get(name, "").strip()
    return value or _from_block(block)


def _from_block(block: str) -> str | None:
    """A Prefect Secret block's value. Only where a server is known: none is started for this."""
    from prefect.blocks.system import Secret
    from prefect.context import FlowRunContext
    from prefect.settings import get_current_settings

    if FlowRunContext.get() is None and get_current_settings().api.url is None:
        return None
    try:
        value = Secret.load(block, _sync=True).get()  # type: ignore[call-arg, union-attr]
    except ValueError:  # Prefect's word for "there is none of that name"
        return None
    except Exception as error:  # a server that does not answer must not stop the caller
        logger.warning("the Secret block %s cannot be read: %s", block, type(error).__name__)
        return None
    return str(value).strip() or None


#: How each kind of channel is read from the settings; the order in which they are tried.
READERS: dict[str, Callable[[], Channel | None]] = {"webhook": webhook, "mail": mail}
