"""What the tarballs for npm say of themselves: what runs on installing, and where they are from."""

from __future__ import annotations

import io
import json
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from packages import ROOT, files_in, packages

if TYPE_CHECKING:
    from pathlib import Path

TARBALLS = [package for package in packages() if package.suffix == ".tgz"]
RUN_BY_THEMSELVES = {"preinstall", "install", "postinstall", "prepare", "prepublish"}


def manifest_of(package: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(files_in(package)["package/package.json"])
    return manifest


def what_runs(package: Path) -> list[str]:
    scripts = RUN_BY_THEMSELVES & manifest_of(package).get("scripts", {}).keys()
    # With such a file npm compiles something, whatever the manifest says.
    native = [name for name in files_in(package) if name.endswith("binding.gyp")]
    return [*sorted(scripts), *native]


def test_nothing_runs_when_a_tarball_is_installed() -> None:
    assert [said for package in TARBALLS for said in what_runs(package)] == []


def test_each_tarball_is_from_the_repository_that_the_project_names() -> None:
    project = json.loads((ROOT / "node/package.json").read_text("utf-8"))
    for package in TARBALLS:
        assert manifest_of(package).get("repository") == project.get("repository")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("package/package.json", '{"scripts": {"postinstall": "x", "test": "y"}}', ["postinstall"]),
        ("package/binding.gyp", "{}", ["package/binding.gyp"]),
    ],
)
def test_what_runs_would_be_seen(tmp_path: Path, name: str, text: str, expected: list[str]) -> None:
    tarball = tmp_path / "a-1.0.0.tgz"
    with tarfile.open(tarball, "w:gz") as archive:
        for file, content in {"package/package.json": "{}", name: text}.items():
            entry = tarfile.TarInfo(file)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content.encode()))
    assert what_runs(tarball) == expected
