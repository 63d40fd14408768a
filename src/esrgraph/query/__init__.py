"""A query and the values of its parameters to a result: checked, bound, and run on a store, never over the network."""

from esrgraph.query.run import Result, run
from esrgraph.query.screen import screen
from esrgraph.query.values import bind

__all__ = ["Result", "bind", "run", "screen"]
