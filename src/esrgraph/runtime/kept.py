"""What was kept and cannot be read, told once a file or folder: it is made again."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

_LOG = logging.getLogger(__name__)


@cache
def tell_damaged(place: Path) -> None:
    """Log that something in a file or folder is not as it was kept; once, however much of it is."""
    _LOG.warning("What %s has from the last build is damaged, and is made again; nothing else is lost", place)
