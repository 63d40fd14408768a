"""The search for what identifies a contact person finds it where the program does not keep it out."""

from pathlib import Path

import pytest
from leaking import NAMES, built, leaks, made

from esrgraph.extraction import blocks, redact
from esrgraph.extraction.contact_labels import ContactLines
from esrgraph.runtime.child import Child
from kept import Kept
from leaks import indexed_terms


@pytest.fixture(scope="module")
def pages(kept: Kept) -> Path:
    return kept(made) / "pages"


def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are read in this process, where what is changed here holds."""
    monkeypatch.setattr(Child, "map", lambda _, work, items: [work(each) for each in items])


def test_a_contact_whose_lines_are_not_kept_out_is_found(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here(monkeypatch)
    nothing = ContactLines(frozenset(), frozenset(), ())
    monkeypatch.setattr(blocks, "contact_lines", lambda *_: nothing)
    monkeypatch.setattr(redact, "contact_lines", lambda *_: nothing)
    monkeypatch.setattr(redact.Mask, "text", lambda _, text, **__: text)
    where = {name.rpartition("/")[2] for name, _ in leaks(built(pages, tmp_path / "data"), tmp_path)}
    assert {"sources.sqlite", "captures.sqlite", "esr.nt.gz"} <= where
    assert set(indexed_terms(tmp_path / "index", NAMES)) == set(NAMES)


def test_a_statement_that_is_not_cleaned_is_found(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here(monkeypatch)
    whole = redact._Cleaning.clean_value
    monkeypatch.setattr(
        redact._Cleaning,
        "clean_value",
        lambda self, name, value: value if name.startswith("sustainability") else whole(self, name, value),
    )
    assert {"havul", "500000177"} <= {part for _, part in leaks(built(pages, tmp_path / "data"), tmp_path)}
