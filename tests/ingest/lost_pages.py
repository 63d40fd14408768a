"""A build goes on where pages end the process they are read in, and names each with its reason."""

from pathlib import Path

import pytest
from fragile import REASONS, WAYS, FragileTask, write_fragile

from esrgraph.ingest.assemble import assemble
from esrgraph.rdf.iris import HERE
from kept import Kept


def read_without_them(folder: Path) -> None:
    write_fragile(folder / "pages", ways=())
    (folder / "read").mkdir()
    assemble([folder / "pages"], folder / "read", HERE)


def require_named(jobs: int, kept: Kept, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those pages are rejected, by as many processes, and the others are read as they are without them."""
    pages, expected = folder / "pages", kept(read_without_them) / "read"
    write_fragile(pages)
    monkeypatch.setattr("esrgraph.ingest.assemble.Task", FragileTask)
    monkeypatch.setattr("esrgraph.ingest.local._FEW", jobs - 1)
    monkeypatch.setattr("esrgraph.ingest.local.CHUNK", 3)
    assembly = assemble([pages], folder, HERE, jobs=jobs)
    assert assembly.ntriples.read_bytes() == (expected / assembly.ntriples.name).read_bytes()
    rejected = dict(assembly.outcomes.rejected())
    assert rejected.keys() == REASONS.keys() == {f"{name}.txt" for name in WAYS}
    assert all(rejected[name].startswith(reason) for name, reason in REASONS.items())
    assert not any("Keksilä" in reason for reason in rejected.values())
