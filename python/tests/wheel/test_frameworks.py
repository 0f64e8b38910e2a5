"""What the page says of Django, Flask, Celery, uWSGI and notebooks, done.

The frameworks are those of these tests; the package that they import is the one under test.
"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbclient import NotebookClient

from hypersender.testing import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PNG = b"\x89PNG"


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with Sandbox(limits={"health": None}) as sandbox:
        monkeypatch.setenv("HYPERSENDER_TOKEN", sandbox.token)
        monkeypatch.setenv("HYPERSENDER_BASE_URL", sandbox.url)
        monkeypatch.setenv("INSTANCE", sandbox.instance)
        yield sandbox


# A client made at import, as the page says, and a view that shows what is to be scanned.
SHOP = """
import os
from hypersender import Client, QrCodeEvent

client = Client()

def picture():
    with client.link(os.environ["INSTANCE"]) as session:
        for event in session:
            if isinstance(event, QrCodeEvent):
                return event.qr_code.png

def status():
    return client.health(os.environ["INSTANCE"]).status
"""

FLASK = """
from flask import Flask, Response
app = Flask(__name__)

@app.get("/qr")
def qr():
    return Response(picture(), mimetype="image/png")

browser = app.test_client()
first, again = browser.get("/qr"), browser.get("/qr")
print(first.status_code, first.data[:4], first.data == again.data)
"""

DJANGO = """
import django
from django.conf import settings
from django.http import HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["testserver"], SECRET_KEY="none")
urlpatterns = [path("qr", lambda request: HttpResponse(picture(), content_type="image/png"))]
django.setup()

from django.test import Client as Browser
first, again = Browser().get("/qr"), Browser().get("/qr")
print(first.status_code, first.content[:4], first.content == again.content)
"""


def run(program: str) -> str:
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize("framework", [FLASK, DJANGO], ids=["flask", "django"])
def test_a_page_that_reloads_gets_the_living_code(framework: str, sandbox: Sandbox) -> None:
    assert run(SHOP + framework) == f"200 {PNG!r} True\n"
    assert len(sandbox.requests_to("request_new_qr_code")) == 1


CELERY = """
import sys
from celery import Celery
from celery.contrib.testing.worker import start_worker

status()  # before the workers are forked
app = Celery(broker="memory://", backend="file://" + sys.argv[1])

@app.task(name="ask")
def ask():
    return [os.getpid(), status()]

with start_worker(app, pool="prefork", concurrency=2, perform_ping_check=False):
    asked = [ask.delay() for _ in range(20)]
    answers = [one.get(timeout=60) for one in asked]
print({told for _, told in answers}, os.getpid() in {worker for worker, _ in answers})
"""


def test_celery_forks_its_workers(sandbox: Sandbox, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(SHOP + CELERY)
    results = tmp_path / "results"
    results.mkdir()
    command = [sys.executable, str(program), str(results)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (ended.returncode, ended.stdout) == (0, "{'SCAN_QR_CODE'} False\n"), ended.stderr
    assert len(sandbox.requests_to("health")) == 21


UWSGI = """
import json
status()  # before the workers are forked

def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps([os.getpid(), status()]).encode()]
"""


def test_uwsgi_forks_its_workers(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SHOP + UWSGI)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["--master", "--processes", "2", "--wsgi-file", "shop.py", "--callable", "app"]
    options += ["--need-app", "--die-on-term", "--http-socket", f"127.0.0.1:{port}"]
    program = f"import sys, pyuwsgi; sys.argv[0] = 'uwsgi'; pyuwsgi.run({options!r})"
    with (tmp_path / "log").open("w+") as log:
        server = subprocess.Popen([sys.executable, "-c", program], cwd=tmp_path, stderr=log)
        try:
            answers: list[tuple[int, str]] = []
            # Until both are up: one that is told to end before that is killed.
            while len({worker for worker, _ in answers}) < 2 and len(answers) < 10_000:
                answers.append(ask_when_up(server, port))
        finally:
            server.send_signal(signal.SIGTERM)
            ended = server.wait(30)
        log.seek(0)
        told = log.read()
    assert {status for _, status in answers} == {"SCAN_QR_CODE"}
    workers = {worker for worker, _ in answers}
    assert len(workers) == 2
    assert server.pid not in workers
    assert ended == 0, told
    assert "Traceback" not in told
    assert len(sandbox.requests_to("health")) == len(answers) + 1


def ask_when_up(server: subprocess.Popen[bytes], port: int) -> tuple[int, str]:
    while True:
        assert server.poll() is None
        try:
            with socket.create_connection(("127.0.0.1", port), 30):
                break
        except ConnectionRefusedError:
            pass
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
        worker, status = json.load(answer)
    return worker, status


CELL = """
import os
from hypersender import Client
with Client() as client:
    answer = client.request_new_qr_code(os.environ["INSTANCE"])
answer.qr_code
"""


def test_a_notebook_shows_the_picture(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    made: Any = nbformat.v4  # it has no types
    notebook = made.new_notebook(cells=[made.new_code_cell(CELL)])
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    (output,) = notebook.cells[0].outputs
    assert b64decode(output.data["image/png"]).startswith(PNG)
    shown = sandbox.instances[0].last_payload
    assert shown is not None
    assert shown.reveal() not in output.data["text/plain"]
