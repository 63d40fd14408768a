"""A server writes a line for each request."""

import json
import re
import signal

import httpx2 as httpx
import pytest
from operated import served

from esrgraph.release.folder import DataFolder
from serving import PATIENCE


@pytest.mark.parametrize("with_queries", [False, True])
def test_each_request_is_a_line_without_what_was_typed(data: DataFolder, with_queries: bool) -> None:
    with served(data, "--log", "json", *(["--log-queries"] if with_queries else [])) as (process, site):
        httpx.get(f"{site}/search?q=Kaija+Kuusinen", timeout=PATIENCE)
        process.send_signal(signal.SIGTERM)
        log = process.stderr.read() if process.stderr else ""
    lines = [json.loads(line) for line in log.splitlines()]
    (told,) = [line for line in lines if line.get("path") == "/search"]
    assert (told["status"], told["method"]) == (200, "GET")
    assert ("Kaija" in log) == with_queries
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT.*\+00:00", line["time"]) for line in lines)
