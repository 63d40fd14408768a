"""The reconciliation service over HTTP: what its specification asks, what clients do, and clients themselves."""

import json
from collections.abc import Iterator
from typing import Any

import pandas
import pytest
import reconciler
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from lxml.html import document_fromstring

from esrgraph.language import LANGUAGES
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from esrgraph.web.reconcile.manifest import BATCH
from esrgraph.web.reconcile.service import TYPES
from serving import PATIENT, serving

PLACES = ("/reconcile", *(f"/reconcile/{language}" for language in LANGUAGES))
TEXT, WHOLE, TRUTH = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}


def exact(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """The schema of an object that has these fields and no others."""
    properties = {**required, **(optional or {})}
    return {"type": "object", "required": [*required], "properties": properties, "additionalProperties": False}


def array(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


NAMED = exact({"id": TEXT, "name": TEXT})
URL = {"type": "string", "pattern": "^https?://[^ ]+$"}
TEMPLATE = {"type": "string", "pattern": "^https?://.*\\{\\{id\\}\\}"}
SERVICE = exact({"service_url": URL, "service_path": {"type": "string", "pattern": "^/[^?#]*$"}})
MANIFEST = exact(
    {
        "versions": array(TEXT, contains={"const": "0.2"}),
        "name": TEXT,
        "identifierSpace": URL,
        "schemaSpace": URL,
        "defaultTypes": array(NAMED, minItems=1, uniqueItems=True),
        "view": exact({"url": TEMPLATE}),
        "preview": exact({"url": TEMPLATE, "width": WHOLE, "height": WHOLE}),
        "suggest": exact({"entity": SERVICE, "type": SERVICE, "property": SERVICE}),
        "extend": exact({"propose_properties": SERVICE, "property_settings": array({"type": "object"})}),
        "batchSize": WHOLE,
    },
    {"documentation": URL, "logo": URL, "serviceVersion": TEXT},
)
FEATURE = exact({"id": TEXT, "value": {"type": ["number", "boolean"]}})
CANDIDATE = exact(
    {
        "id": TEXT,
        "name": TEXT,
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": TRUTH,
        "type": array(NAMED, minItems=1),
        "features": array(FEATURE, minItems=1),
        "description": TEXT,
    }
)
RESULTS = {"type": "object", "additionalProperties": exact({"result": array(CANDIDATE)})}
SUGGESTED = exact(
    {"result": array(exact({"id": TEXT, "name": TEXT}, {"description": TEXT, "notable": array(NAMED)}))},
    {"cursor": WHOLE},
)
PROPOSED = exact({"properties": array(NAMED), "type": TEXT}, {"limit": WHOLE})
DAY = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
CELL = {
    "oneOf": [
        exact({"str": TEXT}),
        exact({"int": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}}),
        exact({"float": {"type": "number"}}),
        exact({"date": DAY}),
        NAMED,
    ]
}
EXTENDED = exact(
    {
        "meta": array(exact({"id": TEXT, "name": TEXT}, {"type": NAMED})),
        "rows": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": array(CELL)}},
    }
)


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return TestClient(make_app(data, PATIENT), follow_redirects=False)


def valid(found: Any, schema: dict[str, Any]) -> Any:
    Draft202012Validator(schema).validate(found)
    return found


def asked(client: TestClient, *queries: Any, place: str = "/reconcile/fi", method: str = "POST") -> list[Any]:
    """The results of queries, each a text or an object."""
    batch = {f"q{n}": each if isinstance(each, dict) else {"query": each} for n, each in enumerate(queries)}
    sent = {"queries": json.dumps(batch)}
    response = client.post(place, data=sent) if method == "POST" else client.get(place, params=sent)
    assert response.status_code == 200, response.text
    found = valid(response.json(), RESULTS)
    assert list(found) == list(batch)
    return [each["result"] for each in found.values()]


def extended(client: TestClient, ids: list[str], *properties: Any, place: str = "/reconcile/fi") -> Any:
    columns = [each if isinstance(each, dict) else {"id": each} for each in properties]
    response = client.post(place, data={"extend": json.dumps({"ids": ids, "properties": columns})})
    assert response.status_code == 200, response.text
    return valid(response.json(), EXTENDED)


@pytest.mark.parametrize("place", PLACES)
def test_the_manifest_says_where_everything_is(client: TestClient, place: str) -> None:
    manifest = valid(client.get(place).json(), MANIFEST)
    assert manifest["batchSize"] == BATCH
    base = manifest["identifierSpace"].removesuffix("/id/")
    for service in (*manifest["suggest"].values(), manifest["extend"]["propose_properties"]):
        address = f"{service['service_url']}{service['service_path']}".removeprefix(base)
        assert address.startswith(place)
        assert client.get(address, params={"prefix": "a"}).status_code == 200
    preview = manifest["preview"]["url"].replace("{{id}}", "project/S39001").removeprefix(base)
    assert client.get(preview).status_code == 200
    view = manifest["view"]["url"].replace("{{id}}", "project%2FS39001").removeprefix(base)
    assert client.get(view, headers={"Accept": "text/html"}).headers["location"] == "/page/project/S39001"


def test_names_are_shown_in_the_language_of_the_address(client: TestClient) -> None:
    query = {"query": "Jakobstad", "type": "Municipality"}
    names = [asked(client, query, place=f"/reconcile/{each}")[0][0]["name"] for each in LANGUAGES]
    assert names == ["Pietarsaari", "Jakobstad", "Jakobstad"]
    types = [asked(client, query, place=f"/reconcile/{each}")[0][0]["type"][0]["name"] for each in LANGUAGES]
    assert types == ["kunta", "kommun", "municipality"]
    assert client.get("/reconcile", headers={"Accept-Language": "sv"}).json() != client.get("/reconcile/fi").json()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_batch_is_answered_query_by_query(client: TestClient, method: str) -> None:
    found = asked(client, "Vaskiportin säätiö sr", "", "Luvia", "no such thing at all", method=method)
    assert [each[0]["id"] if each else None for each in found[:3]] == [
        "organisation/9900104-5",
        None,
        "municipality/442",
    ]
    assert [bool(each and each[0]["match"]) for each in found] == [True, False, True, False]
    assert all(each == sorted(each, key=lambda one: -one["score"]) for each in found)


def test_the_id_of_anything_found_finds_it(client: TestClient) -> None:
    for first, *_ in asked(client, "S39001", "Pohjois-Karjala", "nuoret", "Lapin ELY-keskus", "9900104-5"):
        for text in (first["id"], f"http://localhost:8000/id/{first['id']}"):
            (again,) = asked(client, text)
            assert (again[0]["id"], again[0]["match"], again[0]["score"]) == (first["id"], True, 100)


@pytest.mark.parametrize("type", [*TYPES, "https://w3id.org/esrgraph/ontology#Organisation", "organisation"])
def test_a_type_is_kept_to(client: TestClient, type: str) -> None:
    kind = TYPES.get(type, "organisation")
    for given in (type, [type]):
        (found,) = asked(client, {"query": "työ", "type": given, "type_strict": "should", "limit": 25})
        assert all(each["id"].startswith(f"{kind}/") for each in found)


@pytest.mark.parametrize(("limit", "most"), [(1, 1), (3, 3), ("2", 2), (10_000, 25), (0, 1)])
def test_a_limit_is_kept_to_and_has_one_itself(client: TestClient, limit: object, most: int) -> None:
    (found,) = asked(client, {"query": "kehittäminen", "limit": limit})
    assert len(found) <= most


def test_other_columns_tell_what_is_meant(client: TestClient) -> None:
    name = "Vaskiportin säätiö sr"
    plain, right, wrong, alone = asked(
        client,
        {"query": name},
        {"query": name, "properties": [{"pid": "businessId", "v": "9900104-5"}]},
        {"query": name, "properties": [{"pid": "businessId", "v": "9900105-3"}]},
        {"properties": [{"pid": "businessId", "v": ["9900104-5"]}]},
    )
    assert right[0]["match"]
    assert {"id": "businessId", "value": True} in right[0]["features"]
    assert not any(each["match"] for each in wrong if each["name"] == name)
    assert alone[0]["id"] == plain[0]["id"]
    place = {"query": "S39001", "properties": [{"pid": "municipality", "v": {"id": "municipality/276", "name": "x"}}]}
    assert {"id": "municipality", "value": True} in asked(client, place)[0][0]["features"]


WRONG = {
    "not JSON": ("queries", "{", 400, "not JSON"),
    "a list": ("queries", "[]", 400, "not a JSON object"),
    "a query that is none": ("queries", '{"q7": "x"}', 400, "'q7' is not a JSON object"),
    "a text that is none": ("queries", '{"q7": {"query": {}}}', 400, "'q7' has a `query`"),
    "a type that is not there": ("queries", '{"q0": {"query": "x", "type": "Person"}}', 400, "Organisation"),
    "a limit that is none": ("queries", '{"q0": {"query": "x", "limit": "many"}}', 400, "whole number"),
    "a property that is none": ("queries", '{"q0": {"query": "x", "properties": [{"p": 1}]}}', 400, "businessId"),
    "a property that is not there": (
        "queries",
        '{"q0": {"query": "x", "properties": [{"pid": "P17", "v": "Finland"}]}}',
        400,
        "'P17'",
    ),
    "too many": ("queries", json.dumps({str(n): {"query": "x"} for n in range(BATCH + 1)}), 413, "at most 50"),
    "too long": ("queries", "x" * 1_000_001, 413, "longer"),
    "nothing": ("query", "x", 400, "`queries`"),
    "no ids": ("extend", '{"properties": []}', 400, "`ids`"),
    "no properties": ("extend", '{"ids": []}', 400, "`properties`"),
    "a column that is not there": ("extend", '{"ids": [], "properties": [{"id": "P17"}]}', 400, "'P17'"),
    "too many ids": ("extend", json.dumps({"ids": ["x"] * (BATCH + 1), "properties": []}), 413, "at most 50"),
}


@pytest.mark.parametrize(("field", "text", "status", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said(client: TestClient, field: str, text: str, status: int, said: str) -> None:
    response = client.post("/reconcile/fi", data={field: text}, headers={"Origin": "https://openrefine.example"})
    assert response.status_code == status
    assert said in response.text
    assert response.headers["access-control-allow-origin"] == "*"


def test_a_body_that_is_no_form_is_refused(client: TestClient) -> None:
    response = client.post("/reconcile", json={"queries": {}})
    assert (response.status_code, response.headers["accept-post"]) == (415, "application/x-www-form-urlencoded")


@pytest.mark.parametrize("path", ["", "/suggest/type?prefix=", "/properties?type=Project", "/preview?id=region/12"])
def test_any_origin_may_ask(client: TestClient, path: str) -> None:
    address = f"/reconcile/sv{path}"
    assert client.get(address).headers["access-control-allow-origin"] == "*"
    asking = {"Origin": "https://openrefine.example", "Access-Control-Request-Method": "POST"}
    assert client.options(address, headers=asking).headers["access-control-allow-origin"] == "*"


def test_old_clients_get_a_call_of_their_function(client: TestClient) -> None:
    response = client.get("/reconcile/fi?callback=jQuery.f1")
    assert response.text.startswith("/**/jQuery.f1({")
    assert response.headers["content-type"].startswith("application/javascript")
    assert client.get("/reconcile/fi?callback=alert(1)//").status_code == 400


def suggested(client: TestClient, what: str, **parameters: str) -> Any:
    response = client.get(f"/reconcile/fi/suggest/{what}", params=parameters)
    assert response.status_code == 200, response.text
    return valid(response.json(), SUGGESTED)


@pytest.mark.parametrize("prefix", ["vaski", "Vaskiportin s", "9900104", "organisation/9900104-5"])
def test_entities_are_suggested_by_name_code_and_id(client: TestClient, prefix: str) -> None:
    assert suggested(client, "entity", prefix=prefix)["result"][0]["id"] == "organisation/9900104-5"


def test_suggestions_go_on_where_they_ended(client: TestClient) -> None:
    first = suggested(client, "entity", prefix="k")
    second = suggested(client, "entity", prefix="k", cursor=str(first["cursor"]))
    assert {each["id"] for each in first["result"]}.isdisjoint(each["id"] for each in second["result"])
    assert client.get("/reconcile/fi/suggest/entity?prefix=k&cursor=x").status_code == 400
    assert client.get("/reconcile/fi/suggest/nothing?prefix=k").status_code == 404
    assert suggested(client, "entity", prefix=" ")["result"] == []


def test_types_and_properties_are_suggested_in_any_language(client: TestClient) -> None:
    assert {each["id"] for each in suggested(client, "type")["result"]} == {*TYPES}
    assert [each["id"] for each in suggested(client, "type", prefix="kommun")["result"]] == ["Municipality"]
    for prefix in ("Y-tun", "business", "FO-num", "businessId"):
        assert "businessId" in [each["id"] for each in suggested(client, "property", prefix=prefix)["result"]]


@pytest.mark.parametrize("type", TYPES)
def test_every_property_that_is_proposed_has_values(client: TestClient, type: str) -> None:
    response = client.get("/reconcile/fi/properties", params={"type": type})
    proposed = [each["id"] for each in valid(response.json(), PROPOSED)["properties"]]
    assert len(proposed) > 3
    assert not {"rdf:type", "mayBePerson"} & {*proposed}
    few = client.get("/reconcile/fi/properties", params={"type": type, "limit": "2"}).json()
    assert (len(few["properties"]), few["limit"]) == (2, 2)
    (found,) = asked(client, {"query": "e", "type": type, "limit": 25})
    rows = extended(client, [each["id"] for each in found], *proposed[:100])["rows"]
    assert all([*row] == proposed for row in rows.values())


def test_columns_are_told_in_the_language_and_type_of_their_values(client: TestClient) -> None:
    ids = ["project/S39001", "project%2FS39002", "project/nothing"]
    asked_for = ("dct:title", "applicant", "plannedStart", "grantedEuAndStateFunding", "plannedPersons", "status")
    found = extended(client, ids, *asked_for, "businessId", place="/reconcile/sv")
    rows = found["rows"]
    assert [*rows] == ids
    assert [*rows["project/S39001"]] == [*asked_for, "businessId"]
    assert rows["project/S39001"]["applicant"] == [
        {"id": "organisation/9900101-0", "name": "Tuuliharjun ammattikorkeakoulu Oy"}
    ]
    assert rows["project/S39001"]["plannedStart"] == [{"date": "2018-08-01T00:00:00Z"}]
    assert rows["project/S39001"]["grantedEuAndStateFunding"] == [{"float": 486200.0}]
    assert rows["project/S39001"]["businessId"] == []
    assert all(cells == [] for cells in rows["project/nothing"].values())
    assert rows["project%2FS39002"]["dct:title"]
    (about,) = [each for each in found["meta"] if each["id"] == "applicant"]
    assert about["type"]["id"] == "Organisation"
    limited = extended(client, ids, {"id": "municipality", "settings": {"limit": 2}})["rows"]["project/S39001"]
    assert len(limited["municipality"]) == 2


def frame(client: TestClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    assert "x-frame-options" not in response.headers
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors" not in policy
    return document_fromstring(response.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "id", ["project/S39001", "organisation%2F9900104-5", "municipality/442", "target-group/young-people"]
)
def test_a_preview_stands_in_a_frame(client: TestClient, language: str, id: str) -> None:
    page = frame(client, f"/reconcile/{language}/preview?id={id}")
    assert page.get("lang") == language
    assert page.xpath("//dl/dt")
    assert page.xpath("//h1/a/@target") == ["_blank"]
    assert client.get(page.xpath("string(//h1/a/@href)")).status_code == 200


def test_other_pages_still_stand_in_no_frame(client: TestClient) -> None:
    assert "frame-ancestors 'none'" in client.get("/reconcile.html").headers["content-security-policy"]
    assert client.get("/reconcile/fi/preview?id=project/S99999").status_code == 404


def test_nothing_is_told_of_who_may_be_a_person(client: TestClient) -> None:
    hidden = "organisation/unidentified/A79202-0"
    assert client.get("/page/" + hidden).status_code == 200
    assert client.get(f"/reconcile/fi/preview?id={hidden}").status_code == 404
    told = [
        asked(client, "LAAKSORINNE ONNI", hidden, {"query": "Sorvin hankinta", "limit": 25}),
        asked(client, {"query": "A79202", "properties": [{"pid": "applicant", "v": "LAAKSORINNE ONNI"}]}),
        extended(client, [hidden, "project/A79202"], "applicant", "participant", "skos:prefLabel"),
        suggested(client, "entity", prefix="laaksor"),
        suggested(client, "entity", prefix=hidden),
        client.get("/reconcile/fi/preview?id=project/A79202").text,
    ]
    assert "laaksorinne" not in json.dumps(told).casefold()
    assert {"id": "applicant", "value": True} not in told[1][0][0]["features"]  # type: ignore[index]


def test_projects_are_counted_of_a_thing_whose_id_has_letters_with_dots(client: TestClient) -> None:
    ((found, *_),) = asked(client, "organisation/named/vaskiportin-säätiö-sr", place="/reconcile/en")
    assert found["id"] == "organisation/named/vaskiportin-säätiö-sr"
    assert found["description"] == "1 project"


def test_people_are_shown_what_to_do(client: TestClient) -> None:
    for language in LANGUAGES:
        response = client.get("/reconcile", headers={"Accept": "text/html", "Accept-Language": language})
        page = document_fromstring(response.text)
        assert page.get("lang") == language
        assert page.xpath("//dd/code/text()") == [f"http://localhost:8000{place}" for place in PLACES[1:]]
    data = document_fromstring(client.get("/open-data").text)
    assert client.get(data.xpath("string(//a[starts-with(@href, '/reconcile')]/@href)")).status_code == 200


def test_a_release_without_an_index_of_names_says_so(
    client: TestClient, data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(data.current()), "names", data.path / "nowhere")
    again = TestClient(make_app(data, PATIENT))
    response = again.post("/reconcile", data={"queries": '{"q0": {"query": "x"}}'})
    assert (response.status_code, "build it again" in response.text) == (503, True)


ITS_PANDAS = pytest.mark.filterwarnings("ignore:The inplace keyword")
"""The client is older than the pandas that it runs with; nor can it take an empty result, since NumPy 2."""


@pytest.fixture(scope="module")
def live(data: DataFolder) -> Iterator[str]:
    with serving(make_app(data, PATIENT)) as address:
        yield address


@ITS_PANDAS
def test_the_reconciler_of_pandas_matches_a_column(live: str) -> None:
    names = [
        "Vaskiportin säätiö",
        "SUVANTOJEN KOULUTUS KY",
        "Tuuliharjun AMK",
        "Helmisalmen kunta",
        "Havuniemen yliopisto",
    ]
    column = pandas.Series(names * 5 + [f"Kylien Ketju {n}" for n in range(12)])
    found = reconciler.reconcile(column, type_id="Organisation", reconciliation_endpoint=f"{live}/reconcile/fi")
    matched = dict(found[found["match"]][["input_value", "id"]].to_numpy().tolist())
    assert matched == {
        names[0]: "organisation/9900104-5",
        names[1]: "organisation/9900105-3",
        names[2]: "organisation/9900101-0",
        names[3]: "organisation/9900111-7",
        names[4]: "organisation/9900106-1",
    }
    assert set(found["type_id"]) == {"Organisation"}


@ITS_PANDAS
def test_the_reconciler_of_pandas_weighs_other_columns(live: str) -> None:
    table = pandas.DataFrame({"name": ["Vaskiportti", "Suvanto"], "id": ["9900104-5", "9900105-3"]})
    found = reconciler.reconcile(
        table["name"],
        type_id="Organisation",
        property_mapping={"businessId": table["id"]},
        reconciliation_endpoint=f"{live}/reconcile/en",
    )
    assert list(found["id"]) == ["organisation/9900104-5", "organisation/9900105-3"]
    assert all(found["match"])
