"""A page that ends the process it is read in costs that page alone, and is named with its reason."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from fragile import REASONS, WAYS, FragileTask, write_fragile

from esrgraph.cli import main
from esrgraph.errors import InputError
from esrgraph.ingest.assemble import assemble
from esrgraph.rdf.iris import HERE
from kept import Kept

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the system does not keep count of memory")


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for module in ("assemble", "convert"):
        monkeypatch.setattr(f"esrgraph.ingest.{module}.Task", FragileTask)
    write_fragile(tmp_path / "pages")
    return tmp_path / "pages"


def read_without_them(folder: Path) -> None:
    write_fragile(folder / "pages", ways=())
    (folder / "read").mkdir()
    assemble([folder / "pages"], folder / "read", HERE)


@pytest.fixture(scope="module")
def expected(kept: Kept) -> Path:
    """What is read of the pages that end no process."""
    return kept(read_without_them) / "read"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_goes_on_and_names_them(
    jobs: int, pages: Path, expected: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esrgraph.ingest.local._FEW", jobs - 1)
    monkeypatch.setattr("esrgraph.ingest.local.CHUNK", 3)
    assembly = assemble([pages], tmp_path, HERE, jobs=jobs)
    assert assembly.ntriples.read_bytes() == (expected / assembly.ntriples.name).read_bytes()
    rejected = dict(assembly.outcomes.rejected())
    assert rejected.keys() == REASONS.keys() == {f"{name}.txt" for name in WAYS}
    assert all(rejected[name].startswith(reason) for name, reason in REASONS.items())
    assert not any("Keksilä" in reason for reason in rejected.values())


def test_a_page_alone_ends_the_command_with_a_message(pages: Path) -> None:
    for command in ("convert", "validate"):
        result = CliRunner().invoke(main, [command, str(pages / "signal.txt")])
        assert (command, result.exit_code) == (command, 2)
        assert REASONS["signal.txt"] in result.output


def test_no_page_left_is_told_with_the_reasons(pages: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"fault\.txt: Reading it met a fault"):
        assemble([pages / "fault.txt"], tmp_path, HERE)
