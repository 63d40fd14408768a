"""What a query process is asked, and what it answers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version

from esrgraph.sparql import WHOLE, Dataset, Term, is_steady

_VERSION = version("esrgraph")


@dataclass(frozen=True, slots=True)
class Question:
    """A query with all that its answer depends on, but for the release.

    `format` is a name of `formats.ROWS` for SELECT and ASK, of `formats.TRIPLES` for CONSTRUCT and DESCRIBE. Variables
    of `bindings` get their values, and their columns are left out of the result. `source` is how messages name the
    query.
    """

    text: str
    format: str
    bindings: Mapping[str, Term] = field(default_factory=dict)
    dataset: Dataset = WHOLE
    source: str = "query"
    _tags: dict[str, str | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickled several times as fast as other values of its kind are."""
        return Question, (self.text, self.format, dict(self.bindings), self.dataset, self.source)

    def tag(self, release: str) -> str | None:
        """A name for the answer on a release, known before it is asked, for entity tags and the cache; None where the
        answer changes with every run."""
        if release not in self._tags:
            self._tags[release] = self._digest(release) if is_steady(self.text) else None
        return self._tags[release]

    def _digest(self, release: str) -> str:
        bound = [f"{name} {term}" for name, term in sorted(self.bindings.items())]
        graphs = [repr(self.dataset.default), repr(self.dataset.named)]
        parts = [_VERSION, release, self.format, *graphs, str(len(bound)), *bound, self.text]
        return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
