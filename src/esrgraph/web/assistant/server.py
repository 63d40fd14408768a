"""The tools and resources of a release, as a server of the Model Context Protocol, whatever carries it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from importlib.metadata import version
from typing import Annotated, Any, Literal, ParamSpec

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.types import ToolAnnotations
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from esrgraph.errors import EsrgraphError
from esrgraph.mapping.kinds import SEARCHED
from esrgraph.search import FACETS, Sort
from esrgraph.sparql.guard import MOST_CHARACTERS
from esrgraph.web.assistant import model
from esrgraph.web.assistant.finding import SearchRequest, counts_text, reconcile_text, search_text
from esrgraph.web.assistant.querying import sparql_text
from esrgraph.web.assistant.questions import ask_text, questions_text
from esrgraph.web.assistant.text_answer import opened_release
from esrgraph.web.assistant.things import thing_text
from esrgraph.web.http.problems import Refusal
from esrgraph.web.site import Site

_INSTRUCTIONS = """\
Projects of the EU's structural funds in Finland (2007-2013 and 2014-2020): who did what, where, for whom, with how much
money. The data is in Finnish, partly in Swedish; names of places and concepts are in English too.

Begin with a question of the catalogue (list_questions, ask); search for words and by filters; reconcile turns a name
into an id; look_up has all of one thing; sparql is for the rest (ontology has the terms). Sums by fund, year, region
and more are there already: list_questions with about=query-7-statistics shows how to ask for them.

Each answer says `total | shown | complete`: where `complete: no` stands, the rest comes with `offset`, so do not
conclude from what is shown alone. Amounts are euros of whole projects: what one participant got is not known, and a
project with several regions or participants must be counted once. Cite the page and the release that an answer names.
An id such as `project/S22580` is a page at the address `page of an id`.
"""
_READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

_MOST_EUROS = 10**12
Words = Annotated[
    str, Field(max_length=1_000, description="Words that must all be found, in any form; a phrase in quotes")
]
Id = Annotated[
    str, Field(max_length=1_000, description="As project/S22580 or region/19; a project code, business ID or address")
]
About = Annotated[str, Field(max_length=300, description="Words to narrow by, or a question's name for all about it")]
Query = Annotated[
    str,
    Field(max_length=MOST_CHARACTERS, description="SELECT, ASK, CONSTRUCT or DESCRIBE; usual prefixes may be left out"),
]
Limit = Annotated[int, Field(ge=1, le=200, description="Rows at most")]
Offset = Annotated[int, Field(ge=0, le=100_000, description="Rows to skip: what `next` says")]
Language = Annotated[Literal["en", "fi", "sv"], Field(description="Of names")]
Facet = Annotated[str, Field(json_schema_extra={"enum": ["", *FACETS]})]
Kind = Annotated[str, Field(json_schema_extra={"enum": ["", *SEARCHED]})]
Filters = Annotated[
    dict[str, Annotated[list[str], Field(max_length=100)]],
    Field(
        description="Values by filter, any of a filter's is enough: keys, or names as Lapland or Lappi. Filters: "
        + ", ".join(FACETS)
    ),
]
Asked = ParamSpec("Asked")


def make_server(site: Site) -> MCPServer[Any]:
    """The server over a site, whose query processes have been started by whoever runs it."""
    server: MCPServer[Any] = MCPServer(
        "esrgraph",
        title="EU structural-fund projects in Finland",
        version=version("esrgraph"),
        instructions=_INSTRUCTIONS,
        log_level="WARNING",
        subscriptions=False,
        tools=[_exact(tool) for tool in Tools(site).all()],
    )
    _add_resources(server, site)
    return server


class Tools:
    """What an assistant can do; the texts are for it to read."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def all(self) -> tuple[Callable[..., Awaitable[str]], ...]:
        """Every tool, in the order in which they are listed."""
        return (
            self.list_questions,
            self.ask,
            self.search,
            self.reconcile,
            self.look_up,
            self.sparql,
            self.ontology,
        )

    async def search(
        self,
        text: Words = "",
        filters: Filters = {},  # noqa: B006 - never changed
        min_granted: Annotated[int | None, Field(ge=0, le=_MOST_EUROS, description="Euros granted at least")] = None,
        max_granted: Annotated[int | None, Field(ge=0, le=_MOST_EUROS, description="Euros granted at most")] = None,
        sort: Literal["relevance", "newest", "granted"] = "relevance",
        count_by: Annotated[Facet, Field(description="Count the results by this instead of listing them")] = "",
        limit: Limit = 10,
        offset: Offset = 0,
        language: Language = "en",
    ) -> str:
        """Find projects, organisations, places, authorities, target groups and objectives by words and filters, or
        count them by region, year, fund and so on (count_by). filters={"kind": ["project"]} finds projects alone."""
        asked = SearchRequest(text, filters, min_granted, max_granted, Sort(sort), language)
        opened = opened_release(self._site)
        if count_by:
            return await run_in_threadpool(counts_text, opened, asked, count_by)
        return await run_in_threadpool(search_text, opened, asked, offset, limit)

    async def look_up(
        self,
        id: Id,
        whole: Annotated[bool, Field(description="With long texts in full")] = False,
        language: Language = "en",
    ) -> str:
        """All facts of one thing, with names, and what links to it; also of a part, as project/S22580#applicant."""
        return await run_in_threadpool(thing_text, opened_release(self._site), id, language, whole=whole)

    async def list_questions(
        self,
        about: About = "",
    ) -> str:
        """The catalogue's questions, which `ask` answers: name, title, parameters with types and defaults."""
        return await run_in_threadpool(questions_text, opened_release(self._site), about)

    async def ask(
        self,
        question: Annotated[str, Field(description="Its name, as funding-by-region")],
        context: Context[Any, Any],
        parameters: Annotated[
            dict[str, str | int | float], Field(description="Codes, names of concepts, days as 2018-08-01, numbers")
        ] = {},  # noqa: B006 - never changed
        limit: Limit = 20,
        offset: Offset = 0,
    ) -> str:
        """The answer to a question of the catalogue. Parameters that are left out have their defaults."""
        given = {name: str(value) for name, value in parameters.items()}
        opened = opened_release(self._site)
        return await ask_text(self._site, opened, question, given, offset, limit, _client(context))

    async def reconcile(
        self,
        name: Annotated[str, Field(min_length=1, max_length=300, description="A name, project code or business ID")],
        kind: Annotated[Kind, Field(description="Of what kind it is, where that is known")] = "",
        limit: Annotated[int, Field(ge=1, le=20)] = 5,
        language: Language = "en",
    ) -> str:
        """The ids that a name may stand for, with scores (0-100) and whether it is sure: for names in a user's list."""
        return await run_in_threadpool(reconcile_text, opened_release(self._site), name, kind or None, limit, language)

    async def sparql(
        self,
        query: Query,
        context: Context[Any, Any],
        limit: Limit = 20,
        offset: Offset = 0,
    ) -> str:
        """Run a SPARQL 1.1 query, read-only, within limits of time and memory. Classes and properties: `ontology`."""
        opened = opened_release(self._site)
        return await sparql_text(self._site, opened, query, offset, limit, _client(context))

    async def ontology(
        self, term: Annotated[str, Field(description="A class or property, as esr:Project; empty for all classes")] = ""
    ) -> str:
        """Classes with how many things each has; the properties of a class with their values; what a property means."""
        return await run_in_threadpool(model.ontology_text, opened_release(self._site), term)


