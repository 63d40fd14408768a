"""What an assistant is told and never told, and how it is helped where it errs."""

import re
from collections.abc import Iterator

import httpx2 as httpx
import pytest
from assistants import Assistant, assist, table
from mcp.shared.exceptions import MCPError

from build.test_contacts import contact_details
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from esrgraph.web.assistant.text_answer import LONGEST_CELL, MOST_BYTES, RowsPage
from serving import PATIENT, serving


@pytest.fixture(scope="module")
def address(data: DataFolder) -> Iterator[str]:
    """That of a server of assistants, without a slash at its end."""
    with serving(make_app(data, PATIENT, for_assistants=True)) as address:
        yield address


def test_every_tool_only_reads_and_says_what_it_takes(address: str) -> None:
    async def look(assistant: Assistant) -> None:
        tools = (await assistant.client.list_tools()).tools
        assert {each.name for each in tools} == {
            *("list_questions", "ask", "search", "reconcile", "look_up", "sparql", "ontology")
        }
        assert all(each.annotations and each.annotations.read_only_hint and each.description for each in tools)
        assert all(each.output_schema is None for each in tools)
        assert sum(len(each.model_dump_json(by_alias=True, exclude_none=True)) for each in tools) < 8_000
        assert "complete" in (assistant.client.instructions or "")

    assist(address, look)


def test_clients_of_earlier_revisions_are_answered(address: str) -> None:
    async def look(assistant: Assistant) -> None:
        assert table(await assistant.call("sparql", query="ASK { ?p a esr:Project }")) == [{"answer": "true"}]

    assist(address, look, mode="legacy")


ERRORS = {
    "a query that cannot be read": ("sparql", {"query": "SELECT ?p {\n ?p esr:code ?c\n FILTR(?c) }"}, "query:3:2"),
    "another server": ("sparql", {"query": "SELECT * { SERVICE <http://a.example/> {} }"}, "over this data alone"),
    "an update": ("sparql", {"query": "CLEAR ALL"}, "only read"),
    "an unknown question": ("ask", {"question": "funding-by-regions"}, "near it: funding-by-region"),
    "an unknown parameter": ("ask", {"question": "project", "parameters": {"id": "S39001"}}, "it has code"),
    "a wrong value": ("ask", {"question": "largest-projects", "parameters": {"euros": "much"}}, "it takes a number"),
    "an unknown concept": ("search", {"filters": {"region": ["Lapplandia"]}}, "region/19"),
    "an unknown filter": ("search", {"filters": {"regions": ["19"]}}, "there are kind, programme-period"),
    "an unknown count": ("search", {"count_by": "regions"}, "there are kind, programme-period"),
    "an unknown kind": ("reconcile", {"name": "Liperi", "kind": "town"}, "municipality"),
    "an unknown thing": ("look_up", {"id": "municipality/Lipperi"}, "Liperi"),
    "a name for an id": ("look_up", {"id": "Liperi"}, "reconcile gives the id"),
    "an unknown term": ("ontology", {"term": "esr:Projekt"}, "lists its classes"),
    "a query too long": ("sparql", {"query": "#" * 100_001}, "at most 100000 characters"),
    "a page too far": ("search", {"offset": 99_999}, "narrow the search"),
    "a number out of range": ("ask", {"question": "project", "limit": 1_000}, "less than or equal to 200"),
}


@pytest.mark.parametrize(("tool", "arguments", "told"), ERRORS.values(), ids=ERRORS)
def test_errors_say_how_to_go_on(address: str, tool: str, arguments: dict[str, object], told: str) -> None:
    async def err(assistant: Assistant) -> None:
        answered, text = await assistant.try_(tool, **arguments)
        assert not answered
        assert told in text

    assist(address, err)


def test_usual_prefixes_may_be_left_out_and_places_of_errors_are_the_assistants(address: str) -> None:
    async def ask(assistant: Assistant) -> None:
        query = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\nSELECT ?c { ?p esr:code ?c } ORDER BY ?c LIMIT 1"
        text = await assistant.call("sparql", query=query)
        assert "prefixes added: esr\n" in text
        assert table(text) == [{"c": "A79001"}]
        _, text = await assistant.try_("sparql", query="SELECT ?c { ?p esr:code ?c }\nLIMIT ten")
        assert "query:2:7" in text

    assist(address, ask)


