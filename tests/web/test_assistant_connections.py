"""How assistants reach a server: over HTTP or standard streams, below a path, with limits; what is refused."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import anyio
import httpx2 as httpx
import orjson
import pytest
from assistants import Assistant, assist, over_http, over_stdio, table
from click.testing import CliRunner
from mcp.shared.exceptions import MCPError
from prefixes import release_below_a_path
from renewal import renew

from conftest import ROOT
from esrgraph.cli import main
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from esrgraph.web.workers.limits import Limits
from serving import PATIENCE, PATIENT, serving

HEAVY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STR(?a) < STR(?h)) }"


@pytest.fixture(scope="module")
def address(data: DataFolder) -> Iterator[str]:
    """That of a server of assistants, without a slash at its end."""
    with serving(make_app(data, PATIENT, for_assistants=True)) as address:
        yield address


def test_a_query_over_a_limit_is_ended_with_advice_and_the_next_is_answered(data: DataFolder) -> None:
    limits = Limits(seconds=0.5, rows=10, wait=PATIENCE)

    async def ask(assistant: Assistant) -> None:
        answered, text = await assistant.try_("sparql", query=HEAVY)
        assert not answered
        assert "0.5 seconds" in text
        assert "add LIMIT" in text
        answered, text = await assistant.try_("sparql", query="SELECT * { ?s ?p ?o } LIMIT 20")
        assert not answered
        assert "more than 10 rows" in text
        assert "Count, sum or group" in text
        assert table(await assistant.call("sparql", query="ASK {}")) == [{"answer": "true"}]

    with serving(make_app(data, limits, for_assistants=True)) as address:
        assist(address, ask)


def test_a_new_release_is_answered_from_and_named(data: DataFolder, tmp_path: Path) -> None:
    folder = DataFolder(Path(shutil.copytree(data.path, tmp_path / "data", symlinks=True)))

    async def ask() -> None:
        async with over_http(folder) as client:
            assistant = Assistant(client)
            query = "SELECT ?title { ?p esr:code 'S39001' ; dct:title ?title }"
            assert f"releases#{data.current().id}" in await assistant.call("sparql", query=query)
            release = await anyio.to_thread.run_sync(renew, folder, 1)
            text = await assistant.call("sparql", query=query)
            assert f"releases#{release.id}" in text
            assert table(text) == [{"title": "Hanke 1"}]
            assert "Hanke 1" in await assistant.call("look_up", id="S39001")

    anyio.run(ask)


@pytest.fixture
def with_contacts(data: DataFolder, tmp_path: Path) -> DataFolder:
    """A release that says that it holds contact persons' data."""
    copy = DataFolder(tmp_path / "data")
    shutil.copytree(data.path, copy.path, symlinks=True)
    manifest = copy.current().manifest
    manifest.write_bytes(orjson.dumps({**orjson.loads(manifest.read_bytes()), "include_contacts": True}))
    return copy


def test_a_release_with_contact_persons_is_refused(with_contacts: DataFolder) -> None:
    async def ask(assistant: Assistant) -> None:
        for tool, arguments in (("sparql", {"query": "ASK {}"}), ("look_up", {"id": "S39001"}), ("search", {})):
            answered, text = await assistant.try_(tool, **arguments)
            assert not answered
            assert "build it without --include-contacts" in text
        with pytest.raises(MCPError, match="without --include-contacts"):
            await assistant.client.read_resource("esr://ontology")

    with serving(make_app(with_contacts, PATIENT, for_assistants=True)) as address:
        assist(address, ask)
    result = CliRunner().invoke(main, ["mcp", "--data", str(with_contacts.path)])
    assert result.exit_code == 2
    assert "build it without --include-contacts" in result.stderr


def test_only_messages_are_taken_and_no_stream_is_begun(address: str) -> None:
    for method in ("GET", "DELETE", "PUT"):
        response = httpx.request(method, f"{address}/mcp", headers={"Accept": "text/event-stream"})
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert httpx.request("OPTIONS", f"{address}/mcp").headers["allow"] == "POST, OPTIONS"
    assert httpx.post(f"{address}/mcp", json={"a": "b" * 1_000_001}).status_code == 413


MESSAGE = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
TAKEN = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost:8000", 200), ("127.0.0.1", 200), ("[::1]:8000", 200), ("rebound.example", 421), ("", 421), ("[", 421)],
)
def test_only_its_own_host_is_answered(address: str, host: str, status: int) -> None:
    response = httpx.post(f"{address}/mcp", json=MESSAGE, headers={**TAKEN, "Host": host})
    assert response.status_code == status


def test_pages_of_other_origins_may_ask(address: str) -> None:
    asking = {"Origin": "https://other.example", "Access-Control-Request-Method": "POST"}
    wanted = {"Access-Control-Request-Headers": "content-type, mcp-protocol-version, mcp-method"}
    allowed = httpx.request("OPTIONS", f"{address}/mcp", headers={**asking, **wanted})
    assert allowed.status_code == 200
    assert "mcp-protocol-version" in allowed.headers["access-control-allow-headers"]
    answer = httpx.post(f"{address}/mcp", json=MESSAGE, headers={**TAKEN, "Origin": "https://other.example"})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "Mcp-Session-Id" in answer.headers["access-control-expose-headers"]


def test_a_site_below_a_path_has_it_there(kept: Callable[[Callable[[Path], object]], Path]) -> None:
    data = DataFolder(kept(release_below_a_path))

    async def ask() -> None:
        async with over_http(data, "/esr/mcp") as client:
            text = await Assistant(client).call("look_up", id="https://example.org/esr/page/project/S39001")
            assert "page: https://example.org/esr/page/project/S39001" in text

    anyio.run(ask)


def test_programs_find_it_in_the_catalogue_of_interfaces(address: str) -> None:
    (first, *_) = httpx.get(f"{address}/.well-known/api-catalog").json()["linkset"]
    assert {"href": "http://localhost:8000/mcp"} in first["item"]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_people_are_told_of_it_where_it_is(address: str, data: DataFolder, language: str) -> None:
    there = httpx.get(f"{address}/open-data?lang={language}").text
    assert "http://localhost:8000/mcp" in there
    with serving(make_app(data, PATIENT)) as without:
        assert "localhost:8000/mcp" not in httpx.get(f"{without}/open-data?lang={language}").text
        assert httpx.post(f"{without}/mcp", json=MESSAGE, headers=TAKEN).status_code == 404


def test_what_to_install_is_told_where_the_library_is_missing(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esrgraph.web.assistant.find_spec", lambda name: None)
    for command in (["mcp"], ["serve", "--mcp", "--port", "0"]):
        result = CliRunner().invoke(main, [*command, "--data", str(data.path)])
        assert result.exit_code == 2
        assert "pip install 'esrgraph[mcp]'" in result.stderr


CONNECT = (ROOT / "docs" / "connect.md").read_text("utf-8")
TRANSCRIPT = re.findall(r"^> (\w+) (\{[^\n]*\})\n(.*?)(?=\n\n>|\n```)", CONNECT, re.DOTALL | re.MULTILINE)


def test_the_transcript_of_the_documentation_is_what_is_answered(data: DataFolder) -> None:
    assert len(TRANSCRIPT) == 2

    async def ask() -> None:
        async with over_stdio(data) as client:
            for tool, arguments, shown in TRANSCRIPT:
                text = await Assistant(client).call(tool, **json.loads(arguments))
                assert without_release(text) == without_release(shown)

    anyio.run(ask)


def without_release(text: str) -> str:
    return re.sub(r"releases#\S+", "releases#", text)
