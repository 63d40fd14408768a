"""Target groups that a notebook's user recognises, with patterns of one's own too."""

from pathlib import Path

import pytest

import esrgraph
from conftest import ROOT


def test_groups_are_recognised_with_ones_own_patterns(tmp_path: Path) -> None:
    text = "Hankkeen kohderyhmänä ovat opettajat"
    assert esrgraph.recognise(text).column("concept") == ["teaching-staff"]
    known = (ROOT / "ontology" / "schemes" / "target-group-patterns.toml").read_text(encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(known.replace("[roles]", "[rolez]", 1), encoding="utf-8")
    with pytest.raises(esrgraph.EsrgraphError, match='did you mean "roles"'):
        esrgraph.recognise(text, patterns=mine)
    mine.write_text(known, encoding="utf-8")
    assert esrgraph.recognise(text, patterns=mine) == esrgraph.recognise(text)
