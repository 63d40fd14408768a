"""A build without contact persons forgets what one with them has kept."""

import shutil
from pathlib import Path

import pytest

from build.disclosed import with_contacts
from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.ingest.capture_cache import holds_contacts
from esrgraph.release.folder import DataFolder
from kept import Kept


@pytest.mark.parametrize("cache", [True, False])
def test_nothing_is_kept_of_contact_persons_after_a_build_without(kept: Kept, cache: bool, tmp_path: Path) -> None:
    data = DataFolder(Path(shutil.copytree(kept(with_contacts), tmp_path / "data", symlinks=True)))
    assert holds_contacts(data.cache)
    build_release([EXAMPLES / "S39001.txt"], data, Options(cache=cache))
    assert not holds_contacts(data.cache)
