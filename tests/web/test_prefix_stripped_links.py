"""No link of a site whose base IRI has a path that a proxy takes off is dead or leads beside the site."""

from pathlib import Path

from prefixes import proxied, release_below_a_path, require_links

from esrgraph.release.folder import DataFolder
from kept import Kept


def test_no_link_is_dead_or_leads_beside_the_site(kept: Kept, data: DataFolder, tmp_path: Path) -> None:
    with proxied(DataFolder(kept(release_below_a_path)), "stripped", tmp_path) as site:
        require_links(site, data)
