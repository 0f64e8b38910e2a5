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
    "arm64-v8a": "aarch64-linux-android",
    "armeabi-v7a": "armv7-linux-androideabi",
    "x86_64": "x86_64-linux-android",
}
# The jar has the licences of all for which it has libraries, wherever one of them is made.
OF_THE_JAR = [
    "aarch64-apple-darwin",
    "aarch64-unknown-linux-gnu",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "x86_64-unknown-linux-gnu",
]
# A slice of an XCFramework may be for several.
APPLE = [
    "aarch64-apple-darwin",
    "aarch64-apple-ios",
    "aarch64-apple-ios-sim",
    "x86_64-apple-darwin",
    "x86_64-apple-ios",
]


@dataclass(frozen=True)
class Native:
    """A library in a package, and the papers that come with it."""

    package: Path
    platform: str
    library: str
    bill: str
    # The crate that it is made of, and the address of the package.
    crate: str
    address: str
    # The folder with the licences, and for which targets they are.
    papers: str
    targets: tuple[str, ...]
    # Whether it is built without the features that the crate has by default.
    bare: bool = False

    @property
    def target(self) -> str:
        return TARGETS.get(self.platform, self.platform)

    def read(self, file: str) -> bytes:
        return files_in(self.package)[file]

    def paper(self, name: str) -> str:
        return self.read(f"{self.papers}/{name}".lstrip("/")).decode()

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


def measured() -> list[Path]:
    """Those whose libraries are what other machines load, and not only packed here."""
    return [package for package in packages() if package.suffix not in {".aar", ".zip"}]


def natives_in(package: Path) -> list[Native]:
    names = files_in(package)
    libraries = [name for name in names if re.search(r"\.(so|pyd|dylib|dll|node|a)$", name)]
    of_the_kind = {".whl": in_a_wheel, ".tgz": in_a_tarball, ".aar": in_an_aar, ".zip": in_a_zip}
    return of_the_kind.get(package.suffix, in_the_jar)(package, libraries)


def in_a_wheel(package: Path, libraries: list[str]) -> list[Native]:
    (library,) = libraries
    about = f"{'-'.join(package.name.split('-')[:2])}.dist-info"
    platform = package.stem.split("-")[-1].split(".")[0]
    return [
        Native(
            package,
            platform,
            library,
            bill=f"{about}/sboms/hypersender.cdx.json",
            crate="hypersender-python",
            address="pkg:pypi/hypersender",
            papers=f"{about}/licenses",
            targets=(TARGETS[platform],),
        )
    ]


def in_a_tarball(package: Path, libraries: list[str]) -> list[Native]:
    found = re.fullmatch(r"hypersender-(.+)-\d+\.\d+\.\d+\.tgz", package.name)
    if found is None:  # the package with JavaScript alone
        assert not libraries
        return []
    (library,) = libraries
    return [
        Native(
            package,
            found[1],
            library,
            bill="package/sbom.cdx.json",
            crate="hypersender-node",
            address=f"pkg:npm/hypersender-{found[1]}",
            papers="package",
            targets=(TARGETS[found[1]],),
        )
    ]


def in_the_jar(package: Path, libraries: list[str]) -> list[Native]:
    return [
        Native(
            package,
            platform := library.split("/")[0],
            library,
            bill=f"META-INF/sbom/hypersender-{platform}.cdx.json",
            crate="hypersender-uniffi",
            address="pkg:maven/io.github.hypersender/hypersender",
            papers="META-INF",
            targets=tuple(OF_THE_JAR),
        )
        for library in libraries
    ]


def in_an_aar(package: Path, libraries: list[str]) -> list[Native]:
    platforms = {library.split("/")[1]: library for library in libraries}
    return [
        Native(
            package,
            platform,
            library,
            bill=f"sbom-{TARGETS[platform]}.cdx.json",
            crate="hypersender-uniffi",
            address="pkg:generic/hypersender-android",
            papers="",
            targets=tuple(TARGETS[platform] for platform in platforms),
            bare="-testing" not in package.name,
        )
        for platform, library in platforms.items()
    ]


def in_a_zip(package: Path, libraries: list[str]) -> list[Native]:
    return [
        Native(
            package,
            target,
            libraries[0],
            bill=f"HypersenderFFI.xcframework/sbom-{target}.cdx.json",
            crate="hypersender-uniffi",
            address="pkg:generic/HypersenderFFI",
            papers="HypersenderFFI.xcframework",
            targets=tuple(APPLE),
            bare="-testing" not in package.name,
        )
        for target in APPLE
    ]


def natives() -> list[Native]:
    return [native for package in packages() for native in natives_in(package)]
