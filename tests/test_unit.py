"""The unit for systemd leaves a server that ends the time, and the processes, to answer first."""

from configparser import RawConfigParser

import pytest

from conftest import ROOT
from esrgraph.cli import main


@pytest.fixture
def service() -> dict[str, str]:
    """The settings of the service, their names in small letters."""
    unit = RawConfigParser(strict=False)
    unit.read(ROOT / "deploy" / "systemd" / "esrgraph.service", encoding="utf-8")
    return dict(unit["Service"])


def test_only_the_server_is_told_to_end_and_not_its_processes_for_queries(service: dict[str, str]) -> None:
    assert service["killmode"] == "mixed"


def test_the_end_takes_longer_than_a_query_may_take_or_wait(service: dict[str, str]) -> None:
    defaults = {each.name: each.default for each in main.commands["serve"].params}
    assert int(service["timeoutstopsec"]) > max(defaults["seconds"], defaults["wait"])


def test_processes_for_queries_may_take_themselves_off_the_network(service: dict[str, str]) -> None:
    assert {"user", "net"} <= set(service["restrictnamespaces"].split())


def test_a_process_for_queries_that_took_too_much_memory_does_not_end_the_server(service: dict[str, str]) -> None:
    assert service["oompolicy"] == "continue"
