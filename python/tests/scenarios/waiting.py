"""The runner for the client that waits: a thread for each of several steps at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from hypersender import Client, HypersenderError, LinkedEvent, QrCode

from . import normal_form
from .control import Control, Run, Thrown, watched

if TYPE_CHECKING:
    from collections.abc import Callable

Step = dict[str, Any]


def play(control: Control, name: str) -> list[str]:
    """Run a scenario. What is wrong."""
    run = Run(control, name)
    control.exports.play_scenario(control.runner, run.id)
    try:
        with normal_form.Logged() as logged:
            player = Player(run, logged)
            mismatches = [found for step in run.plan["steps"] for found in player.step(step)]
        return mismatches + run.finish()
    finally:
        control.exports.play_scenario(control.runner, None)


class Player:
    """Does what the steps say."""

    def __init__(self, run: Run, logged: normal_form.Logged) -> None:
        self.run = run
        self.logged = logged
        self.clients: dict[str, Client] = {}
        self.kept: dict[str, QrCode] = {}

    def step(self, step: Step) -> list[str]:
        turn = self.run.begin(step)
        if step["do"] == "concurrently":
            all_steps = [one for one in step["steps"] for _ in range(one.get("times", 1))]
            with ThreadPoolExecutor(len(all_steps)) as pool:
                begun = [pool.submit(self.step, one) for one in all_steps]
                return [found for one in begun for found in one.result()] + self.run.check(turn)
        result: Step | None = getattr(self, step["do"])(step, turn)
        if result is not None:
            result["renderings"] += self.logged.lines
        return self.run.check(turn, result)

    def new_client(self, step: Step, _: int) -> Step | None:
        options: dict[str, Any] = dict(step["options"])
        if isinstance(options["token"], dict):
            callback: str = step["options"]["token"]["callback"]
            options["token"] = lambda: self.run.token(callback)
        try:
            self.clients[step["name"]] = Client(**options)
        except HypersenderError as error:
            if not step["check"]:
                raise
            return normal_form.of_error(error)
        return {"value": None, "renderings": []} if step["check"] else None

    def call(self, step: Step, turn: int) -> Step:
        method = getattr(self.clients[step["client"]], step["operation"])
        thread = self.run.control.exports.this_thread()
        self.watch(step, turn, lambda: self.run.control.exports.interrupt(thread))
        try:
            value = method(**step["args"], **step["options"])
        except KeyboardInterrupt:
            return {"cancelled": True, "renderings": []}
        except (HypersenderError, Thrown) as error:
            return normal_form.of_error(error)
        if "keep_as" in step:
            self.kept[step["keep_as"]] = value.qr_code
        return normal_form.of_value(value, step["read"])

    def link(self, step: Step, turn: int) -> Step:
        client = self.clients[step["client"]]
        last: LinkedEvent | None = None
        try:
            session = client.link(step["instance"], **step["options"])
            self.watch(step, turn, session.cancel)
            if step["wait"]:
                last = session.wait()
            else:
                for event in session:
                    if not self.run.goes_on(
                        turn, normal_form.written(event), normal_form.renderings(event)
                    ):
                        session.cancel()
                    if isinstance(event, LinkedEvent):
                        last = event
        except (HypersenderError, Thrown) as error:
            return normal_form.of_error(error)
        if last is None:
            return {"cancelled": True, "renderings": []}
        return normal_form.of_value(last, [])

    def close(self, step: Step, _: int) -> None:
        self.clients[step["name"]].close()

    def read(self, step: Step, _: int) -> Step:
        qr = normal_form.readings(self.kept[step["name"]], step["read"])
        return {"value": None, "renderings": [], "qr": qr}

    def nothing(self, _step: Step, _turn: int) -> None:
        """Do nothing: the server does what has to be done."""

    until = advance = suspend = set_wall = nothing

    def watch(self, step: Step, turn: int, cancel: Callable[[], object]) -> None:
        """Cancel the step when that is due, from another thread."""
        if not watched(step):
            return

        def due() -> None:
            if self.run.cancels(turn):
                cancel()

        threading.Thread(target=due, daemon=True).start()
