"""Everything that crosses into the native module and back, so many times."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading

from hypersender import (
    AsyncClient,
    Client,
    HypersenderError,
    InvalidArgumentError,
    NotFoundError,
    QrCode,
    QrCodeEvent,
    Secret,
    _native,
)
from hypersender.testing import Sandbox

# A slow machine under a slow tool: only what is meant to end early does.
PATIENCE = 3000
UNLIMITED = {"request_new_qr_code": None, "health": None, "create_instance": None}


def expect(error: type[BaseException], act: object, *arguments: object) -> None:
    try:
        act(*arguments)  # type: ignore[operator]  # pyright: ignore[reportCallIssue]
    except error as caught:
        if not str(caught):
            raise
    else:
        raise AssertionError(error)


def values(sandbox: Sandbox, client: Client) -> None:
    answer = client.request_new_qr_code(sandbox.instance, cooldown="off")
    code = answer.qr_code
    texts = (code.payload.reveal(), code.svg(), code.terminal(), code.base64, code.data_uri)
    if not all(texts) or QrCode(code.png).payload != Secret(texts[0]):
        raise AssertionError
    client.list_instances(status="SCAN_QR_CODE")
    client.health(sandbox.instance)
    client.create_instance(phone="+201234567890", name=f"Shop {len(sandbox.instances)}")
    expect(NotFoundError, client.health, "nobody")
    expect(InvalidArgumentError, client.health, "../..")
    expect(InvalidArgumentError, QrCode, b"no picture")


def panics() -> None:
    proof = getattr(_native, "test_exports", None)
    if proof is not None:
        for code in ("rate_limited", "validation", "invalid_response"):
            expect(HypersenderError, proof.fail_with(code).wait)


async def sessions(sandbox: Sandbox) -> None:
    async with sandbox.async_client(timeout=PATIENCE, cooldown="off") as client:
        await cancelled(client, sandbox.instance)
        # By hand, not by a fast clock: a code has to be alive once such a machine scans it.
        sandbox.advance(60)
        session = client.link(sandbox.create_instance(), timeout=PATIENCE)
        async for event in session:
            repr(event)
            if isinstance(event, QrCodeEvent):
                sandbox.phone.scan(event.qr_code)
                sandbox.advance(60)
        async for _ in client.link(sandbox.create_instance()):
            break


async def cancelled(client: AsyncClient, instance: str) -> None:
    task = asyncio.ensure_future(client.health(instance))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])


def main(rounds: int) -> None:
    with (
        Sandbox(seed=1, limits=UNLIMITED) as sandbox,
        sandbox.client(timeout=PATIENCE) as client,
    ):
        for _ in range(rounds):
            values(sandbox, client)
            panics()
            asyncio.run(sessions(sandbox))
            thread = threading.Thread(target=client.health, args=(sandbox.instance,))
            thread.start()
            thread.join()
            gc.collect()


main(int(sys.argv[1]))
sys.stdout.write("done\n")
