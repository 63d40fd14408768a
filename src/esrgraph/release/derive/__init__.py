"""A loaded graph to what follows from it: links, counts and entailments in terms of their own, never asserted ones."""

from esrgraph.release.derive.derivation import Derivation, derive

__all__ = ["Derivation", "derive"]
