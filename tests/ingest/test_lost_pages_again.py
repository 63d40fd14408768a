"""A page that ended the process it was read in is read again by the next build."""

import sys
from pathlib import Path

import pytest
from fragile import REASONS, FragileTask, write_fragile

from esrgraph.ingest.assemble import assemble
from esrgraph.rdf.iris import HERE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the system does not keep count of memory")


def test_they_are_read_again_by_the_next_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages, cache = tmp_path / "pages", tmp_path / "captures.sqlite"
    write_fragile(pages)
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
    monkeypatch.setattr("esrgraph.ingest.assemble.Task", FragileTask)
    assemble([pages], tmp_path / "first", HERE, cache=cache)
    monkeypatch.undo()
    assembly = assemble([pages], tmp_path / "second", HERE, cache=cache)
    rejected = dict(assembly.outcomes.rejected())
    assert rejected.keys() == REASONS.keys()
    assert not any(reason.startswith("Reading it") for reason in rejected.values())
