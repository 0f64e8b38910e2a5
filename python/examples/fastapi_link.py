"""A page on which a customer links a phone: FastAPI, and server-sent events.

HYPERSENDER_TOKEN=... uvicorn fastapi_link:app
"""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, StreamingResponse

from hypersender import (
    AsyncClient,
    HypersenderError,
    LinkedEvent,
    QrCodeEvent,
    QrExpiredEvent,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hypersender import AsyncLinkSession, LinkEvent

# Proxies cut what is silent for long, nginx and most load balancers after a minute.
HEARTBEAT = 15.0


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with AsyncClient() as client:  # the token is in HYPERSENDER_TOKEN
        app.state.client = client
        yield


app = FastAPI(lifespan=lifespan)

# In your program: only the instance of the customer who is logged in. Whoever sees the picture can
# link a phone with it.


@app.get("/link/{instance}")
async def page() -> HTMLResponse:
    """Give the page; its script finds the events below its own address."""
    return HTMLResponse(PAGE, headers={"Cache-Control": "no-store"})


@app.get("/link/{instance}/events")
async def events(instance: str) -> StreamingResponse:
    """Run one session, for as long as the page is open."""
    headers = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
    return StreamingResponse(told(instance), media_type="text/event-stream", headers=headers)


async def told(instance: str) -> AsyncIterator[str]:
    """Tell a session as server-sent events."""
    client: AsyncClient = app.state.client
    # Leaving `with` cancels the session: so does a browser that goes away.
    async with client.link(instance) as session:
        try:
            async for event in heard(session):
                match event:
                    case QrCodeEvent():
                        until = event.expires_at.timestamp() * 1000
                        yield sse("code", {"picture": event.qr_code.data_uri, "until": until})
                    case QrExpiredEvent():
                        yield sse("blank", {})
                    case LinkedEvent():
                        yield sse("linked", {})
                    case _:
                        yield ": still here\n\n"
        except HypersenderError as error:
            yield sse("failed", {"code": error.code, "text": str(error)})


async def heard(session: AsyncLinkSession) -> AsyncIterator[LinkEvent | None]:
    """Give the events, and nothing where there was none for a while."""
    events = aiter(session)
    while True:
        coming = asyncio.ensure_future(anext(events))
        try:
            while not (await asyncio.wait({coming}, timeout=HEARTBEAT))[0]:
                yield None
        finally:
            coming.cancel()
        try:
            yield coming.result()
        except StopAsyncIteration:
            return


def sse(kind: str, data: dict[str, object]) -> str:
    """Format one server-sent event."""
    return f"event: {kind}\ndata: {json.dumps(data)}\n\n"


PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Link your phone</title>
<style>
  body { font: 18px/1.5 system-ui, sans-serif; text-align: center; margin: 3rem 1rem }
  img { width: 292px; image-rendering: pixelated; border: 16px solid white }
</style>
<h1>Link your phone</h1>
<p id="say">One moment…</p>
<img id="code" alt="QR code to scan with WhatsApp" hidden>
<script>
  const say = document.getElementById("say"), code = document.getElementById("code");
  let timer;
  function blank(text) {
    clearTimeout(timer);
    code.hidden = true;
    code.removeAttribute("src");
    say.textContent = text;
  }
  const events = new EventSource(location.pathname + "/events");
  events.addEventListener("code", ({ data }) => {
    const { picture, until } = JSON.parse(data);
    code.src = picture;
    code.hidden = false;
    say.textContent = "WhatsApp > Settings > Linked devices > Link a device";
    // It comes off the page in time, even if the connection is gone.
    clearTimeout(timer);
    timer = setTimeout(() => blank("The next code is coming…"), until - Date.now());
  });
  events.addEventListener("blank", () => blank("The next code is coming…"));
  events.addEventListener("linked", () => { events.close(); blank("Your phone is linked."); });
  events.addEventListener("failed", ({ data }) => {
    events.close();
    blank(JSON.parse(data).text);
  });
</script>
</html>"""
