"""All that a process can write about what it does: nothing in it is secret."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "77|cAnArYtOkEnA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6"

# A picture's beginning, as bytes, in base64, as numbers.
PICTURE = (r"\x89PNG", "iVBORw0KGgo", "137, 80, 78, 71")

# Whatever goes wrong is told of as it is: by tracebacks, hooks, warnings, dumps, all of its logs.
PROGRAM = r"""
import asyncio, faulthandler, gc, json, logging, pathlib, sys, threading, traceback
logging.basicConfig(level=1, stream=sys.stderr)
faulthandler.enable(all_threads=True)
from hypersender import AsyncClient, Client, InternalError, QrCodeEvent, Secret, _native
from hypersender.testing import Sandbox

sandbox = Sandbox(token=sys.stdin.readline().strip(), seed=1, speed=60)
secrets = pathlib.Path(sys.argv[1])
client = sandbox.client(max_retries=0)
answer = client.request_new_qr_code(sandbox.instance)
(instance,) = client.list_instances()
code = answer.qr_code
known = [code.payload.reveal(), code.base64[200:260], instance.access_token.reveal()]
created = client.create_instance(phone="+201234567890", name="Shop")
known += [created.qr_code.payload.reveal(), created.access_token.reveal()]
echo = json.dumps({"message": f"{sandbox.token} {known[0]} {known[2]}", "errors": {"a": known}})
for operation in ("health", "restart", "list_instances"):
    sandbox.fault(operation, {"status": {"status": 422, "body": echo}}, times=None)

def fail():
    client.health(sandbox.instance)

def shown(where):  # a debugger's view, with every local variable of the package
    own = traceback.TracebackException(*sys.exc_info(), capture_locals=True)
    package = [frame for frame in own.stack if "hypersender" in frame.filename]
    print(where, *(f"{frame.name} {frame.locals}" for frame in package), file=sys.stderr)

for call in (fail, lambda: client.restart(sandbox.instance), client.list_instances):
    try:
        call()
    except Exception as error:
        logging.exception("caught %r %s", error, vars(error))
        shown("locals")
        for way in ("__cause__", "__context__"):
            print(getattr(error, way), file=sys.stderr)

thread = threading.Thread(target=fail)
thread.start()
thread.join()

async def main():
    client = sandbox.async_client(max_retries=0)
    async with client.link(sandbox.instance) as session:
        async for event in session:
            print(event, session, client, file=sys.stderr)
            if isinstance(event, QrCodeEvent):
                known.append(event.qr_code.payload.reveal())
                break
    task = asyncio.ensure_future(client.health(sandbox.instance))
    await asyncio.wait([task])
    del task
    gc.collect()  # a failure that nobody asked for is told of by the loop

asyncio.run(main(), debug=True)
titles = [pathlib.Path("/proc/self/cmdline"), *pathlib.Path("/proc/self/task").glob("*/comm")]
print("titles", *(title.read_bytes() for title in titles if title.exists()), file=sys.stderr)
try:
    vars(_native)["test_exports"].panic().wait()
except InternalError:
    logging.exception("panicked")
print(answer, instance, code, created, Secret(sandbox.token), sys.modules["hypersender"])
faulthandler.dump_traceback(sys.stderr, all_threads=True)
secrets.write_text(json.dumps(known))
fail()
"""


def test_nothing_that_a_process_writes_shows_a_secret(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    ended = subprocess.run(
        [sys.executable, "-X", "dev", "-c", PROGRAM, str(secrets)],
        env=os.environ | {"RUST_BACKTRACE": "full", "RUST_LOG": "trace"},
        input=TOKEN,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    written = ended.stdout + ended.stderr
    assert ended.returncode == 1, written
    known = json.loads(secrets.read_text())
    # All that was to write has written.
    for sink in (
        "DEBUG:hypersender",
        "caught ValidationError",
        "locals health",
        "Exception in thread",
        "Task exception was never retrieved",
        "Current thread",
        "hypersender: thread",
        "InternalError: A defect",
        "QrCodeEvent(",
        "titles b'",
        "[redacted]",
    ):
        assert sink in written, (sink, written)
    assert len(known) == 6
    for secret in [TOKEN, TOKEN[3:], *known, *PICTURE, "canary of a panic"]:
        assert secret not in written, secret
