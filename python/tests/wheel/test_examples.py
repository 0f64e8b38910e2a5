"""The examples, as people would run them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import hypersender
from hypersender.testing import Sandbox

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_page_of_the_fastapi_example_in_a_browser() -> None:
    # The service gives one code a minute, and a page knows the real time: this takes as long.
    with Sandbox() as sandbox, socket.create_server(("127.0.0.1", 0)) as listener:
        environment = {
            **os.environ,
            "HYPERSENDER_TOKEN": sandbox.token,
            "HYPERSENDER_BASE_URL": sandbox.url,
            "PYTHONPATH": str(Path(hypersender.__file__).parents[1]),
        }
        descriptor = str(listener.fileno())
        serve = [sys.executable, "-m", "uvicorn", "--fd", descriptor, "fastapi_link:app"]
        server = subprocess.Popen(
            serve, cwd=EXAMPLES, env=environment, pass_fds=[listener.fileno()]
        )
        try:
            port = listener.getsockname()[1]
            page = f"http://127.0.0.1:{port}/link/{sandbox.instance}"
            test = Path(__file__).with_name("fastapi.test.mjs")
            subprocess.run(
                ["node", "--test", str(test)],
                env={**os.environ, "PAGE": page, "SANDBOX": sandbox.origin},
                timeout=300,
                check=True,
            )
        finally:
            server.terminate()
            assert server.wait(20) in {0, -15}
