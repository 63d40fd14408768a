"""A release that takes the place of another under a server, and addresses that ask for all that is made of one."""

import os
import shutil
from urllib.parse import quote

from pyoxigraph import DefaultGraph, Literal, Quad, Store

from esrgraph.rdf.iris import HERE
from esrgraph.rdf.vocabulary import Dct
from esrgraph.release.files import write_file_sums
from esrgraph.release.folder import DataFolder, Release

TITLES = f"SELECT ?title {{ ?project {Dct.title} ?title }} ORDER BY STR(?title) LIMIT"
ADDRESSES = (
    *("/", "/page/project/S39001", "/page/organisation/9900101-0", "/page/region/12", "/page/municipality/167"),
    *("/page/target-group/young-people", "/page/specific-objective/10.1", "/page/organisation-type/municipality"),
    *("/page/status/active", "/id/project/S39009", "/data/region/12.ttl", "/data/project/S39001.jsonld"),
    *("/search?q=nuoret", "/search.json?q=nuoret", "/search.atom", "/suggest.json?q=joens", "/network", "/network.csv"),
    *("/organisations", "/places", "/target-groups", "/schemes", "/queries/", "/queries/codes?name=joensuu"),
    *("/queries/funding-by-objective", "/queries/funding-by-objective.csv", "/quality", "/quality/severity/info"),
    *("/sparql", "/about", "/dataset", "/releases", "/changes.atom", "/sitemap.xml", "/dumps/esr.nt.gz"),
    *("/reports/validation.json", "/graph-store?default", *(f"/sparql?query={quote(TITLES)}+{n}" for n in (1, 2, 3))),
)
"""Something of all that is made from a release; the last ones keep more than one query process at work."""


def renew(data: DataFolder, number: int) -> Release:
    """Take a release into use in which one title is another, and remove the one before it."""
    before, project = data.current(), HERE.project("S39001")
    with data.writing() as working:
        shutil.copytree(before.folder, working, dirs_exist_ok=True)
        store = Store(working / "store")
        for quad in list(store.quads_for_pattern(project, Dct.title, None, DefaultGraph())):
            store.remove(quad)
        store.add(Quad(project, Dct.title, Literal(f"Hanke {number}", language="fi")))
        store.flush()
        store.optimize()
        del store
        write_file_sums(Release(working))
        release = data.publish(working, f"2999{number:04}T000000Z-b")
    data.prune(1)
    return release


def repeat(data: DataFolder, release: Release, number: int) -> Release:
    """Take another release into use that says what one does, and remove the one before it.

    Files that a store never changes are shared, so that it costs little.
    """
    with data.writing() as working:
        shutil.copytree(release.folder, working, dirs_exist_ok=True, copy_function=_share)
        repeated = data.publish(working, f"2999{number:04}T000000Z-b")
    data.prune(1)
    return repeated


def _share(source: str, target: str) -> None:
    copy = shutil.copy2 if "/store/" in source and not source.endswith(".sst") else os.link
    copy(source, target)
