"""A page that ends one of several processes in which pages are read costs that page alone."""

import sys
from pathlib import Path

import pytest
from lost_pages import require_named

from kept import Kept

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the system does not keep count of memory")


def test_a_build_in_two_processes_goes_on_and_names_them(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_named(2, kept, tmp_path, monkeypatch)
