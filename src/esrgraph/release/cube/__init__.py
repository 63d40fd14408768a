"""A store to statistics of its projects: small cubes of the RDF Data Cube vocabulary, for a graph of their own."""

from esrgraph.release.cube.write import write_cubes

__all__ = ["write_cubes"]
