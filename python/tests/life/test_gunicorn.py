"""gunicorn that loads an application before it forks its workers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import hypersender

from .program import PYTHON

APPLICATION = '''
"""The client is made, and used, before the workers are forked."""
import json, os
from hypersender import Client, HypersenderError

client = Client()
instance = client.list_instances()[0].id

def app(environ, start_response):
    try:
        if environ["PATH_INFO"] == "/qr":
            told = client.request_new_qr_code(instance).qr_code.expires_in > 50
        else:
            told = client.health(instance).status.value
    except HypersenderError as error:
        told = [error.code, getattr(error, "limited_by", None)]
    body = json.dumps([os.getpid(), told]).encode()
    start_response("200 OK", [("Content-Type", "application/json")])
    return [body]
'''


def test_a_client_made_before_the_fork_works_in_every_worker(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(APPLICATION)
    from hypersender.testing import Sandbox

    with Sandbox(limits={"health": None}) as sandbox:
        address = tmp_path / "address"
        # gunicorn itself is one of the tools; the package comes from where it is installed.
        where = [str(tmp_path), *installed()]
        environment = {
            **os.environ,
            "HYPERSENDER_TOKEN": sandbox.token,
            "HYPERSENDER_BASE_URL": sandbox.url,
            "PYTHONPATH": os.pathsep.join(where),
        }
        hook = f"""
bind = "127.0.0.1:0"
preload_app = True
workers = 2
def when_ready(server):
    port = server.LISTENERS[0].sock.getsockname()[1]
    with open({str(address)!r} + ".new", "w") as file:
        file.write(str(port))
    import os
    os.rename({str(address)!r} + ".new", {str(address)!r})
"""
        (tmp_path / "gunicorn.conf.py").write_text(hook)
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "shop:app"]
        with subprocess.Popen(
            command, env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True
        ) as server:
            try:
                while not address.exists():
                    assert server.poll() is None, server.stderr and server.stderr.read()
                origin = f"http://127.0.0.1:{address.read_text()}"
                answers: set[int] = set()
                for _ in range(2_000):
                    worker, told = get(f"{origin}/")
                    assert told == "SCAN_QR_CODE"
                    answers.add(worker)
                    if len(answers) == 2:
                        break
                assert len(answers) == 2
                assert server.pid not in answers
                assert get(f"{origin}/qr")[1] is True
            finally:
                server.send_signal(signal.SIGTERM)
            log = server.stderr.read() if server.stderr else ""
            assert server.wait(20) == 0, log
        for word in ("Traceback", "SIGABRT", "SIGKILL", "TIMEOUT", "panicked"):
            assert word not in log, log


def installed() -> list[str]:
    """Give the folder that the package under test lies in."""
    if sys.executable == PYTHON:
        return [str(Path(hypersender.__file__).parents[1])]
    said = subprocess.run(
        [PYTHON, "-c", "import hypersender; print(hypersender.__file__)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return [str(Path(said.stdout.strip()).parents[1])]


def get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 (it is our own)
        return json.load(answer)
