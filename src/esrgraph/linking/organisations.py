"""Business IDs to the IRIs of the same organisation elsewhere: in ROR, ISNI and Wikidata."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

from esrgraph.resources import resource

_REGISTERS = ("ror", "isni", "wikidata")
"""The columns of `ontology/schemes/organisations.csv` with IRIs; another one says who states the business ID."""


@cache
def organisations_elsewhere() -> Mapping[str, tuple[str, ...]]:
    """The IRIs of organisations in other registers, by business ID; raises SchemeError where the file is missing."""
    with resource("ontology", "schemes", "organisations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["business_id"]: tuple(row[each] for each in _REGISTERS if row[each]) for row in rows}
