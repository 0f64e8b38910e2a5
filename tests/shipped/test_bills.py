"""The bills of materials in the packages: valid, complete, true, the same from everywhere."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from linked import crates_that_are_linked, papers_made_again
from packages import ROOT, Native, natives

VERSION = tomllib.loads((ROOT / "Cargo.toml").read_text("utf-8"))["workspace"]["package"]["version"]


def complaint_about(bill: str) -> str | None:
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill)
    return None if error is None else str(error)


def bill_of(native: Native) -> dict[str, Any]:
    bill: dict[str, Any] = json.loads(native.read(native.bill))
    return bill


@pytest.mark.parametrize("native", natives(), ids=str)
class TestTheBill:
    def test_it_is_valid_by_the_schema(self, native: Native) -> None:
        assert complaint_about(native.read(native.bill).decode()) is None

    def test_it_lists_exactly_the_crates_that_are_linked(self, native: Native) -> None:
        components = bill_of(native)["components"]
        listed = [(component["name"], component["version"]) for component in components]
        assert len(listed) == len(set(listed))
        assert set(listed) == crates_that_are_linked(native, native.target)

    def test_it_is_about_its_package(self, native: Native) -> None:
        about = bill_of(native)["metadata"]
        assert about["component"]["purl"] == f"{native.address}@{VERSION}"
        assert {
            "name": "cdx:rustc:sbom:target:triple",
            "value": native.target,
        } in about["properties"]

    def test_every_crate_of_the_registry_has_its_checksum(self, native: Native) -> None:
        components = bill_of(native)["components"]
        own = {component["name"] for component in components if "hashes" not in component}
        assert own == {name for name in own if name.startswith("hypersender")}

    def test_everything_is_below_the_package(self, native: Native) -> None:
        bill = bill_of(native)
        uses = {entry["ref"]: entry["dependsOn"] for entry in bill["dependencies"]}
        reached, left = set(), [bill["metadata"]["component"]["bom-ref"]]
        while left:
            reference = left.pop()
            if reference not in reached:
                reached.add(reference)
                left.extend(uses[reference])
        components = {component["bom-ref"] for component in bill["components"]}
        assert components < reached
        assert reached == uses.keys()

    def test_it_tells_nothing_of_a_machine_or_an_hour(self, native: Native) -> None:
        text = native.read(native.bill).decode()
        assert "file:" not in text
        assert str(ROOT) not in text
        assert str(Path.home()) not in text
        assert "timestamp" not in text
        assert "serialNumber" not in text

    def test_it_is_the_same_when_it_is_made_again(self, native: Native) -> None:
        made = papers_made_again(native)[f"sbom-{native.target}.cdx.json"]
        assert made == native.read(native.bill).decode()


def test_what_is_not_valid_would_be_seen() -> None:
    bill = natives()[0].read(natives()[0].bill).decode()
    assert complaint_about(bill.replace('"type": "library"', '"type": "shelf"', 1)) is not None
    assert complaint_about(bill.replace('"bomFormat"', '"format"')) is not None
