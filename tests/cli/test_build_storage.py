"""A build that finds no room says so in a line, ends with 2 and leaves no part of a release."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from storing import LIST, assert_told, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is no /dev/full")
LIMITS = (8_192, 65_536, 1_048_576)
"""Bytes that a file may have: they are too few for what is read first, and for what is made of it later."""


def test_a_build_without_space_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    def build(limit: int) -> subprocess.CompletedProcess[str]:
        return run("build", LIST, "--data", tmp_path / str(limit), "--no-cache", "--jobs", 1, limit=limit)

    with ThreadPoolExecutor(2) as pool:
        for done in pool.map(build, LIMITS):
            assert_told(done, "make room")
    assert [list((tmp_path / str(limit) / "releases").iterdir()) for limit in LIMITS] == [[], [], []]
