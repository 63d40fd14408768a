"""Two releases to what changed in between, as JSON and as a graph."""

from esrgraph.changes.compare import Change, FieldChange, Kind
from esrgraph.changes.graph import change_triples
from esrgraph.changes.write import write_changes

__all__ = ["Change", "FieldChange", "Kind", "change_triples", "write_changes"]
