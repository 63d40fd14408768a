"""A release's triples as files to download: RDF, tables, the network of organisations, and their checksums."""

from esrgraph.release.dumps.checksums import write_checksums
from esrgraph.release.dumps.graphs import quad_tasks
from esrgraph.release.dumps.views import view_files
from esrgraph.release.dumps.write import dump_tasks

__all__ = ["dump_tasks", "quad_tasks", "view_files", "write_checksums"]
