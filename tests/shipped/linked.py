"""What cargo says of the crates in a library, asked in another way than for what comes with it."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packages import ROOT

if TYPE_CHECKING:
    from packages import Native

# The command by which this was started.
CARGO = os.environ.get("CARGO", "cargo")

Crate = tuple[str, str]


def asked(*words: str) -> Any:
    environment = {**os.environ, "RUSTC_BOOTSTRAP": "1"}
    command = [CARGO, *words, "--locked"]
    printed = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(printed.stdout)


def crates_that_are_linked(native: Native, target: str) -> set[Crate]:
    """What cargo would compile for the target."""
    return crates_of(native.crate, target, bare=native.bare)


@cache
def crates_of(crate: str, target: str, *, bare: bool) -> set[Crate]:
    features = ["--no-default-features"] if bare else []
    build = ["build", "--package", crate, "--target", target, *features]
    linked = set()
    for unit in asked(*build, "--unit-graph", "-Zunstable-options")["units"]:
        # Without a platform it is for the machine that builds.
        if unit["platform"] and not {"proc-macro", "custom-build"} & set(unit["target"]["kind"]):
            linked.add(named(unit["pkg_id"]))
    return linked


def named(address: str) -> Crate:
    """`registry+https://…#name@1.0.0`, or `path+file:///…/name#1.0.0`."""
    place, _, fragment = address.partition("#")
    name, at, version = fragment.partition("@")
    return (name, version) if at else (Path(place).name, fragment)


@cache
def crates_of_others() -> dict[Crate, dict[str, Any]]:
    """Those of the registry, with what their manifests say."""
    packages = asked("metadata", "--format-version=1")["packages"]
    return {
        (package["name"], package["version"]): package for package in packages if package["source"]
    }


def papers_made_again(native: Native) -> dict[str, str]:
    return papers(native.crate, native.address, native.targets, bare=native.bare)


@cache
def papers(crate: str, address: str, targets: tuple[str, ...], *, bare: bool) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        features = ["--no-default-features"] if bare else []
        command = [CARGO, "xtask", "papers", folder, crate, address, *features, *targets]
        subprocess.run(command, cwd=ROOT, check=True)
        return {file.name: file.read_text("utf-8") for file in Path(folder).iterdir()}
