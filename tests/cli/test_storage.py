"""Where standard output takes no more, a command says so in a line and ends with 2."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from storing import LIST, PAGE, assert_told, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is no /dev/full")
COMMANDS: list[tuple[object, ...]] = [
    ("--help",),
    ("queries",),
    ("convert", LIST),
    ("explain", PAGE),
    ("validate", LIST),
]


def test_a_full_standard_output_is_told() -> None:
    with ThreadPoolExecutor(2) as pool:
        for done in pool.map(lambda each: run(*each, out="/dev/full"), COMMANDS):
            assert_told(done, "No space left on device")
