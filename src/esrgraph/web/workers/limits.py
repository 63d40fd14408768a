"""What one query, and one client, may use of the server."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from esrgraph.sparql.guard import MOST_CHARACTERS


@dataclass(frozen=True, slots=True)
class Limits:
    """Each is said in the service description, and named in the answer to a query that goes beyond it."""

    seconds: float = 10.0
    """How long a query may run, its result being written included."""
    rows: int = 100_000
    """Rows of a result, or triples."""
    bytes: int = 50_000_000
    """Bytes of a result as it is sent, before any compression."""
    characters: int = MOST_CHARACTERS
    """Characters of a query's text."""
    memory: int = 2_000_000_000
    """Bytes of address space of a process that runs queries; about 400 million of them hold nothing yet."""
    concurrency: int = field(default_factory=lambda: os.cpu_count() or 1)
    """Queries that run at once."""
    queue: int = 64
    """Queries that wait for their turn."""
    wait: float = 30.0
    """Seconds that a query may wait for its turn."""
    share: int = 48
    """Queries of one client that run or wait."""
    cache: int = 100_000_000
    """Bytes of results kept in memory for who asks the same again."""


DEFAULTS = Limits()
"""What a server allows that is told nothing else."""
