"""Prefect's message broker in memory, with patience where SQLite is locked.

Given to the server by `flows.serving.up` as PREFECT_SERVER_EVENTS_MESSAGING_BROKER. A trigger is
evaluated in a transaction that reads first and writes then (Prefect 3.8.8, ``events/triggers.py``).
SQLite never lets such a one wait for the lock, whatever the busy timeout (Prefect's is 60 s): the
wait could be for ever. It fails at once, and Prefect's own three retries follow within half a
second. Then the event is a dead letter, and no automation hears of it (seen 2026-11-21: the alarm of
a crashed run). No setting changes either, so each try waits here. What is lost all the same is
told by `flows.serving.letters`.
"""

from __future__ import annotations

import asyncio
import logging

from prefect.server.utilities.messaging import Message, MessageHandler, memory
from prefect.server.utilities.messaging.memory import Publisher, break_topic, ephemeral_subscription
from sqlalchemy.exc import OperationalError

__all__ = ["Consumer", "Publisher", "break_topic", "ephemeral_subscription"]

logger = logging.getLogger(__name__)

#: Seconds between the tries of one delivery; Prefect delivers four times.
WAITS = (0.1, 0.3, 1.0, 3.0, 5.0)


class Consumer(memory.Consumer):
    """Prefect's own, but for the waits."""

    async def run(self, handler: MessageHandler) -> None:
        async def patient(message: Message) -> None:
            for wait in WAITS:
                try:
                    return await handler(message)
                except OperationalError as error:
                    logger.info("%s; tried again in %.1f s", error.orig, wait)
                    await asyncio.sleep(wait)
            return await handler(message)

        await super().run(patient)
