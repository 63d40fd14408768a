"""Ten questions that people have, answered by the tools alone, over both transports.

What is right is found another way: in the tables of the release's dumps, which none of the tools reads.
"""

import csv
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal

import anyio
import pytest
from assistants import TRANSPORTS, Assistant, Row, table

from esrgraph.release.folder import DataFolder

MOST_BYTES = 12_000
"""What the answers to one question may take of an assistant's context."""


@dataclass(frozen=True)
class Tables:
    """The tables of the dumps, as rows of texts."""

    data: DataFolder

    def __getattr__(self, name: str) -> list[Row]:
        path = self.data.current().dumps / f"{name}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def projects_in(self, region: str) -> set[str]:
        return {each["project"] for each in self.project_municipalities if each["region_label"] == region}

    def granted(self, code: str) -> Decimal:
        return Decimal(next(each["granted_eu_and_state_funding"] for each in self.projects if each["code"] == code))


def codes(rows: list[Row], column: str = "id") -> set[str]:
    return {each[column].removeprefix("project/") for each in rows}


async def foundations(assistant: Assistant) -> object:
    """Which foundations worked with young people in North Karelia, and with how much money?"""
    filters = {"kind": ["project"], "region": ["North Karelia"], "target-group": ["young people"]}
    found = await assistant.rows("search", text="säätiö", filters=filters)
    facts = [table(await assistant.call("look_up", id=each["id"])) for each in found]
    partners = [each["value"] for thing in facts for each in thing if each["property"] == "esr:coImplementer"]
    names = {name.partition("(")[2].rstrip(")") for each in partners for name in each.split("; ") if "säätiö" in name}
    return names, {each["id"].removeprefix("project/"): Decimal(each["granted_eur"]) for each in found}


def foundations_expected(tables: Tables) -> object:
    young = {each["project"] for each in tables.target_groups if each["target_group"] == "young-people"}
    rows = [each for each in tables.participations if "säätiö" in each["name_as_given"]]
    rows = [each for each in rows if each["project"] in young & tables.projects_in("Pohjois-Karjala")]
    return {each["name_as_given"] for each in rows}, {each["project"]: tables.granted(each["project"]) for each in rows}


async def nothing(assistant: Assistant) -> object:
    """Which foundations worked with young people in Lapland? None: that it is all must be said."""
    filters = {"kind": ["project"], "region": ["Lapland"], "target-group": ["young people"]}
    text = await assistant.call("search", text="säätiö", filters=filters)
    return "total: 0 | shown: none | complete: yes" in text


def nothing_expected(tables: Tables) -> object:
    names = {each["project"] for each in tables.participations if "säätiö" in each["name_as_given"]}
    return not names & tables.projects_in("Lappi")


async def money_of_a_region(assistant: Assistant) -> object:
    """How many projects did Päijät-Häme have, and with how much money?"""
    rows = await assistant.rows("ask", question="funding-by-region", limit=50)
    (row,) = [each for each in rows if each["name"] == "Päijät-Häme"]
    return int(row["projects"]), Decimal(row["granted"])


def money_of_a_region_expected(tables: Tables) -> object:
    found = tables.projects_in("Päijät-Häme")
    return len(found), sum(map(tables.granted, found))


async def projects_of_a_place(assistant: Assistant) -> object:
    """What is done in Liperi?"""
    return codes(
        await assistant.rows("ask", question="projects-of-municipality", parameters={"municipality": "Liperi"}),
        "project",
    )


def projects_of_a_place_expected(tables: Tables) -> object:
    return {each["project"] for each in tables.project_municipalities if each["municipality_label"] == "Liperi"}


async def large_projects(assistant: Assistant) -> object:
    """Which projects got half a million or more?"""
    rows = await assistant.rows("ask", question="largest-projects", parameters={"euros": 500_000})
    return codes(rows, "project")


def large_projects_expected(tables: Tables) -> object:
    granted = {each["code"]: each["granted_eu_and_state_funding"] for each in tables.projects}
    return {code for code, euros in granted.items() if euros and Decimal(euros) >= 500_000}


