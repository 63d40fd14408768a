"""A build that is killed before a link leads to its release leaves a whole one in use."""

from pathlib import Path

from killed import LINK, require_whole_when_killed

from kept import Kept


def test_a_build_killed_before_its_link_is_made_leaves_whole_releases(kept: Kept, tmp_path: Path) -> None:
    require_whole_when_killed(kept, tmp_path, lambda steps: (steps.index(LINK) - 1, steps.index(LINK) + 1))