def test_a_term_that_the_ontology_lacks_is_told_where_nothing_is_found(address: str) -> None:
    async def ask(assistant: Assistant) -> None:
        text = await assistant.call("sparql", query="SELECT ?p { ?p a esr:Projekt }")
        assert "the ontology has no esr:Projekt" in text
        assert "total: 0 | shown: none | complete: yes" in text

    assist(address, ask)


def test_all_rows_are_had_page_after_page(address: str) -> None:
    async def ask(assistant: Assistant) -> None:
        query = "SELECT ?project ?text { ?project a esr:Project ; dct:title ?text } ORDER BY ?project"
        rows = await assistant.rows("sparql", query=query, limit=5)
        assert len({each["project"] for each in rows}) == 22
        assert len(assistant.calls) == 5

    assist(address, ask)


def test_triples_are_rows_too(address: str) -> None:
    async def ask(assistant: Assistant) -> None:
        query = "CONSTRUCT { ?p esr:code ?c } WHERE { ?p esr:code ?c . VALUES ?c { 'S39001' } }"
        (row,) = table(await assistant.call("sparql", query=query))
        assert row == {"subject": "project/S39001", "predicate": "esr:code", "object": "S39001"}

    assist(address, ask)


def test_answers_are_small_and_say_what_is_missing() -> None:
    rows = tuple((str(number), "a" * 200) for number in range(100))
    text = RowsPage(("number", "text"), rows, 250, 50).text()
    assert len(text.encode()) < MOST_BYTES + 200
    shown = len(table(text))
    assert text.startswith(f"total: 250 | shown: 51-{50 + shown} | complete: no | next: offset={50 + shown}\n")


def test_one_row_is_shown_however_long_and_what_was_cut_is_told() -> None:
    text = RowsPage(("text",), (("ä" * 20_000,),), 1).text()
    assert len(text) < LONGEST_CELL + 200
    assert "texts over 300 characters end in …" in text


def test_long_texts_are_had_whole(address: str) -> None:
    async def look(assistant: Assistant) -> None:
        texts = [await assistant.call("look_up", id="S39001", whole=whole) for whole in (False, True)]
        facts = [{each["property"]: each["value"] for each in table(text)} for text in texts]
        short, whole = (each["dct:abstract"] for each in facts)
        beginning, ellipsis, _ = short.partition("…")
        assert ellipsis
        assert whole.startswith(beginning)
        assert len(whole) > LONGEST_CELL

    assist(address, look)


def test_every_answer_names_the_release_and_a_page_that_is_there(address: str, data: DataFolder) -> None:
    calls: list[tuple[str, dict[str, object]]] = [
        ("list_questions", {"about": "region"}),
        ("ask", {"question": "projects-by-target-group", "parameters": {"group": "young people"}}),
        ("search", {"text": "nuoret", "filters": {"programme-period": ["2014-2020"]}, "max_granted": 500_000}),
        ("look_up", {"id": "organisation/9900104-5"}),
        ("look_up", {"id": "project/S39001#applicant"}),
        ("sparql", {"query": "ASK {}"}),
        ("ontology", {}),
        ("ontology", {"term": "esr:Project"}),
    ]

    async def look(assistant: Assistant) -> None:
        for tool, arguments in calls:
            text = await assistant.call(tool, **arguments)
            assert f"release: http://localhost:8000/releases#{data.current().id}" in text
            (page,) = re.findall(r"^page: http://localhost:8000(/\S+)$", text, re.MULTILINE)
            async with httpx.AsyncClient() as client:
                response = await client.get(f"{address}{page}", headers={"Accept": "text/html"})
                assert response.status_code == 200, page

    assist(address, look)


NAMES = {
    "Tuuliharjun ammattikorkeakoulu": "organisation/9900101-0",
    "tuuliharjun ammatikorkeakoulu oy": "organisation/9900101-0",
    "Kuusirannan kaupunki": "organisation/9900103-7",
    "9900105-3": "organisation/9900105-3",
    "S39001": "project/S39001",
    "Lappland": "region/19",
}


