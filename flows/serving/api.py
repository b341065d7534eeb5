"""What we ask Prefect's server ourselves, over plain HTTP: its client costs seconds and 100 MB."""

from __future__ import annotations

import base64
import http.client
import json
import os
import time
import urllib.error
import urllib.request
from typing import Any

#: Names of the states a run of Prefect's is in before, and while, it is worked on.
WAITING = ("SCHEDULED",)
AT_WORK = ("PENDING", "RUNNING", "CANCELLING")
#: Seconds between attempts at a server that is busy.
BUSY = (0.2, 0.5, 1.0, 2.0, 4.0)


class ServerError(RuntimeError):
    """Raised by `ask`: the server does not answer, or refuses. The message is its own."""


def ask(
    url: str, path: str, body: Any = None, *, method: str | None = None, timeout: float = 30
) -> Any:
    """POST ``body`` to the API at ``url`` (GET without one); the answer's JSON, None when empty.

    ``PREFECT_API_AUTH_STRING`` is sent where it is set. A busy server (503: its SQLite is locked) is
    asked again, as Prefect's own client does. Raises ServerError.
    """
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        f"{url}/{path}", data, {"Content-Type": "application/json"}, method=method
    )
    if secret := os.environ.get("PREFECT_API_AUTH_STRING"):
        request.add_header("Authorization", f"Basic {base64.b64encode(secret.encode()).decode()}")
    for wait in BUSY:
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                said = answer.read()
            return json.loads(said) if said else None
        except urllib.error.HTTPError as error:
            reason = f"{path}: {error.code} {error.read().decode(errors='replace')}"
            if error.code != 503:
                raise ServerError(reason) from error
            time.sleep(wait)
        except (OSError, http.client.HTTPException) as error:
            raise ServerError(f"{url} does not answer: {error}") from error
    raise ServerError(reason)


def healthy(url: str, *, timeout: float = 5) -> bool:
    """Whether the server at ``url`` is up and serves."""
    try:
        return ask(url, "health", timeout=timeout) is True
    except ServerError:
        return False
