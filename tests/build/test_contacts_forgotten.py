"""A build without contact persons forgets what one with them has kept."""

import shutil
from pathlib import Path

import pytest

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.ingest.capture_cache import holds_contacts
from esrgraph.release.folder import DataFolder
from kept import Kept

PAGE = EXAMPLES / "S39001.txt"


def with_and_then_without(folder: Path) -> None:
    """Build `with` contact persons, and again without them what `asks` the build before and what is made `anew`."""
    before = folder / "with"
    build_release([PAGE], DataFolder(before), Options(include_contacts=True))
    for name, cache in (("asks", True), ("anew", False)):
        after = shutil.copytree(before, folder / name, symlinks=True)
        build_release([PAGE], DataFolder(after), Options(cache=cache))


@pytest.mark.parametrize("after", ["asks", "anew"])
def test_nothing_is_kept_of_contact_persons_after_a_build_without(kept: Kept, after: str) -> None:
    folder = kept(with_and_then_without)
    assert holds_contacts(DataFolder(folder / "with").cache)
    assert not holds_contacts(DataFolder(folder / after).cache)
