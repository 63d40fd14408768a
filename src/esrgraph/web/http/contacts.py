"""Whether the release in use holds the data of contact persons, which every page says truly."""

from __future__ import annotations

from functools import lru_cache

import orjson
from starlette.requests import Request

from esrgraph.release.folder import DataFolder, Release


def includes_contacts(request: Request) -> bool:
    """Whether the release that a request is answered from was built to include them."""
    data: DataFolder = request.app.state.data
    return _included(data.current())


@lru_cache(maxsize=2)
def _included(release: Release) -> bool:
    included: bool = orjson.loads(release.manifest.read_bytes())["include_contacts"]
    return included
