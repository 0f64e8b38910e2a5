"""Links a phone with the wheel that is installed, and says on what machine that was."""

from __future__ import annotations

import platform

from hypersender import QrCodeEvent
from hypersender.testing import Sandbox

# On the machine's own clock, and with patience: this one may be emulated, and busy.
with Sandbox() as sandbox, sandbox.client(timeout=300) as client:
    scanned = 0
    for event in client.link(sandbox.instance):
        if isinstance(event, QrCodeEvent):
            scanned += sandbox.phone.scan(event.qr_code) == "linked"
            sandbox.advance(10)
    if scanned != 1 or not sandbox.instances[0].linked:
        message = "no phone was linked"
        raise SystemExit(message)
print(f"Linked, by Python {platform.python_version()} on {platform.machine()}.")
