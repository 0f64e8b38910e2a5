"""What comes with the package: the command, the pytest fixture, the sandbox."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from typing import Any

import pytest

import hypersender
from hypersender import InvalidArgumentError
from hypersender.testing import Sandbox

pytest_plugins = ["pytester"]


def test_the_command_is_there() -> None:
    (script,) = metadata.entry_points(group="console_scripts", name="hypersender")
    assert script.load().__module__ == "hypersender.__main__"
    command = [sys.executable, "-m", "hypersender", "--version"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout == f"hypersender {hypersender.__version__}\n"


def test_the_command_s_exit_code_is_the_process_s() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "hypersender", "no-such-command"], capture_output=True, check=False
    )
    assert run.returncode == 2


def test_the_fixture_lasts_for_one_test_and_takes_settings(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        def test_first(hypersender_sandbox):
            with hypersender_sandbox.client() as client:
                client.health(hypersender_sandbox.instance)

        @pytest.mark.hypersender_sandbox(instances=[{"name": "Shop"}, {"status": "FAILED"}])
        def test_second(hypersender_sandbox):
            assert hypersender_sandbox.requests == []
            assert [one.name for one in hypersender_sandbox.instances][0] == "Shop"
        """
    )
    run = pytester.runpytest_subprocess("--strict-markers", "-p", "no:cacheprovider")
    run.assert_outcomes(passed=2)


def test_the_marker_refuses_a_setting_without_a_name(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.hypersender_sandbox(60)
        def test_first(hypersender_sandbox):
            pass
        """
    )
    run = pytester.runpytest_subprocess("--strict-markers", "-p", "no:cacheprovider")
    run.assert_outcomes(errors=1)
    run.stdout.fnmatch_lines(["*takes settings by name, such as speed=60, not just 60."])


@pytest.mark.parametrize(
    "settings", [{"speed": 0}, {"accounts": []}, {"limits": {"health": "many"}}, {"colour": "red"}]
)
def test_settings_that_can_not_be_meant_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgumentError):
        Sandbox(**settings)


def test_a_client_of_a_sandbox_has_the_options_of_a_client_and_no_others() -> None:
    options: Any = {"timout": 5}
    with Sandbox() as sandbox:
        for make in (sandbox.client, sandbox.async_client):
            with pytest.raises(TypeError, match="unexpected keyword argument 'timout'"):
                make(**options)
            make(timeout=5, max_retries=0)


def test_a_sandbox_and_its_phone_say_what_they_are() -> None:
    with Sandbox() as sandbox:
        assert repr(sandbox) == "<hypersender.testing.Sandbox>"
        assert repr(sandbox.phone) == "<hypersender.testing.Phone>"


def test_a_sandbox_does_what_it_is_told() -> None:
    accounts = ["one", "two"]
    with Sandbox(accounts=accounts, seed=7, limits={"health": None}) as sandbox:
        other = sandbox.create_instance(account="two", status="WORKING")
        with sandbox.client(token=sandbox.account_token("two")) as client:
            assert [one.id for one in client.list_instances()] == [other]
        sandbox.set_status("FAILED")
        assert sandbox.instances[0].status is hypersender.Status.FAILED
        with sandbox.client() as client:
            for _ in range(20):
                client.health(sandbox.instance)
            code = client.request_new_qr_code(sandbox.instance).qr_code
            assert sandbox.phone.scan_with_passkey(code) == "passkey_required"
            assert client.health(sandbox.instance).status == "PASSKEY_REQUIRED"
            assert sandbox.phone.confirm_passkey()
            sandbox.advance(5)
            assert client.health(sandbox.instance).status.is_working
            assert sandbox.phone.scan(code) == "stale"
            assert sandbox.phone.unlink()
        with pytest.raises(KeyError):
            sandbox.account_token("three")
        with pytest.raises(InvalidArgumentError):
            sandbox.create_instance(account="three")
        with pytest.raises(InvalidArgumentError):
            sandbox.set_status("WORKING", instance="no-such")
    sandbox.close()
    with pytest.raises(InvalidArgumentError, match="closed"):
        sandbox.fault("health", 503)
