"""The full-text index of a release, opened once."""

from __future__ import annotations

from esrgraph.errors import ReleaseError
from esrgraph.search import SearchIndex
from esrgraph.web.http.problems import Refusal
from esrgraph.web.memory import remembered
from esrgraph.web.site import Opened


@remembered(most=1)
def index_of(opened: Opened) -> SearchIndex:
    """The index; raises Refusal (503) where the release has none, as one built by an earlier version."""
    try:
        return SearchIndex.open(opened.release.search)
    except ReleaseError as error:
        raise Refusal(503, f"The release {opened.release.id} cannot be searched; build it again") from error
