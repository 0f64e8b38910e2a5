"""The runner for asyncio: a task for each of several steps at once."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from hypersender import AsyncClient, HypersenderError, LinkedEvent, QrCode

from . import normal_form
from .control import Control, Run, Thrown, watched

if TYPE_CHECKING:
    from collections.abc import Callable

Step = dict[str, Any]


async def play(control: Control, name: str) -> list[str]:
    """Run a scenario. What is wrong."""
    # Each question to the server waits on a thread of its own.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(256))
    run = await asyncio.to_thread(Run, control, name)
    control.exports.play_scenario(control.runner, run.id)
    try:
        with normal_form.Logged() as logged:
            player = Player(run, logged)
            mismatches = [found for step in run.plan["steps"] for found in await player.step(step)]
        return mismatches + await asyncio.to_thread(run.finish)
    finally:
        control.exports.play_scenario(control.runner, None)


class Player:
    """Does what the steps say."""

    def __init__(self, run: Run, logged: normal_form.Logged) -> None:
        self.run = run
        self.logged = logged
        self.clients: dict[str, AsyncClient] = {}
        self.kept: dict[str, QrCode] = {}

    async def step(self, step: Step) -> list[str]:
        turn = await asyncio.to_thread(self.run.begin, step)
        if step["do"] == "concurrently":
            begun = [self.step(one) for one in step["steps"] for _ in range(one.get("times", 1))]
            found = [found for each in await asyncio.gather(*begun) for found in each]
            return found + await asyncio.to_thread(self.run.check, turn)
        result: Step | None = await getattr(self, step["do"])(step, turn)
        if result is not None:
            result["renderings"] += self.logged.lines
        return await asyncio.to_thread(self.run.check, turn, result)

    async def new_client(self, step: Step, _: int) -> Step | None:
        options: dict[str, Any] = dict(step["options"])
        if isinstance(options["token"], dict):
            callback: str = step["options"]["token"]["callback"]

            async def token() -> str:
                return await asyncio.to_thread(self.run.token, callback)

            options["token"] = token
        try:
            self.clients[step["name"]] = AsyncClient(**options)
        except HypersenderError as error:
            if not step["check"]:
                raise
            return normal_form.of_error(error)
        return {"value": None, "renderings": []} if step["check"] else None

    async def call(self, step: Step, turn: int) -> Step:
        method = getattr(self.clients[step["client"]], step["operation"])
        try:
            work = method(**step["args"], **step["options"])
            if asyncio.iscoroutine(work):
                task = asyncio.ensure_future(work)
                self.watch(step, turn, task.cancel)
                work = await task
        except asyncio.CancelledError:
            return {"cancelled": True, "renderings": []}
        except (HypersenderError, Thrown) as error:
            return normal_form.of_error(error)
        if "keep_as" in step:
            self.kept[step["keep_as"]] = work.qr_code
        return normal_form.of_value(work, step["read"])

    async def link(self, step: Step, turn: int) -> Step:
        client = self.clients[step["client"]]
        last: LinkedEvent | None = None
        try:
            session = client.link(step["instance"], **step["options"])
            self.watch(step, turn, session.cancel)
            if step["wait"]:
                last = await session.wait()
            else:
                async for event in session:
                    told = normal_form.written(event), normal_form.renderings(event)
                    if not await asyncio.to_thread(self.run.goes_on, turn, *told):
                        session.cancel()
                    if isinstance(event, LinkedEvent):
                        last = event
        except (HypersenderError, Thrown) as error:
            return normal_form.of_error(error)
        if last is None:
            return {"cancelled": True, "renderings": []}
        return normal_form.of_value(last, [])

    async def close(self, step: Step, _: int) -> None:
        await self.clients[step["name"]].aclose()

    async def read(self, step: Step, _: int) -> Step:
        qr = normal_form.readings(self.kept[step["name"]], step["read"])
        return {"value": None, "renderings": [], "qr": qr}

    async def nothing(self, _step: Step, _turn: int) -> None:
        """Do nothing: the server does what has to be done."""

    until = advance = suspend = set_wall = nothing

    def watch(self, step: Step, turn: int, cancel: Callable[[], object]) -> None:
        """Cancel the step when that is due."""
        if not watched(step):
            return
        loop = asyncio.get_running_loop()

        def due() -> None:
            if self.run.cancels(turn):
                loop.call_soon_threadsafe(cancel)

        loop.run_in_executor(None, due)