def _exact(tool: Callable[..., Awaitable[str]]) -> Tool:
    """A tool that refuses arguments that it does not have: the library drops them, so that an assistant which guesses a
    name would take the answer to less for the answer to what it asked."""
    made = Tool.from_function(_telling(tool), annotations=_READ_ONLY, structured_output=False)
    arguments = made.fn_metadata.arg_model
    arguments.model_config["extra"] = "forbid"
    arguments.model_rebuild(force=True)
    made.parameters = arguments.model_json_schema(by_alias=True)
    return made


def _client(context: Context[Any, Any]) -> str:
    """Who asks, so that clients have turns of equal right; over stdio there is one."""
    client = getattr(context.request_context.request, "client", None)
    return client.host if client else ""


def _telling(tool: Callable[Asked, Awaitable[str]]) -> Callable[Asked, Awaitable[str]]:
    """The tool, which tells the assistant why it has no answer: the library hides all other exceptions."""

    @wraps(tool)
    async def answer_or_tell(*args: Asked.args, **kwargs: Asked.kwargs) -> str:
        try:
            return await tool(*args, **kwargs)
        except (Refusal, EsrgraphError) as error:
            raise ToolError(str(error)) from error

    return answer_or_tell


def _add_resources(server: MCPServer[Any], site: Site) -> None:
    """What an assistant's user can have it read beforehand."""

    def ontology() -> str:
        return model.ontology_text(opened_release(site))

    def term(term: str) -> str:
        return model.ontology_text(opened_release(site), term)

    def schemes() -> str:
        return model.schemes_text(opened_release(site))

    def concepts(scheme: str) -> str:
        return model.concepts_text(opened_release(site), scheme)

    def examples() -> str:
        return "\n\n".join(f"## {name}\n{text}" for name, text in model.lessons().items())

    def example(name: str) -> str:
        return questions_text(opened_release(site), name)

    for address, title, make in (
        ("esr://ontology", "The ontology in short: classes with counts", ontology),
        ("esr://ontology/{term}", "A class with its properties, or a property", term),
        ("esr://schemes", "The concept schemes", schemes),
        ("esr://schemes/{scheme}", "The concepts of a scheme, as regions, with their names", concepts),
        ("esr://examples", "Queries from simple to joint, and traps with their cures", examples),
        ("esr://examples/{name}", "A question of the catalogue, or a query to learn from, with its SPARQL", example),
    ):
        server.resource(address, title=title, name=address, mime_type="text/plain")(_found(make))


def _found(make: Callable[Asked, str]) -> Callable[Asked, str]:
    """The text of a resource, or why there is none, which the library would hide."""

    @wraps(make)
    def read_or_tell(*args: Asked.args, **kwargs: Asked.kwargs) -> str:
        try:
            return make(*args, **kwargs)
        except (Refusal, EsrgraphError) as error:
            raise ResourceNotFoundError(str(error)) from error

    return read_or_tell
