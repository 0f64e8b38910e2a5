"""Whether the packages are as large as `bindings/sizes.json` says, and whether it says why.

Each package has a list, newest first: bytes to download (`packed`), bytes of the libraries in it,
and why it has grown. To log a new size put an entry before the others.
"""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, TypedDict

import pytest

from packages import ROOT, measured, natives_in

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


def far_apart(size: int, logged: int) -> bool:
    return abs(size - logged) > logged * UNNOTICED


def unexplained(entries: list[Entry]) -> list[str]:
    """Entries without a reason, or with the reason of one before."""
    reasons = [entry["why"].strip() for entry in entries]
    return [why for place, why in enumerate(reasons) if not why or why in reasons[place + 1 :]]


def unlike_the_log(package: Path) -> list[str]:
    name, size = name_of(package), package.stat().st_size
    libraries = {
        native.platform: len(native.read(native.library)) for native in natives_in(package)
    }
    if name not in LOG:
        return [f"{name} is not in the log yet: {size} bytes, libraries {libraries}"]
    logged = LOG[name][0]
    said = []
    if far_apart(size, logged["packed"]):
        said.append(f"{name} has {size} bytes, not {logged['packed']}")
    for platform, own in libraries.items():
        own_logged = logged["libraries"].get(platform, 0)
        if far_apart(own, own_logged):
            said.append(f"{name}: the library for {platform} has {own} bytes, not {own_logged}")
    return said


def test_the_packages_and_their_libraries_have_the_sizes_that_the_log_explains() -> None:
    # All of them at once, so that all can be logged at once.
    said = [line for package in measured() for line in unlike_the_log(package)]
    assert not said, "\n".join(said)


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
