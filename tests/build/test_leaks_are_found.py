"""The search for what identifies a contact person finds it where the program does not keep it out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from leaking import NAMES, leaks, made

from esrgraph.extraction import blocks, redact
from esrgraph.extraction.contact_labels import ContactLines
from esrgraph.release.folder import DataFolder
from esrgraph.runtime.child import Child
from kept import Kept
from leaks import indexed_terms


@contextmanager
def here() -> Iterator[pytest.MonkeyPatch]:
    """Pages are read in this process, where what is changed here holds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Child, "map", lambda _, work, items: [work(each) for each in items])
        yield patch


def with_lines_of_contacts(folder: Path) -> None:
    nothing = ContactLines(frozenset(), frozenset(), ())
    with here() as patch:
        patch.setattr(blocks, "contact_lines", lambda *_: nothing)
        patch.setattr(redact, "contact_lines", lambda *_: nothing)
        patch.setattr(redact.Mask, "text", lambda _, text, **__: text)
        made(folder)


def with_statements_as_they_are(folder: Path) -> None:
    whole = redact._Cleaning.clean_value
    with here() as patch:
        patch.setattr(
            redact._Cleaning,
            "clean_value",
            lambda self, name, value: value if name.startswith("sustainability") else whole(self, name, value),
        )
        made(folder)


def test_a_contact_whose_lines_are_not_kept_out_is_found(kept: Kept, tmp_path: Path) -> None:
    found = leaks(DataFolder(kept(with_lines_of_contacts) / "data"), tmp_path)
    assert {"sources.sqlite", "captures.sqlite", "esr.nt.gz"} <= {name.rpartition("/")[2] for name, _ in found}
    assert set(indexed_terms(tmp_path / "index", NAMES)) == set(NAMES)


def test_a_statement_that_is_not_cleaned_is_found(kept: Kept, tmp_path: Path) -> None:
    found = leaks(DataFolder(kept(with_statements_as_they_are) / "data"), tmp_path)
    assert {"havul", "500000177"} <= {part for _, part in found}
