"""The validation of a release that follows another: compared with it, and of what it says itself alone."""

import json
from pathlib import Path

import pytest

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.store import open_read_only
from esrgraph.release.folder import DataFolder
from esrgraph.validation import Engine
from esrgraph.validation.check import Checking, check
from esrgraph.validation.findings import Finding
from kept import Kept
from named import named_as_in_a_release


def one_page_after_another(folder: Path) -> None:
    for name in ("S39001.txt", "S39012.txt"):
        build_release([EXAMPLES / name], DataFolder(folder), Options())


@pytest.fixture(scope="module")
def second(kept: Kept) -> DataFolder:
    """A data folder with two releases, of which the second has changes to tell."""
    return DataFolder(kept(one_page_after_another))


@pytest.fixture(scope="module")
def expected() -> tuple[Finding, ...]:
    """The findings in the pages of the second release."""
    return named_as_in_a_release(check([EXAMPLES / "S39012.txt"], Checking(HERE)).validation.findings)


def test_a_second_release_is_compared_with_the_first(second: DataFolder) -> None:
    first, _ = second.releases()
    trend = json.loads(second.current().validation.read_bytes())["trend"]
    assert trend["previous"] == first.id


@pytest.mark.parametrize("engine", Engine)
def test_every_engine_looks_at_what_a_release_says_and_not_at_its_changes(
    second: DataFolder, expected: tuple[Finding, ...], engine: Engine
) -> None:
    assert list(open_read_only(second.current().store).named_graphs())
    findings = check([second.path], Checking(HERE, engine=engine)).validation.findings
    assert findings == expected
