"""Test a program without an account, a phone or a network.

>>> from hypersender import AsyncClient, Client
>>> from hypersender.testing import Sandbox
>>> with Sandbox() as sandbox, sandbox.client() as client:
...     answer = client.request_new_qr_code(sandbox.instance)
...     result = sandbox.phone.scan(answer.qr_code)
...     sandbox.advance(10)
...     (result, client.health(sandbox.instance).status)
('linked', Status.WORKING)

With pytest there is the fixture ``hypersender_sandbox``.
"""

from __future__ import annotations

from ._phone import Phone
from ._sandbox import Sandbox
from ._seen import SandboxInstance, SandboxRequest

__all__ = ["Phone", "Sandbox", "SandboxInstance", "SandboxRequest"]
