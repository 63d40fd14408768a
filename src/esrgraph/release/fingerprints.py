"""A sorted N-Triples file to what tells its triples from others, predicate by predicate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from hashlib import blake2b
from pathlib import Path

from esrgraph.rdf.vocabulary import Rdf

_BATCH = 1 << 22
"""Bytes of lines that are looked at together."""


def fingerprints(ntriples: Path) -> Mapping[str, str]:
    """The fingerprint of the triples of each predicate, by its IRI as `<...>`; those with rdf:type also by class.

    They are the same where the triples are, and other where one of them is.
    """
    digests: dict[bytes, blake2b] = defaultdict(partial(blake2b, digest_size=16))
    type_ = str(Rdf.type).encode()
    with ntriples.open("rb") as file:
        while lines := file.readlines(_BATCH):
            by_predicate: dict[bytes, list[bytes]] = defaultdict(list)
            for line in lines:
                by_predicate[line.split(b" ", 2)[1]].append(line)
            for line in by_predicate.get(type_, ()):
                by_predicate[line.split(b" ", 2)[2].removesuffix(b" .\n")].append(line)
            for name, found in by_predicate.items():
                digests[name].update(b"".join(found))
    return {name.decode(): digest.hexdigest() for name, digest in digests.items()}
