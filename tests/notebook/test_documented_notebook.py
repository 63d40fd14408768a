"""The notebook of the documentation gives what it shows."""

from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from conftest import ROOT
from kept import Kept

NOTEBOOK = ROOT / "docs" / "notebook.ipynb"


def run_again(folder: Path) -> None:
    """Run the notebook, and write it with what it gives."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(ROOT)}}).execute()
    nbformat.write(notebook, folder / NOTEBOOK.name)


def outputs(path: Path) -> list[tuple[str, list[Any]]]:
    """The code of each cell, with the text or the data that it gave."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    return [(cell.source, [each.get("text") or each.data for each in cell.outputs]) for cell in cells]


def test_the_notebook_shows_what_it_gives(kept: Kept) -> None:
    assert outputs(kept(run_again) / NOTEBOOK.name) == outputs(NOTEBOOK)
