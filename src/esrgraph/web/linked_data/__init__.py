"""Linked data: what the IRI of a thing leads to, and the documentation of the terms."""
