"""Whatever the graph tells something of has its data at an address of its own, in every format."""

from concurrent.futures import ThreadPoolExecutor

import httpx2 as httpx
from pyoxigraph import DefaultGraph, NamedNode

from esrgraph.rdf.iris import HERE
from esrgraph.rdf.store import open_read_only
from esrgraph.release.folder import DataFolder
from serving import FORMATS


def data_of_things(data: DataFolder) -> set[str]:
    """The addresses of the data of all things of a release, without a slash at the end."""
    quads = open_read_only(data.current().store).quads_for_pattern(None, None, None, DefaultGraph())
    subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    whole = {iri for iri in subjects if iri.startswith(f"{HERE.base}id/") and "#" not in iri}
    return {f"/data/{iri.removeprefix(f'{HERE.base}id/')}.{suffix}" for iri in whole for suffix in FORMATS}


def test_every_thing_has_its_data_in_every_format(quick_client: httpx.Client, data: DataFolder) -> None:
    addresses = sorted(data_of_things(data))
    assert len(addresses) > 1000
    with ThreadPoolExecutor(4) as pool:
        wrong = [str(answer.url) for answer in pool.map(quick_client.get, addresses) if answer.status_code != 200]
    assert wrong == []
