"""Two releases to what changed in between, as JSON and as a graph."""

from esrgraph.release.changes.compare import ChangeKind, FieldChange, ProjectChange
from esrgraph.release.changes.graph import change_triples
from esrgraph.release.changes.write import write_changes

__all__ = ["ChangeKind", "FieldChange", "ProjectChange", "change_triples", "write_changes"]
