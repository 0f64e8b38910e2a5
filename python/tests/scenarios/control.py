"""The scenarios' server, which runs inside the test build of the native module."""

from __future__ import annotations

import faulthandler
import http.client
import json
import time
from contextlib import closing
from typing import Any

from hypersender import _native


class Control:
    """Talks to the server, from any thread."""

    def __init__(self, runner: str) -> None:
        self.exports: Any = vars(_native)["test_exports"]
        self.runner = runner
        self._address: str = self.exports.scenarios(runner)

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Ask for something, and give the answer. Another answer than 200 is a defect."""
        method = "GET" if body is None else "POST"
        with closing(http.client.HTTPConnection(self._address)) as connection:
            connection.request(method, path, None if body is None else json.dumps(body))
            response = connection.getresponse()
            text = response.read().decode()
        assert response.status == 200, f"{method} {path}: {text}"
        return json.loads(text)


class Run:
    """A scenario under way. One that hangs ends the process, and says where."""

    def __init__(self, control: Control, name: str) -> None:
        self.control = control
        self.plan: dict[str, Any] = control.ask("/start", {"name": name})
        self.id: str = self.plan["run"]
        self.guard: float = self.plan["guard"]
        # Who is only late is heard first.
        faulthandler.dump_traceback_later(2 * self.guard, exit=True)
        self.began = time.monotonic()

    def ask(self, path: str, **body: Any) -> Any:
        return self.control.ask(path, {"run": self.id, **body})

    def begin(self, step: dict[str, Any]) -> int:
        turn: int = self.ask("/begin", step=step["id"])["turn"]
        return turn

    def cancels(self, turn: int) -> bool:
        """Wait until a step has to be cancelled, or is over."""
        return bool(self.ask("/watch", turn=turn)["cancel"])

    def goes_on(self, turn: int, event: dict[str, Any], renderings: list[str]) -> bool:
        return bool(self.ask("/event", turn=turn, event=event, renderings=renderings)["go_on"])

    def check(self, turn: int, result: dict[str, Any] | None = None) -> list[str]:
        found: list[str] = self.ask("/check", turn=turn, result=result)["mismatches"]
        return found

    def token(self, callback: str) -> str:
        """Answer a token callback as the scenario has it."""
        answer = self.ask("/token", callback=callback)
        if "throw" in answer:
            raise Thrown(answer["throw"])
        token: str = answer["token"]
        return token

    def finish(self) -> list[str]:
        found: list[str] = self.ask("/finish")["mismatches"]
        took = time.monotonic() - self.began
        late = [f"it took {took:.1f} s of {self.guard} s"] if took >= self.guard else []
        return found + late


class Thrown(Exception):  # noqa: N818 (it is a caller's own, whatever its name)
    """What a token callback raises."""


def watched(step: dict[str, Any]) -> bool:
    """Whether the step may have to be cancelled."""
    return "cancel_after" in step or "cancel_at" in step
