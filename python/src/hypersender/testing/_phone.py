"""A person with a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

from .._native import Secret
from .._qr_code import QrCode

Code: TypeAlias = QrCode | Secret | str
ScanResult: TypeAlias = Literal["linked", "refused", "passkey_required", "stale", "unknown"]


class Phone:
    """A phone that scans codes: see ``Sandbox.phone``.

    It scans by the text in a code, so that only a code that was really shown links. A scan is
    ``"linked"``, ``"refused"``, ``"passkey_required"``, ``"stale"`` (an expired or replaced code:
    the phone hangs and nothing changes) or ``"unknown"`` (no code with that text was shown).
    """

    def __init__(self, perform: Callable[[dict[str, Any]], Any]) -> None:
        self._perform = perform

    def __repr__(self) -> str:
        return "<hypersender.testing.Phone>"

    def scan(self, code: Code) -> ScanResult:
        """Scan a code, and link the device."""
        return self._scanned(payload=_text(code))

    def scan_what_is_shown(self, instance: str | None = None) -> ScanResult:
        """Scan the code that was handed out last for an instance (the first), by id or name."""
        return self._scanned(instance=instance)

    def refuse(self, code: Code) -> ScanResult:
        """Scan a code, and refuse to link the device."""
        return self._scanned(payload=_text(code), manner="refuse")

    def scan_as(self, code: Code, number: str) -> ScanResult:
        """Scan a code with a phone of another number."""
        return self._scanned(payload=_text(code), manner={"other_phone": number})

    def scan_with_passkey(self, code: Code) -> ScanResult:
        """Scan a code with a phone that wants a passkey: see ``confirm_passkey``."""
        return self._scanned(payload=_text(code), manner="passkey")

    def confirm_passkey(self, instance: str | None = None) -> bool:
        """Confirm the passkey that an instance waits for. Whether it did wait."""
        return bool(self._perform({"confirm_passkey": {"instance": instance}}) == "done")

    def unlink(self, instance: str | None = None) -> bool:
        """Remove an instance from the linked devices. Whether it was one."""
        return bool(self._perform({"unlink": {"instance": instance}}) == "done")

    def _scanned(self, **scan: Any) -> ScanResult:
        outcome = self._perform({"scan": scan})
        return "unknown" if isinstance(outcome, str) else outcome["scan"]


def _text(code: Code) -> str:
    if isinstance(code, QrCode):
        code = code.payload
    return code.reveal() if isinstance(code, Secret) else code
