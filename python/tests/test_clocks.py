"""A code's life goes by the clock of the client that asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hypersender.testing import Sandbox


def test_a_code_dies_by_the_clock_of_its_client_and_stays_dead(
    hypersender_sandbox: Sandbox,
) -> None:
    client = hypersender_sandbox.client()
    code = client.request_new_qr_code(hypersender_sandbox.instance).qr_code
    assert 50 < code.expires_in <= 60
    hypersender_sandbox.advance(50)
    assert 0 < code.expires_in <= 10
    hypersender_sandbox.advance(10)
    assert code.expires_in == 0
    assert code.is_expired
    assert client.qr_cooldown(hypersender_sandbox.instance) <= 1
    hypersender_sandbox.advance(1)
    following = client.request_new_qr_code(hypersender_sandbox.instance).qr_code
    assert [code.is_expired, following.is_expired] == [True, False]
