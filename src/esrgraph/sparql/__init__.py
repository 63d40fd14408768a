"""A query and the values of its parameters to a result: checked, bound, and run on a store or asked of an endpoint."""

from esrgraph.sparql.guard import is_steady, screen
from esrgraph.sparql.parameters import Term, bind
from esrgraph.sparql.run import WHOLE, Dataset, Result, run
from esrgraph.sparql.tokens import form

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
