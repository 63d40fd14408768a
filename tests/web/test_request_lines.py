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


def test_a_line_end_in_a_path_begins_no_line(data: DataFolder) -> None:
    with served(data, "--log", "text") as (process, site):
        httpx.get(f"{site}/page/x%0d%0aINFO%20esrgraph.access:%20GET%20/admin%1b%20200", timeout=PATIENCE)
        process.send_signal(signal.SIGTERM)
        log = process.stderr.read() if process.stderr else ""
    (line,) = [line for line in re.split(r"[\r\n]", log) if "/admin" in line]
    assert "GET /page/x%0D%0AINFO%20esrgraph.access:%20GET%20/admin%1B%20200 404" in line


def test_what_ends_a_process_is_a_line_of_json(data: DataFolder) -> None:
    greedy = "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d"
    with served(data, "--log", "json", "--memory", "800") as (process, site):
        answer = httpx.get(f"{site}/sparql", params={"query": greedy}, timeout=PATIENCE)
        process.send_signal(signal.SIGTERM)
        log = process.stderr.read() if process.stderr else ""
    assert answer.status_code == 503
    assert "ended with its query (memory)" in " ".join(json.loads(line).get("message", "") for line in log.splitlines())
