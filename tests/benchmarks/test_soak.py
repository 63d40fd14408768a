"""A server under load stays as it is, in short: no honest client gets an error, nothing of old releases is held."""

import shutil
from pathlib import Path

from benchmarks.soak import soak
from esrgraph.release.folder import DataFolder


def test_a_short_soak_leaves_nothing_behind(data: DataFolder, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(data.path, tmp_path / "data", symlinks=True))
    work, levels = soak(folder, 0.05, 4, 1, ("--seconds", "1", "--wait", "60", "--memory", "800"))
    assert work.errors == []
    assert {status for (who, status), _ in work.statuses.items() if who == "honest"} == {200}
    assert len(levels) == 3
    assert levels[-1].deleted == 0
