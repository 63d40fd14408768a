"""A page that ends the process it is read in costs that page alone, and is named with its reason."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from fragile import REASONS, FragileTask, write_fragile
from lost_pages import require_named

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


def test_a_build_goes_on_and_names_them(kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_named(1, kept, tmp_path, monkeypatch)


def test_a_page_alone_ends_the_command_with_a_message(pages: Path) -> None:
    for command in ("convert", "validate"):
        result = CliRunner().invoke(main, [command, str(pages / "signal.txt")])
        assert (command, result.exit_code) == (command, 2)
        assert REASONS["signal.txt"] in result.output


def test_no_page_left_is_told_with_the_reasons(pages: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"fault\.txt: Reading it met a fault"):
        assemble([pages / "fault.txt"], tmp_path, HERE)
