"""Lines that end in "wrong" must not type-check, and all others must. Nobody runs this."""

from datetime import datetime, timedelta

from hypersender import (
    AsyncClient,
    Client,
    Health,
    LinkedEvent,
    QrCodeEvent,
    RateLimitError,
    Status,
    StatusEvent,
)
from hypersender.testing import Sandbox


def of_the_client(client: Client) -> None:
    client.health(7)  # wrong
    client.health("one", 5)  # wrong
    client.health("one", timeout="5")  # wrong
    client.health("one", timeout=timedelta(seconds=5))
    client.health()  # wrong
    client.create_instance("+201234567890", "Shop")  # wrong
    client.create_instance(phone="+201234567890")  # wrong
    client.request_new_qr_code("one", cooldown="never")  # wrong
    client.request_new_qr_code("one", cooldown="wait", max_wait=5)
    client.list_instances(status=Status.WORKING)
    client.list_instances(status=7)  # wrong
    client.link("one", max_qr_codes="3")  # wrong
    client.qr_cooldown("one").real.hex()
    client.aclose()  # wrong


def of_making_one() -> None:
    Client("1|token", "https://example.com")  # wrong
    Client("1|token", base_url=7)  # wrong
    Client("1|token", max_retries=None, timeout=1.5)
    Client(lambda: "1|token")
    Client(lambda: 7)  # wrong

    async def token() -> str:
        return "1|token"

    AsyncClient(token)


def of_answers(health: Health, sandbox: Sandbox) -> None:
    health.status = Status.WORKING  # wrong
    seen: datetime = health.connected_at  # wrong
    known: Status = health.status
    health.colour  # wrong
    Health(instance_id="one", status=Status.WORKING)
    Health("one", Status.WORKING)  # wrong
    print(seen, known)
    sandbox.client().health("one")
    sandbox.async_client().close()  # wrong
    sandbox.wait_for_request("health", after=1, ended=True, timeout=timedelta(seconds=5))
    sandbox.wait_for_request(ended=5)  # wrong
    sandbox.wait_for_request("health", 1)  # wrong
    sandbox.client(timout=5)  # wrong
    sandbox.async_client(timeout="5")  # wrong
    sandbox.client(timeout=5, cooldown="off")


def of_events(client: Client) -> str:
    for event in client.link("one"):
        match event:
            case QrCodeEvent(qr_code=code, number=number):
                return code.data_uri + str(number + 1)
            case QrCodeEvent(code):  # wrong
                raise AssertionError
            case StatusEvent(current=status):
                return status.value
            case LinkedEvent():
                event.qr_code  # wrong
            case _:
                pass
    for event in client.link("one"):
        event.number  # wrong
    return client.link("one").wait().instance_id


async def of_the_async_client(client: AsyncClient) -> None:
    client.health("one").status  # wrong
    (await client.health("one")).status.is_working
    await client.link("one")  # wrong
    for _ in client.link("one"):  # wrong
        pass
    async for event in client.link("one"):
        print(event.kind)
    try:
        await client.restart("one")
    except RateLimitError as error:
        wait: float = error.retry_after  # wrong
        print(wait, error.limited_by)
