"""The licences in the packages: ours, and those of everybody whose work is in a library."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from linked import Crate, crates_of_others, crates_that_are_linked, papers_made_again
from packages import ROOT, Native, files_in, natives, packages

OURS = ["LICENSE-APACHE", "LICENSE-MIT"]
OTHERS = "THIRD-PARTY-LICENSES"
# In the folder of a crate: what says under what terms it comes.
TERMS = re.compile(r"(licen[cs]e|copying|copyright|notice|unlicense)[^/]*", re.IGNORECASE)


def words(text: str) -> str:
    return " ".join(text.split())


def crates_in(native: Native) -> list[Crate]:
    """The crates of others, of all targets that the file is for."""
    linked = [crates_that_are_linked(native, target) for target in native.targets]
    return sorted(crate for crate in set().union(*linked) if crate in crates_of_others())


def texts_of(crate: Crate) -> list[str]:
    folder = Path(crates_of_others()[crate]["manifest_path"]).parent
    files = [file for file in folder.iterdir() if file.is_file() and TERMS.fullmatch(file.name)]
    return [file.read_text("utf-8") for file in files]


def missing(crates: list[Crate], licences: str) -> list[str]:
    """What the file says nothing of, or not all."""
    all_words = words(licences)
    found = []
    for crate in crates:
        about = crates_of_others()[crate]
        terms = texts_of(crate)
        if not any(line.startswith(f"{' '.join(crate)}: ") for line in licences.splitlines()):
            found.append(f"{crate}: its name")
        found += [f"{crate}: its text" for text in terms if words(text) not in all_words]
        if not terms and f"{' '.join(crate)}, which has no such file" not in licences:
            found.append(f"{crate}: a text")
        if not terms and "MIT" in about["license"]:
            authors = ", ".join(about["authors"]) or f"the authors of {about['name']}"
            if f"Copyright (c) {authors}\n" not in licences:
                found.append(f"{crate}: its authors")
    return found


@pytest.mark.parametrize("package", packages(), ids=lambda package: package.name)
def test_our_own_licences_are_in_every_package(package: Path) -> None:
    for name in OURS:
        (text,) = [
            text for file, text in files_in(package).items() if file.rsplit("/", 1)[-1] == name
        ]
        assert text == (ROOT / name).read_bytes()


@pytest.mark.parametrize("native", natives(), ids=str)
class TestTheLicencesOfOthers:
    def test_the_text_of_every_crate_that_is_linked_is_there(self, native: Native) -> None:
        crates = crates_in(native)
        assert len(crates) > 50
        assert missing(crates, native.paper(OTHERS)) == []

    def test_no_crate_is_named_that_is_not_linked(self, native: Native) -> None:
        head = native.paper(OTHERS).split("\n====", 1)[0].split("\n\n", 1)[1]
        named = [tuple(line.split(":")[0].split(" ")) for line in head.splitlines()[1:] if line]
        assert named == crates_in(native)

    def test_they_are_the_same_when_they_are_gathered_again(self, native: Native) -> None:
        assert papers_made_again(native)[OTHERS] == native.paper(OTHERS)

    def test_they_tell_nothing_of_a_machine(self, native: Native) -> None:
        text = native.paper(OTHERS)
        assert str(ROOT) not in text
        assert str(Path.home()) not in text
        assert "registry/src" not in text


@pytest.mark.parametrize("native", natives()[:1], ids=str)
class TestWhatIsMissing:
    def test_a_crate_without_its_text_would_be_seen(self, native: Native) -> None:
        licences, ring = native.paper(OTHERS), next(c for c in crates_in(native) if c[0] == "ring")
        parts = licences.split("=" * 80)
        rest = [part for part in parts if f"{' '.join(ring)}, LICENSE-BoringSSL\n" not in part]
        assert len(rest) == len(parts) - 1
        assert missing([ring], licences) == []
        assert missing([ring], ("=" * 80).join(rest)) == [f"{ring}: its text"]

    def test_a_crate_that_is_not_named_would_be_seen(self, native: Native) -> None:
        tokio = next(crate for crate in crates_in(native) if crate[0] == "tokio")
        licences = native.paper(OTHERS).replace(f"\n{' '.join(tokio)}: ", "\n")
        assert missing([tokio], licences) == [f"{tokio}: its name"]

    def test_people_whose_crate_has_no_text_would_be_seen(self, native: Native) -> None:
        one = next(crate for crate in crates_in(native) if crate[0] == "fast_qr")
        (author,) = crates_of_others()[one]["authors"]
        assert missing([one], native.paper(OTHERS).replace(author, "someone")) == [
            f"{one}: its authors"
        ]
