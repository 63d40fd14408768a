"""A line for each request that was answered, for people or for programs."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import quote

import orjson

from esrgraph.web.operation.answered import Answered

_LOG = logging.getLogger("esrgraph.access")
LogFormat = Literal["text", "json"]
_AS_THEY_ARE = "/:@!$&'()*+,;="
"""Signs that stand in a path as they are (RFC 3986, 3.3)."""


class JsonLines(logging.Formatter):
    """A record of a log as one line of JSON: time (UTC), level, logger, message, and what is known of a request."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **getattr(record, "request", {"message": record.getMessage()}),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(told).decode()


class AccessLog:
    """Logs requests; query strings, in which people type names, only where `with_queries`."""

    def __init__(self, *, with_queries: bool = False) -> None:
        self._with_queries = with_queries

    def __call__(self, answered: Answered) -> None:
        """Log a request."""
        query = answered.query if self._with_queries else ""
        request = {
            "method": answered.method,
            "path": answered.path,
            **({"query": query} if query else {}),
            "status": answered.status,
            "bytes": answered.size,
            "milliseconds": round(answered.seconds * 1000, 1),
            "client": answered.client,
        }
        path = quote(answered.path, _AS_THEY_ARE)  # a line end in it would begin a line of its own
        place = f"{path}?{query}" if query else path
        _LOG.info(
            "%s %s %d %d bytes %.1f ms %s",
            answered.method,
            place,
            answered.status,
            answered.size,
            answered.seconds * 1000,
            answered.client or "-",
            extra={"request": request},
        )


def log_to_stderr(kind: LogFormat) -> None:
    """Send the access log, and what happens besides, to standard error in a format."""
    handler = logging.StreamHandler()
    text = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if kind == "json" else text)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    logging.getLogger("esrgraph").setLevel(logging.INFO)
