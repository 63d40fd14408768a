"""The version of the code that makes captures: another for any change to it, and one for the same code."""

import shutil
from pathlib import Path

import pytest

from esrgraph.ingest.capture_cache import _PACKAGE, code_version, sources
from test_architecture import IMPORTS, module_name


def test_a_change_to_any_module_that_makes_a_capture_changes_the_code_version() -> None:
    needed, new = set(), {"esrgraph.ingest.encoding"}
    while new:
        needed |= new
        new = {each.imported for each in IMPORTS if each.importer in new} - needed

    files = [module_name(path) for path in sources()]
    assert needed <= set(files)
    rooms = {name.split(".")[1] for name in needed}
    assert not [name for name in files if name.split(".")[1] not in rooms]


def test_the_code_version_is_that_of_the_sources_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = shutil.copytree(_PACKAGE, tmp_path / "esrgraph", ignore=shutil.ignore_patterns("static", "__pycache__"))
    monkeypatch.setattr("esrgraph.ingest.capture_cache._PACKAGE", copy)
    versions = set()
    for changed in (None, "documents/formats/html.py", "record.py", "linking/targetgroups/__init__.py"):
        if changed:
            (copy / changed).write_text("another")
        code_version.cache_clear()
        versions.add(code_version())
    code_version.cache_clear()
    assert len(versions) == 4


def test_the_code_version_is_one_number_for_the_same_code() -> None:
    first = code_version()
    code_version.cache_clear()
    assert code_version() == first
