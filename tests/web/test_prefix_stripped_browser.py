"""A site whose base IRI has a path works in a browser where a proxy takes the path off."""

from pathlib import Path

from browsed import require_works
from prefixes import proxied, release_below_a_path

from chrome import needs_yasgui
from esrgraph.release.folder import DataFolder
from kept import Kept


@needs_yasgui
def test_it_works_in_a_browser(kept: Kept, tmp_path: Path) -> None:
    with proxied(DataFolder(kept(release_below_a_path)), "stripped", tmp_path) as site:
        require_works(site)
