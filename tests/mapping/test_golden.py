"""Every example page, held to its record and its graph; `pytest --update-golden` shows what a change does to them."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES
from esrgraph.documents.reader import read_documents
from esrgraph.ingest.capture import describe_document
from esrgraph.mapping.describe import Described
from esrgraph.mapping.graph import to_quads
from esrgraph.rdf.serialize import to_ntriples

GOLDEN = Path(__file__).parent / "golden"
PAGES = sorted(path for path in EXAMPLES.glob("*.*") if path.suffix in {".txt", ".html", ".pdf"})


def described(page: Path) -> Described:
    return describe_document(next(iter(read_documents([page]))))


def record(page: Path) -> str:
    value = described(page)
    content: dict[str, Any] = {
        "project": asdict(value.project),
        "links": asdict(value.links),
        "problems": [asdict(problem) for problem in value.problems],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"


def graph(page: Path) -> str:
    return to_ntriples(to_quads(described(page))).decode()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
@pytest.mark.parametrize(("name", "make"), [("record.json", record), ("graph.nt", graph)])
def test_example_gives_its_golden_file(page: Path, name: str, make: Any, request: pytest.FixtureRequest) -> None:
    golden = GOLDEN / page.stem / name
    made = make(page)
    if request.config.getoption("--update-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {folder.name for folder in GOLDEN.iterdir()} == {page.stem for page in PAGES}