def test_names_are_reconciled_as_lists_have_them(address: str) -> None:
    async def reconcile(assistant: Assistant) -> None:
        found = {name: (await assistant.rows("reconcile", name=name))[0] for name in NAMES}
        assert {name: each["id"] for name, each in found.items()} == NAMES
        assert {name: each["sure"] for name, each in found.items()} == dict.fromkeys(NAMES, "yes")
        text = await assistant.call("reconcile", name="Joensuu")  # a municipality, and a sub-region
        assert "None is sure: ask which is meant" in text

    assist(address, reconcile)


def test_an_id_of_an_answer_can_be_looked_up_as_it_stands(address: str) -> None:
    async def look(assistant: Assistant) -> None:
        rows = await assistant.rows("sparql", query="SELECT ?o { ?o a esr:Organisation }", limit=100)
        rows += await assistant.rows("sparql", query="SELECT ?o { ?p esr:participant ?o } GROUP BY ?o", limit=100)
        assert any("%" in each["o"] for each in rows)
        for each in rows:
            text = await assistant.call("look_up", id=each["o"])
            assert text.startswith(f"{each['o']}: ")

    assist(address, look)


def test_resources_are_the_model_the_schemes_and_examples(address: str) -> None:
    async def read(assistant: Assistant) -> None:
        client = assistant.client
        listed = {str(each.uri) for each in (await client.list_resources()).resources}
        assert listed == {"esr://ontology", "esr://schemes", "esr://examples"}
        texts = {}
        for name in (
            *listed,
            "esr://schemes/regions",
            "esr://ontology/esr:Project",
            "esr://examples/project",
            "esr://examples/query-7-statistics",
        ):
            (content,) = (await client.read_resource(name)).contents
            texts[name] = content.text  # type: ignore[union-attr]
        assert {"class": "esr:Project", "things": "22"}.items() <= table(texts["esr://ontology"])[0].items()
        lapland = {"id": "region/19", "en": "Lapland", "fi": "Lappi", "sv": "Lappland"}
        assert lapland in table(texts["esr://schemes/regions"])
        assert "trap-2" in texts["esr://examples"]
        assert "qb:dataSet" in texts["esr://examples/query-7-statistics"]
        assert "esr:grantedEuAndStateFunding" in texts["esr://ontology/esr:Project"]
        assert "CONSTRUCT" in texts["esr://examples/project"]
        with pytest.raises(MCPError, match="esr://schemes lists"):
            await client.read_resource("esr://schemes/nothing")

    assist(address, read)


def test_nobody_hears_of_contact_persons(address: str) -> None:
    contacts = set(contact_details())
    assert len(contacts) > 10

    async def look(assistant: Assistant) -> None:
        for code in [each["c"] for each in await assistant.rows("sparql", query="SELECT ?c { ?p esr:code ?c }")]:
            text = await assistant.call("look_up", id=f"project/{code}", whole=True)
            text += await assistant.call("search", text=code)
            assert [each for each in contacts if each in text] == []
        for contact in contacts:
            assert contact not in await assistant.call("reconcile", name=contact)
        assert "contact" not in await assistant.call("ontology", term="esr:Project")

    assist(address, look)


def test_a_search_names_nobody_who_may_be_a_person(address: str) -> None:
    async def look(assistant: Assistant) -> None:
        (found,) = await assistant.rows("search", text="Sorvin hankinta")
        assert found["id"] == "project/A79202"
        assert "LAAKSORINNE" not in str(found)
        assert await assistant.rows("search", text="Laaksorinne") == []

    assist(address, look)


def test_a_page_is_looked_up_by_the_address_that_a_browser_shows(address: str) -> None:
    async def look(assistant: Assistant) -> None:
        text = await assistant.call("look_up", id="http://localhost:8000/page/region/12?lang=en")
        assert text.startswith("region/12: North Karelia")

    assist(address, look)


def test_arguments_that_a_tool_does_not_have_are_refused(address: str) -> None:
    async def err(assistant: Assistant) -> None:
        for tool, given in (("reconcile", {"name": "Lappi", "type": "region"}), ("search", {"count": "region"})):
            unknown = [*given][-1]
            assert f"{unknown}\n  Extra inputs are not permitted" in (await assistant.try_(tool, **given))[1]
        for each in (await assistant.client.list_tools()).tools:
            assert each.input_schema["additionalProperties"] is False

    assist(address, err)
