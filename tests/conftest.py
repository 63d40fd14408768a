"""What several test modules share: where the examples are, and the real pages where they are at hand."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from esrgraph.build.pipeline import Options, build_release
from esrgraph.release.folder import DataFolder
from esrgraph.runtime import child
from kept import Kept
from schedulers import scheduler

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
SHARED = Path(os.environ.get("ESRGRAPH_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session", autouse=True)
def _kept_processes() -> Iterator[None]:
    """A process that has read pages serves the next test too: the first page takes it three seconds, another 8 ms."""
    kept: list[subprocess.Popen[bytes]] = []
    usual: set[subprocess.Popen[bytes]] = set()
    start, end = child.start_child, child.end_child

    def started(seconds: float, memory: int) -> subprocess.Popen[bytes]:
        if (seconds, memory) != (child.SECONDS, child.MEMORY):
            return start(seconds, memory)
        process = kept.pop() if kept else start(seconds, memory)
        usual.add(process)
        return process

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child, "start_child", started)
        patch.setattr(child, "end_child", lambda process: kept.append(process) if process in usual else end(process))
        yield
    for process in kept:
        end(process)


# How long an example takes says how busy the machine is. `--hypothesis-profile=explore` looks for new examples, where
# every other run takes the same ones: what fails once fails again.
settings.register_profile("explore", deadline=None, derandomize=False)
settings.register_profile("the same", deadline=None, derandomize=True)
settings.load_profile("the same")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real pages; the test is skipped where it is not at hand."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip("the real pages are not at hand")
    return SHARED / "corpus"


@pytest.fixture(scope="session")
def kept(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """Gives folders that are made once and kept between runs; a test that wrote into one is an error at the end."""
    cache: pytest.Cache | None = getattr(pytestconfig, "cache", None)
    kept = Kept(cache.mkdir("kept") if cache else tmp_path_factory.mktemp("kept"))
    yield kept
    assert kept.written_to() == []


@pytest.fixture(scope="module")
def dask_scheduler() -> Iterator[str]:
    """The address of a scheduler, without workers."""
    with scheduler() as address:
        yield address


def release_of_examples(folder: Path) -> None:
    build_release([EXAMPLES], DataFolder(folder), Options())


@pytest.fixture(scope="session")
def data(kept: Kept) -> DataFolder:
    """A data folder with one release of the examples; a test that builds into a folder makes its own."""
    return DataFolder(kept(release_of_examples))


@pytest.fixture
def page_text() -> str:
    """A complete page without defects, to be changed by a test."""
    return (EXAMPLES / "S39001.txt").read_text(encoding="utf-8")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """None, which is one for each core; tests of one file run in this process, as another takes longer to start."""
    files = {Path(each.partition("::")[0]) for each in config.args}
    return 0 if len(files) == 1 and files.pop().is_file() else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the golden files; look at the difference before committing",
    )
