"""A site whose base IRI has a path, behind a proxy that passes the path on in each of the ways there are."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx2 as httpx
from lxml.html import document_fromstring

from browser.test_links import Walk, taken_on_trust
from conftest import EXAMPLES, ROOT
from esrgraph.build.pipeline import Options, build_release
from esrgraph.rdf.iris import Iris
from esrgraph.release.folder import DataFolder
from proxies import nginx
from serving import PATIENCE, serving_alone

BASE = "https://example.org/esr/"
KEPT, TOLD = re.findall("```nginx\n(.*?)```", (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8"), re.DOTALL)
HTML = "text/html,*/*;q=0.8"
TRUSTED = ("--trusted-proxies", "127.0.0.1")
WAYS = {
    "kept": (KEPT, TRUSTED),
    "told": (TOLD, TRUSTED),
    "stripped": (TOLD.replace("X-Forwarded-Prefix", "X-Nothing"), ("--prefix-stripped",)),
}
"""How a proxy passes the path on, as the documentation has it, and what the server is told of it."""


def release_below_a_path(folder: Path) -> None:
    build_release([EXAMPLES], DataFolder(folder), Options(Iris(BASE)))


@contextmanager
def proxied(data: DataFolder, way: str, folder: Path) -> Iterator[str]:
    """The address of a proxy before the site, without a slash at its end; beside the site it knows nothing."""
    with serving_alone(data, *WAYS[way][1]) as server, in_front_of(server, way, folder) as proxy:
        yield proxy


def in_front_of(server: str, way: str, folder: Path) -> AbstractContextManager[str]:
    """The same before a server that runs."""
    return nginx(folder, WAYS[way][0].replace("http://127.0.0.1:8000", server))


def require_links(site: str, data: DataFolder) -> None:
    """No link is dead or leads beside the site, whose things are those of `data`, a release at the root.

    Two or three things of each kind, and a few questions below each folder, stand for all: which prefix an address gets
    does not depend on what it names.
    """
    known = {f"/esr{each}" for each in taken_on_trust(data, most=2, whole=())}
    with httpx.Client(base_url=site, headers={"Accept": HTML}, timeout=PATIENCE) as client:
        listed = document_fromstring(client.get("/esr/sitemap-1.xml").content).xpath("//loc/text()")
        walk = Walk(client, known, BASE, queries=4).start("/esr/", "/esr/sitemap.xml", "/esr/robots.txt", *listed)
    assert walk.dead == []
    assert all(each.startswith(BASE) for each in listed)
    assert len(walk.pages) > 100
