"""What an assistant does with a server of the Model Context Protocol: calls tools, reads tables, follows pages."""

import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import anyio
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from serving import PATIENCE, PATIENT, serving

Row = dict[str, str]


class Assistant:
    """One that talks to a server; `calls` are the tools that it called, with the bytes of each answer."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.calls: list[tuple[str, int]] = []

    async def call(self, tool: str, **arguments: object) -> str:
        """The text of an answer; an error fails the test."""
        told, text = await self.try_(tool, **arguments)
        assert told, text
        return text

    async def try_(self, tool: str, **arguments: object) -> tuple[bool, str]:
        """Whether there is an answer, and its text or that of the error."""
        result = await self.client.call_tool(tool, arguments)
        (content,) = result.content
        assert content.type == "text"
        self.calls.append((tool, len(content.text.encode())))
        return not result.is_error, content.text

    async def rows(self, tool: str, **arguments: object) -> list[Row]:
        """All rows of an answer, page after page."""
        text = await self.call(tool, **arguments)
        rows = table(text)
        while (following := number(text, "next: offset=")) is not None:
            text = await self.call(tool, **{**arguments, "offset": following})
            rows += table(text)
        assert number(text, "total: ") == len(rows)
        return rows


def assist(address: str, do: Callable[[Assistant], Awaitable[None]], mode: str = "auto") -> None:
    """Do something as an assistant of the server at an address."""

    async def connected() -> None:
        async with Client(f"{address}/mcp", mode=mode) as client:
            await do(Assistant(client))

    anyio.run(connected)


def table(text: str) -> list[Row]:
    """The rows of the first table of an answer."""
    lines = text.split("\n--\n")[0].splitlines()
    begin = next(i for i, line in enumerate(lines) if line.startswith("total: ")) + 1
    names = lines[begin].split("\t") if begin < len(lines) else []
    rows = (line.split("\t") for line in lines[begin + 1 :])
    return [dict(zip(names, row, strict=True)) for row in rows if len(row) == len(names)]


def number(text: str, after: str) -> int | None:
    """The number after some words in an answer, if they are there."""
    _, found, rest = text.partition(after)
    return int(rest.split(" ")[0].split("\n")[0]) if found else None


def over_stdio(data: DataFolder, *options: str) -> AbstractAsyncContextManager[Client]:
    """A client whose server is a process that it started."""
    arguments = ["-m", "esrgraph.cli", "mcp", "--data", str(data.path), *options]
    return Client(StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ)))


@asynccontextmanager
async def over_http(data: DataFolder, path: str = "/mcp") -> AsyncIterator[Client]:
    """A client of a server that answers others too."""
    with serving(make_app(data, PATIENT, for_assistants=True)) as address:
        async with Client(f"{address}{path}") as client:
            yield client


TRANSPORTS = {"stdio": lambda data: over_stdio(data, "--seconds", str(PATIENCE)), "http": over_http}
