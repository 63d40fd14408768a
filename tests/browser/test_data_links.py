"""Whatever the graph tells something of has its data at an address of its own, in every format.

Three hundred municipalities differ in their codes alone, and so do others: of each kind, some that stand for all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor

import httpx2 as httpx
from pyoxigraph import DefaultGraph, NamedNode

from esrgraph.rdf.iris import HERE
from esrgraph.rdf.store import open_read_only
from esrgraph.release.folder import DataFolder
from serving import FORMATS

ALL_DIFFER = frozenset({"project", "organisation"})


def things(data: DataFolder) -> set[str]:
    """What the graph of a release tells something of, as `region/12`."""
    quads = open_read_only(data.current().store).quads_for_pattern(None, None, None, DefaultGraph())
    subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    whole = {iri for iri in subjects if iri.startswith(f"{HERE.base}id/") and "#" not in iri}
    return {iri.removeprefix(f"{HERE.base}id/") for iri in whole}


def some_of_each(names: Iterable[str], most: int, whole: Collection[str] = ALL_DIFFER) -> set[str]:
    """All things of some kinds (projects and organisations), and of each other kind about so many, evenly spread."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        kinds[name.partition("/")[0]].append(name)
    steps = {kind: 1 if kind in whole else max(1, len(each) // most) for kind, each in kinds.items()}
    return {name for kind, each in kinds.items() for name in each[:: steps[kind]]}


def data_of(names: Iterable[str]) -> set[str]:
    """The addresses of the data of those things."""
    return {f"/data/{name}.{suffix}" for name in names for suffix in FORMATS}


def test_every_thing_has_its_data_in_every_format(quick_client: httpx.Client, data: DataFolder) -> None:
    addresses = sorted(data_of(some_of_each(things(data), 15)))
    assert len(addresses) > 1000
    with ThreadPoolExecutor(4) as pool:
        wrong = [str(answer.url) for answer in pool.map(quick_client.get, addresses) if answer.status_code != 200]
    assert wrong == []
