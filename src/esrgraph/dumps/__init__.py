"""A release's triples as files to download: RDF, tables, the network of organisations, and their checksums."""

from esrgraph.dumps.write import STEPS, write_dumps

__all__ = ["STEPS", "write_dumps"]
