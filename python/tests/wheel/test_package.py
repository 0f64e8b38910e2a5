"""What is in the wheel, and on which machines it runs."""

from __future__ import annotations

import os
import subprocess
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

WHEEL = Path(os.environ.get("HYPERSENDER_WHEEL", ""))
ROOT = Path(__file__).parents[3]
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    assert WHEEL.suffix == ".whl", "HYPERSENDER_WHEEL names the wheel"
    with zipfile.ZipFile(WHEEL) as wheel:
        return {name: wheel.read(name) for name in wheel.namelist()}


def native(files: dict[str, bytes]) -> bytes:
    (module,) = (text for name, text in files.items() if name.endswith((".so", ".pyd")))
    return module


def test_it_is_small() -> None:
    assert WHEEL.stat().st_size <= 3 * MEGABYTE


def test_nothing_of_the_tests_is_in_it(files: dict[str, bytes]) -> None:
    assert b"test_exports" not in native(files)
    assert not [name for name in files if "/test_" in name or "/tests/" in name]


def test_what_it_says_of_itself(files: dict[str, bytes]) -> None:
    name = next(name for name in files if name.endswith(".dist-info/METADATA"))
    about = Parser().parsestr(files[name].decode("utf-8"))
    assert about["Name"] == "hypersender"
    assert about["Requires-Dist"] is None
    assert about["Requires-Python"] == ">=3.10"
    assert about["License-Expression"] == "MIT OR Apache-2.0"
    assert about["Description-Content-Type"].startswith("text/markdown")
    assert "Typing :: Typed" in about.get_all("Classifier", [])


@pytest.mark.parametrize("licence", ["LICENSE-APACHE", "LICENSE-MIT"])
def test_both_licences_are_in_it_as_the_project_has_them(
    files: dict[str, bytes], licence: str
) -> None:
    (text,) = (text for name, text in files.items() if name.endswith(f"/{licence}"))
    assert text == (ROOT / licence).read_bytes()


def test_types_come_with_it(files: dict[str, bytes]) -> None:
    assert {"hypersender/py.typed", "hypersender/_native.pyi"} <= files.keys()


def test_the_command_comes_with_it() -> None:
    interpreter = Path(os.environ["HYPERSENDER_INSTALLED"])
    for command in (
        [str(interpreter.with_name("hypersender"))],
        [str(interpreter), "-m", "hypersender"],
    ):
        said = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
        assert said.stdout.startswith("hypersender ")
