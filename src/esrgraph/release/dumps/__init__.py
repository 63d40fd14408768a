"""A release's triples as files to download: RDF, tables, the network of organisations, and their checksums."""

from esrgraph.release.dumps.checksums import write_checksums
from esrgraph.release.dumps.graphs import graph_files, quad_tasks
from esrgraph.release.dumps.write import dump_tasks

__all__ = ["dump_tasks", "graph_files", "quad_tasks", "write_checksums"]
