"""Reconciliation: names in somebody's list to the things of a release, with scores, and sure only where it is."""

from esrgraph.search.reconciliation.evidence import AskedProperty
from esrgraph.search.reconciliation.name_index import NameIndex, write_name_index
from esrgraph.search.reconciliation.named_things import NAMED_BY, NamedThing, NameSort, named_things
from esrgraph.search.reconciliation.reconciler import AskedName, NameCandidate, Reconciler

__all__ = [
    "NAMED_BY",
    "AskedName",
    "AskedProperty",
    "NameCandidate",
    "NameIndex",
    "NameSort",
    "NamedThing",
    "Reconciler",
    "named_things",
    "write_name_index",
]
