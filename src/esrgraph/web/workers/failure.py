"""What is said when the store elsewhere that has the graph fails: where it is, is nobody's business."""

from __future__ import annotations

from esrgraph.errors import UpstreamError


def tell_failure(error: UpstreamError) -> tuple[int, str]:
    """The HTTP status, and a sentence for the client.

    >>> tell_failure(UpstreamError("http://10.0.0.7/query", "answered 500 Internal Server Error"))
    (502, 'The store that has the graph answered 500 Internal Server Error')
    """
    status = 422 if error.large else 503 if error.slow else 502
    return status, f"The store that has the graph {error.detail}"
