"""The notebook of the documentation gives what it shows."""

import nbformat
from nbclient import NotebookClient

from conftest import ROOT


def test_the_notebook_shows_what_it_gives() -> None:
    notebook = nbformat.read(ROOT / "docs" / "notebook.ipynb", as_version=4)
    shown = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    NotebookClient(notebook, resources={"metadata": {"path": str(ROOT)}}).execute()
    given = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    assert [[each.get("text") or each.data for each in outputs] for outputs in given] == [
        [each.get("text") or each.data for each in outputs] for outputs in shown
    ]
