"""Validation of a store against shapes: two engines that give the same results."""

from esrgraph.validation.engines import Engine, validate_store

__all__ = ["Engine", "validate_store"]
