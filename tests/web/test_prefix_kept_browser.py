"""A site whose base IRI has a path works in a browser where a proxy passes the path on, or tells of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsed import require_works
from prefixes import TRUSTED, in_front_of, release_below_a_path

from chrome import needs_yasgui
from esrgraph.release.folder import DataFolder
from kept import Kept
from serving import serving_alone


@pytest.fixture(scope="module")
def server(kept: Kept) -> Iterator[str]:
    with serving_alone(DataFolder(kept(release_below_a_path)), *TRUSTED) as address:
        yield address


@needs_yasgui
@pytest.mark.parametrize("way", ["kept", "told"])
def test_it_works_in_a_browser(server: str, way: str, tmp_path: Path) -> None:
    with in_front_of(server, way, tmp_path) as site:
        require_works(site)
