"""What is searched for less often while a build runs is searched for as before when it is done."""

from __future__ import annotations

import gc

import pytest

from esrgraph.runtime.heap import seldom_searched


def _search_seldom_and_fail(before: int) -> None:
    with seldom_searched():
        assert gc.get_threshold()[0] > before
        raise ValueError("lost")


def test_garbage_is_searched_for_seldom_and_then_as_before() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="lost"):
        _search_seldom_and_fail(before[0])
    assert gc.get_threshold() == before
