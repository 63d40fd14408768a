"""A build that is killed once a link leads to its release, and after the one before is set aside, leaves a whole one.

The link is made under another name and then put in the place of the old one.
"""

from pathlib import Path

from killed import LINK, require_whole_when_killed

from kept import Kept


def test_a_build_killed_after_its_link_is_made_leaves_whole_releases(kept: Kept, tmp_path: Path) -> None:
    require_whole_when_killed(kept, tmp_path, lambda steps: (steps.index(LINK) + 2, steps.index("prune os.rename") + 2))
