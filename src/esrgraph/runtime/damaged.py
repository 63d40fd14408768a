"""What was kept and cannot be read, told once a file or folder: it is removed, and made again."""

from __future__ import annotations

import logging
import shutil
from functools import cache
from pathlib import Path

_LOG = logging.getLogger(__name__)


@cache
def tell_damaged(place: Path) -> None:
    """Log that something in a file or folder is not as it was kept; once, however much of it is."""
    _LOG.warning("What %s has from the last build is damaged, and is made again; nothing else is lost", place)


def remove(place: Path) -> None:
    """Remove whatever stands in a place, if anything does; raises OSError where this user may not."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def have_folder(place: Path) -> None:
    """Have a folder, also where what is none stands in its place; raises OSError where this user may not."""
    try:
        place.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        tell_damaged(place)
        remove(place)
        place.mkdir()
