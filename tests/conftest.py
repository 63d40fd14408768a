"""What several test modules share: where the examples are, and the real pages where they are at hand."""

import os
from pathlib import Path

import pytest

from esrgraph.build.pipeline import Options, build_release
from esrgraph.release.folder import DataFolder

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
SHARED = Path(os.environ.get("ESRGRAPH_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real pages; the test is skipped where it is not at hand."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip("the real pages are not at hand")
    return SHARED / "corpus"


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A data folder with one release of the examples; a test that builds into a folder makes its own."""
    folder = DataFolder(tmp_path_factory.mktemp("data"))
    build_release([EXAMPLES], folder, Options())
    return folder


@pytest.fixture
def page_text() -> str:
    """A complete page without defects, to be changed by a test."""
    return (EXAMPLES / "S39001.txt").read_text(encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the golden files; look at the difference before committing",
    )
