"""A query and the values of its parameters to a result: checked, bound, and run on a store, never over the network."""

from esrgraph.query.run import WHOLE, Dataset, Result, run
from esrgraph.query.screen import form, is_steady, screen
from esrgraph.query.values import Term, bind

__all__ = [
    "WHOLE",
    "Dataset",
    "Result",
    "Term",
    "bind",
    "form",
    "is_steady",
    "run",
    "screen",
]
