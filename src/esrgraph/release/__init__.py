"""A graph to an immutable folder, and what stands in it."""
