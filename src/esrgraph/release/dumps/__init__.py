"""A release's triples as files to download: RDF, tables, the network of organisations, and their checksums."""

from esrgraph.release.dumps.checksums import write_checksums
from esrgraph.release.dumps.graphs import graph_files
from esrgraph.release.dumps.piece_forms import NTRIPLES
from esrgraph.release.dumps.piece_index import PieceFile
from esrgraph.release.dumps.pieces import shares_of
from esrgraph.release.dumps.things import values_of
from esrgraph.release.dumps.write import Dumps

__all__ = ["NTRIPLES", "Dumps", "PieceFile", "graph_files", "shares_of", "values_of", "write_checksums"]