async def projects_of_an_organisation(assistant: Assistant) -> object:
    """Which projects has Tuuliharjun ammattikorkeakoulu been in? Its name lacks the form of company."""
    found = await assistant.rows("reconcile", name="Tuuliharjun ammattikorkeakoulu", kind="organisation")
    key = found[0]["id"].removeprefix("organisation/")
    rows = await assistant.rows("ask", question="projects-of-organisation", parameters={"organisation": key})
    return codes(rows, "project")


def projects_of_an_organisation_expected(tables: Tables) -> object:
    return {
        each["project"]
        for each in tables.participations
        if each["name_as_given"].startswith("Tuuliharjun ammattikorkeakoulu")
    }


async def regions_by_projects(assistant: Assistant) -> object:
    """How many projects has each region?"""
    rows = await assistant.rows("search", filters={"kind": ["project"]}, count_by="region", language="fi")
    return {each["name"]: int(each["results"]) for each in rows}


def regions_by_projects_expected(tables: Tables) -> object:
    pairs = {(each["project"], each["region_label"]) for each in tables.project_municipalities}
    return Counter(region for _, region in pairs)


async def partners(assistant: Assistant) -> object:
    """Who carries S39009 out?"""
    facts = table(await assistant.call("look_up", id="S39009"))
    roles = ("esr:applicant", "esr:coImplementer", "esr:supportTransferee")
    things = [thing for each in facts if each["property"] in roles for thing in each["value"].split("; ")]
    return {each.partition(" ")[0].removeprefix("organisation/") for each in things}


def partners_expected(tables: Tables) -> object:
    return {each["organisation"] for each in tables.participations if each["project"] == "S39009"}


async def money_by_fund(assistant: Assistant) -> object:
    """How much was granted from each fund? No question of the catalogue asks just that."""
    query = """SELECT ?fund (SUM(?euros) AS ?granted) WHERE {
      ?project a esr:Project ; esr:fund ?fund ; esr:grantedEuAndStateFunding ?euros
    } GROUP BY ?fund"""
    rows = await assistant.rows("sparql", query=query)
    return {each["fund"].removeprefix("fund/"): Decimal(each["granted"]) for each in rows}


def money_by_fund_expected(tables: Tables) -> object:
    found: Counter[str] = Counter()
    for each in tables.projects:
        found[each["fund"]] += Decimal(each["granted_eu_and_state_funding"] or 0)  # type: ignore[assignment]
    return dict(found)


async def running(assistant: Assistant) -> object:
    """Which projects of 2014-2020 were running in May 2019?"""
    given = {"from": "2019-05-01", "until": "2019-05-31", "period": "2014-2020"}
    return codes(await assistant.rows("ask", question="projects-in-period", parameters=given, limit=5), "project")


def running_expected(tables: Tables) -> object:
    dated = [each for each in tables.projects if each["planned_start"] and each["programme_period"] == "2014-2020"]
    return {
        each["code"]
        for each in dated
        if each["planned_start"] <= "2019-05-31" and (each["planned_end"] or "9999") >= "2019-05-01"
    }


TASKS: dict[Callable[[Assistant], Awaitable[object]], Callable[[Tables], object]] = {
    foundations: foundations_expected,
    nothing: nothing_expected,
    money_of_a_region: money_of_a_region_expected,
    projects_of_a_place: projects_of_a_place_expected,
    large_projects: large_projects_expected,
    projects_of_an_organisation: projects_of_an_organisation_expected,
    regions_by_projects: regions_by_projects_expected,
    partners: partners_expected,
    money_by_fund: money_by_fund_expected,
    running: running_expected,
}


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_ten_questions_are_answered_in_few_bytes(transport: str, data: DataFolder) -> None:
    tables = Tables(data)

    async def ask_all() -> None:
        async with TRANSPORTS[transport](data) as client:
            for task, expected in TASKS.items():
                assistant = Assistant(client)
                answer = await task(assistant)
                assert answer, task.__doc__
                assert answer == expected(tables), task.__doc__
                assert sum(size for _, size in assistant.calls) <= MOST_BYTES, task.__doc__
                print(task.__name__, assistant.calls)

    anyio.run(ask_all)
