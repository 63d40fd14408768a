"""The examples of the page on connecting are run as they stand against a server of the examples."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from rdflib.plugins.sparql import prepareQuery

from conftest import ROOT
from esrgraph.rdf.iris import DEFAULT_BASE
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from serving import PATIENCE, PATIENT, serving

PAGE = (ROOT / "docs" / "connect.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
PROGRAMS = {"python": [sys.executable, "-c"], "sh": ["sh", "-ec"]}


@pytest.fixture(scope="module")
def address(data: DataFolder) -> Iterator[str]:
    with serving(make_app(data, PATIENT)) as address:
        yield f"{address}/"


@pytest.mark.parametrize("number", [at for at, (language, _) in enumerate(BLOCKS) if language in PROGRAMS])
def test_an_example_runs(address: str, number: int) -> None:
    language, code = BLOCKS[number]
    command = [*PROGRAMS[language], code.replace(DEFAULT_BASE, address)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip()
    assert "error" not in ran.stdout.casefold(), ran.stdout


def test_queries_for_other_clients_are_well_formed() -> None:
    queries = [code for language, code in BLOCKS if language == "sparql"]
    assert queries
    for query in queries:
        prepareQuery(query)


def test_the_table_leads_to_every_section() -> None:
    sections = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9 -]", "", each.casefold()).replace(" ", "-") for each in sections}
    assert anchors == set(re.findall(r"\]\(#([\w-]+)\)", PAGE))
