"""On which machines the libraries run."""

from __future__ import annotations

import re

import pytest

from packages import Native, natives, packages

MOST = (2, 17)  # of 2014: what manylinux2014 promises


def versions_of_glibc(library: bytes) -> list[tuple[int, int]]:
    found = re.findall(rb"GLIBC_(\d+)\.(\d+)", library)
    return [(int(major), int(minor)) for major, minor in found]


def test_there_is_a_library_in_each_kind_of_package() -> None:
    kinds = {native.package.suffix for native in natives()}
    assert kinds == {package.suffix for package in packages()}


@pytest.mark.parametrize("native", natives(), ids=str)
def test_it_asks_for_no_newer_c_library_than_that_of_2014(native: Native) -> None:
    asked = versions_of_glibc(native.read(native.library))
    if native.target.endswith("-linux-gnu"):
        assert max(asked) <= MOST
    else:
        assert asked == []


@pytest.mark.parametrize("native", natives(), ids=str)
def test_it_holds_nothing_of_the_tests(native: Native) -> None:
    library = native.read(native.library)
    assert b"test_exports" not in library
    assert b"scenario_server" not in library


def test_a_newer_c_library_would_be_seen() -> None:
    assert max(versions_of_glibc(b"x\0GLIBC_2.3.4\0GLIBC_2.34\0GLIBC_2.5\0")) == (2, 34)
