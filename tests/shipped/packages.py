"""The packages that are looked at: their files, and what is known of each by its name."""

from __future__ import annotations

import os
import re
import tarfile
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]

# What a package's name says of the machine, in Rust's words.
TARGETS = {
    "manylinux2014_x86_64": "x86_64-unknown-linux-gnu",
    "manylinux2014_aarch64": "aarch64-unknown-linux-gnu",
    "musllinux_1_2_x86_64": "x86_64-unknown-linux-musl",
    "musllinux_1_2_aarch64": "aarch64-unknown-linux-musl",
    "macosx_11_0_arm64": "aarch64-apple-darwin",
    "macosx_10_12_x86_64": "x86_64-apple-darwin",
    "win_amd64": "x86_64-pc-windows-msvc",
    "win_arm64": "aarch64-pc-windows-msvc",
    "linux-x64-gnu": "x86_64-unknown-linux-gnu",
    "linux-arm64-gnu": "aarch64-unknown-linux-gnu",
    "linux-x64-musl": "x86_64-unknown-linux-musl",
    "linux-arm64-musl": "aarch64-unknown-linux-musl",
    "darwin-arm64": "aarch64-apple-darwin",
    "darwin-x64": "x86_64-apple-darwin",
    "win32-x64-msvc": "x86_64-pc-windows-msvc",
    "win32-arm64-msvc": "aarch64-pc-windows-msvc",
    "linux-x86-64": "x86_64-unknown-linux-gnu",
    "linux-aarch64": "aarch64-unknown-linux-gnu",
    "darwin-aarch64": "aarch64-apple-darwin",
    "darwin-x86-64": "x86_64-apple-darwin",
    "win32-x86-64": "x86_64-pc-windows-msvc",
    "win32-aarch64": "aarch64-pc-windows-msvc",
}


@dataclass(frozen=True)
class Native:
    """A library in a package, and the bill that comes with it."""

    package: Path
    platform: str
    library: str
    bill: str
    # The crate that it is made of, and the address of the package.
    crate: str
    address: str

    @property
    def target(self) -> str:
        return TARGETS[self.platform]

    def read(self, file: str) -> bytes:
        return files_in(self.package)[file]

    def __str__(self) -> str:
        return f"{self.package.suffix[1:]} {self.platform}"


@cache
def files_in(package: Path) -> dict[str, bytes]:
    if package.suffix == ".tgz":
        with tarfile.open(package) as archive:
            members = [member for member in archive.getmembers() if member.isfile()]
            read = {member.name: archive.extractfile(member) for member in members}
            return {name: file.read() for name, file in read.items() if file is not None}
    with zipfile.ZipFile(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packages() -> list[Path]:
    named = os.environ["HYPERSENDER_SHIPPED"].split(os.pathsep)
    return [Path(name) for name in named]


def natives_in(package: Path) -> list[Native]:
    names = files_in(package)
    libraries = [name for name in names if re.search(r"\.(so|pyd|dylib|dll|node)$", name)]
    if package.suffix == ".whl":
        (library,) = libraries
        about = f"{'-'.join(package.name.split('-')[:2])}.dist-info"
        bill = f"{about}/sboms/hypersender.cdx.json"
        platform = package.stem.split("-")[-1].split(".")[0]
        return [
            Native(package, platform, library, bill, "hypersender-python", "pkg:pypi/hypersender")
        ]
    if package.suffix == ".tgz":
        found = re.fullmatch(r"hypersender-(.+)-\d+\.\d+\.\d+\.tgz", package.name)
        if found is None:  # the package with JavaScript alone
            assert not libraries
            return []
        (library,) = libraries
        address = f"pkg:npm/hypersender-{found[1]}"
        return [
            Native(package, found[1], library, "package/sbom.cdx.json", "hypersender-node", address)
        ]
    address = "pkg:maven/io.github.hypersender/hypersender"
    return [
        Native(
            package,
            platform := library.split("/")[0],
            library,
            f"META-INF/sbom/hypersender-{platform}.cdx.json",
            "hypersender-uniffi",
            address,
        )
        for library in libraries
    ]


def natives() -> list[Native]:
    return [native for package in packages() for native in natives_in(package)]
