"""Whether the release in use holds the data of contact persons, which every page says truly."""

from __future__ import annotations

import orjson
from starlette.requests import Request

from esrgraph.release.folder import DataFolder


def includes_contacts(request: Request) -> bool:
    """Whether the release that a request is answered from was built to include them."""
    data: DataFolder = request.app.state.data
    included: bool = orjson.loads(data.current().manifest.read_bytes())["include_contacts"]
    return included
