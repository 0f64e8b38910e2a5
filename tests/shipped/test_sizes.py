"""Whether the packages are as large as `bindings/sizes.json` says, and whether it says why.

Each package has a list, newest first: bytes to download (`packed`), bytes of the libraries in it,
and why it has grown. To log a new size put an entry before the others.
"""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, TypedDict

import pytest

from packages import ROOT, Native, files_in, natives, natives_in, packages

if TYPE_CHECKING:
    from pathlib import Path

UNNOTICED = 0.05


class Entry(TypedDict):
    packed: int
    libraries: dict[str, int]
    why: str


LOG: dict[str, list[Entry]] = json.loads((ROOT / "bindings/sizes.json").read_text("utf-8"))


def name_of(package: Path) -> str:
    if package.suffix == ".whl":
        return f"wheel {package.stem.split('-')[-1].split('.')[0]}"
    if package.suffix == ".tgz":
        return f"npm {package.stem.rsplit('-', 1)[0]}"
    # The one that is published has the libraries of all systems; one that a machine makes, its own.
    platforms = [native.platform for native in natives_in(package)]
    return f"jar {platforms[0]}" if len(platforms) == 1 else "jar"


def newest(package: Path) -> Entry:
    name = name_of(package)
    if name not in LOG:
        pytest.fail(f"{name} has {package.stat().st_size} bytes, and is not in the log yet")
    return LOG[name][0]


def far_apart(size: int, logged: int) -> bool:
    return abs(size - logged) > logged * UNNOTICED


def unexplained(entries: list[Entry]) -> list[str]:
    """Entries without a reason, or with the reason of one before."""
    reasons = [entry["why"].strip() for entry in entries]
    return [why for place, why in enumerate(reasons) if not why or why in reasons[place + 1 :]]


@pytest.mark.parametrize("package", packages(), ids=name_of)
def test_a_package_has_the_size_that_the_log_explains(package: Path) -> None:
    logged = newest(package)["packed"]
    size = package.stat().st_size
    assert not far_apart(size, logged), f"{name_of(package)} has {size} bytes, not {logged}"


@pytest.mark.parametrize("native", natives(), ids=str)
def test_a_library_has_the_size_that_the_log_explains(native: Native) -> None:
    size = len(files_in(native.package)[native.library])
    logged = newest(native.package)["libraries"].get(native.platform, 0)
    assert not far_apart(size, logged), f"{native} has {size} bytes, not {logged}"


@pytest.mark.parametrize("name", LOG)
def test_each_entry_says_why(name: str) -> None:
    assert unexplained(LOG[name]) == []


def test_a_jar_with_one_library_is_not_the_one_that_is_published(tmp_path: Path) -> None:
    def jar(name: str, *platforms: str) -> Path:
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for platform in platforms:
                archive.writestr(f"{platform}/libhypersender_uniffi.so", "library")
        return tmp_path / name

    assert name_of(jar("a.jar", "linux-x86-64")) == "jar linux-x86-64"
    assert name_of(jar("b.jar", "linux-x86-64", "linux-aarch64")) == "jar"


def test_growth_is_seen_and_so_is_a_missing_reason() -> None:
    assert far_apart(1_060_000, 1_000_000)
    assert far_apart(940_000, 1_000_000)
    assert not far_apart(1_040_000, 1_000_000)
    first: Entry = {"packed": 1, "libraries": {}, "why": "first"}
    assert unexplained([{**first, "why": " "}, first]) == [""]
    assert unexplained([first, first]) == ["first"]
