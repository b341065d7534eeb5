"""How an alarm leaves the house: JSON to a webhook, a letter over SMTP. Used by `flows.alarms`."""

from __future__ import annotations

import http.client
import ipaddress
import json
import smtplib
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import IO, Any, Protocol
from urllib.parse import urlsplit

from korean.dates import KST, kst

#: Seconds one step (connecting, an answer) may take.
STEP = 10.0
#: Answers that say "not now": worth a second try.
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
#: The shape of an alarm over a webhook: `text` is what Slack, Mattermost and their like show; the
#: others are for programs.
FIELDS = ("text", "source", "subject", "message", "link")


class DeliveryFailed(Exception):
    """A channel did not take an alarm. ``passing``: another try may do. Never holds a secret."""

    def __init__(self, message: str, *, passing: bool) -> None:
        super().__init__(message)
        self.passing = passing


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is to be told. ``at`` is aware; people see it in Asia/Seoul."""

    subject: str
    text: str
    link: str | None
    at: datetime

    @property
    def letter(self) -> str:
        parts = [self.text.rstrip(), self.link, f"aipolicy, {kst(self.at):%Y-%m-%d %H:%M} KST"]
        return "\n\n".join(part for part in parts if part) + "\n"


class Channel(Protocol):
    """A way out. ``name`` says which, without its secret; ``deliver`` raises DeliveryFailed."""

    @property
    def name(self) -> str: ...

    def deliver(self, alarm: Alarm) -> None: ...


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine, by its name or address alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


# -- webhook ---------------------------------------------------------------------------------------


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the alarm to an address nobody has set."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any,
        newurl: str,
    ) -> None:  # fmt: skip
        return None


@dataclass(frozen=True, slots=True)
class Webhook:
    """A receiver of JSON. Its path is a secret; it is called by its host."""

    url: str = field(repr=False)

    @property
    def name(self) -> str:
        return f"webhook ({urlsplit(self.url).hostname})"

    def deliver(self, alarm: Alarm) -> None:
        values = (
            "\n".join(part for part in (alarm.subject, alarm.text, alarm.link) if part),
            "aipolicy", alarm.subject, alarm.text, alarm.link,
        )  # fmt: skip
        body = json.dumps(dict(zip(FIELDS, values, strict=True)), ensure_ascii=False)
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "aipolicy"}
        request = urllib.request.Request(self.url, body.encode(), headers, method="POST")
        try:
            opener = urllib.request.build_opener(_NoRedirect)
            with opener.open(request, timeout=STEP) as answer:
                answer.read(1)
        except urllib.error.HTTPError as error:
            error.close()
            raise DeliveryFailed(
                f"it answers HTTP {error.code}; is AIPOLICY_ALARM_WEBHOOK still the address that "
                "the receiver gave?",
                passing=error.code in _PASSING,
            ) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise DeliveryFailed(
                _reason(error), passing=not isinstance(error, ValueError)
            ) from None


# -- mail ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail server and who is written to. ``tls``: from the start; else STARTTLS where offered."""

    host: str
    port: int
    tls: bool
    sender: str
    recipients: tuple[str, ...]
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return f"mail ({', '.join(self.recipients)})"

    def deliver(self, alarm: Alarm) -> None:
        try:
            with self._connected() as server:
                self._enter(server)
                refused = server.send_message(self._letter(alarm), self.sender, self.recipients)
        except smtplib.SMTPResponseException as error:
            raise DeliveryFailed(
                f"{self.host} answers {error.smtp_code} {_word(error)}; see AIPOLICY_SMTP_URL",
                passing=400 <= error.smtp_code < 500,
            ) from None
        except smtplib.SMTPRecipientsRefused as error:
            raise DeliveryFailed(
                f"{self.host} refuses {', '.join(error.recipients)}; see AIPOLICY_ALARM_EMAIL",
                passing=False,
            ) from None
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryFailed(f"{self.host}: {_reason(error)}", passing=True) from None
        if refused:
            raise DeliveryFailed(
                f"{self.host} took it, but not for {', '.join(refused)}; see AIPOLICY_ALARM_EMAIL",
                passing=False,
            )

    def _connected(self) -> smtplib.SMTP:
        if self.tls:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=STEP, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=STEP)

    def _enter(self, server: smtplib.SMTP) -> None:
        """TLS where it is offered; a password never goes out without."""
        server.ehlo()
        safe = self.tls
        if not safe and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
            safe = True
        if self.user and self.password:
            if not safe:
                raise DeliveryFailed(
                    f"{self.host} offers no STARTTLS, and a password is not sent in the clear; use "
                    "smtps:// in AIPOLICY_SMTP_URL, or leave the password out",
                    passing=False,
                )
            server.login(self.user, self.password)

    def _letter(self, alarm: Alarm) -> EmailMessage:
        """Base64 in UTF-8: Korean arrives whole through servers that know seven bits only."""
        message = EmailMessage(policy=SMTP)
        message["Subject"] = " ".join(alarm.subject.split())
        message["From"] = self.sender
        message["To"] = ", ".join(self.recipients)
        message["Date"] = format_datetime(alarm.at.astimezone(KST))
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"  # no out-of-office answers (RFC 3834)
        message.set_content(alarm.letter, charset="utf-8", cte="base64")
        return message


def _reason(error: BaseException) -> str:
    """An error without what it was called with: system errors by their words, others by name."""
    cause = getattr(error, "reason", error)
    if isinstance(cause, ssl.SSLError):
        return f"TLS fails ({cause.reason or type(cause).__name__})"
    if isinstance(cause, TimeoutError):
        return f"no answer in {STEP:.0f} s"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    return type(cause).__name__


def _word(error: smtplib.SMTPResponseException) -> str:
    """The class of a refusal, in words of ours: a server may repeat what it was told."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "(it does not take the user name and password)"
    if isinstance(error, smtplib.SMTPSenderRefused):
        return "(it does not take the sender; see AIPOLICY_ALARM_FROM)"
    return "(it refuses)"
