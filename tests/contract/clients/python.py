"""The Python client; with `async` as an argument the one for asyncio."""

from __future__ import annotations

import asyncio
import os
import sys

from hypersender import AsyncClient, Client

NAME, PHONE = "MyInstanceName", "+201234567890"
WEBHOOK = "https://example.com/webhooks/whatsapp"
HEALTHY, UNLINKED = os.environ["HEALTHY"], os.environ["UNLINKED"]


def one_after_the_other() -> None:
    with Client() as client:
        client.health(HEALTHY)
        client.list_instances(uuid=HEALTHY, name=NAME, phone=PHONE, status="WORKING")
        client.create_instance(phone=PHONE, name=NAME, webhook_url=WEBHOOK)
        client.restart(HEALTHY)
        client.request_new_qr_code(UNLINKED)


async def at_once() -> None:
    async with AsyncClient() as client:
        await asyncio.gather(
            client.health(HEALTHY),
            client.list_instances(uuid=HEALTHY, name=NAME, phone=PHONE, status="WORKING"),
            client.create_instance(phone=PHONE, name=NAME, webhook_url=WEBHOOK),
            client.restart(HEALTHY),
            client.request_new_qr_code(UNLINKED),
        )


if sys.argv[1:] == ["async"]:
    asyncio.run(at_once())
else:
    one_after_the_other()
