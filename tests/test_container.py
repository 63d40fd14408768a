"""The image for containers: what it is made of is let into its context, and what it says of health is true."""

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import orjson
import pytest

from conftest import ROOT
from esrgraph.cli import main
from esrgraph.cli.configuration import misspelt
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from serving import PATIENCE, PATIENT, free_port, serving

DOCKERFILE = (ROOT / "deploy" / "container" / "Dockerfile").read_text(encoding="utf-8")
LET_IN = [
    line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")
]


def needed() -> Iterator[str]:
    """The files and folders that the wheel and its installation are made of."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    yield from ("pyproject.toml", project["project"]["readme"], *project["project"]["license-files"])
    yield from (*wheel["packages"], *wheel["force-include"])
    yield from re.findall(r"--constraint (\S+)", DOCKERFILE)
    yield from re.findall(r"python (tools/\S+)", DOCKERFILE)


def variables() -> dict[str, str]:
    """The variables that the image sets for esrgraph."""
    return dict(re.findall(r"(ESRGRAPH_\w+)=(\S+)", DOCKERFILE))


@pytest.mark.parametrize("path", sorted(set(needed())))
def test_what_an_image_is_made_of_is_let_in(path: str) -> None:
    assert (ROOT / path).exists()
    assert any(fnmatch(each, pattern) for pattern in LET_IN for each in (path, path.split("/")[0]))


def test_nothing_is_let_in_that_is_not_there() -> None:
    assert all((ROOT / each).exists() for each in LET_IN)


def test_the_variables_of_an_image_are_options() -> None:
    assert variables()
    for name, command in main.commands.items():
        assert not list(misspelt(command, f"ESRGRAPH_{name.upper()}_", variables()))


def health(port: int) -> int:
    """The exit code of the image's check of health."""
    told = re.search(r"^HEALTHCHECK .*?CMD (.*)$", DOCKERFILE, re.MULTILINE)
    assert told
    _, *arguments = orjson.loads(told[1])
    environment = {"ESRGRAPH_SERVE_PORT": str(port)}
    return subprocess.run(
        [sys.executable, *arguments], env=environment, check=False, capture_output=True, timeout=PATIENCE
    ).returncode


def test_the_check_of_health_tells_a_server_that_is_ready_from_one_that_is_not(
    data: DataFolder, tmp_path: Path
) -> None:
    with serving(make_app(data, PATIENT)) as site:
        port = int(site.rpartition(":")[2])
        while health(port):
            pass
    with serving(make_app(DataFolder(tmp_path), PATIENT)) as site:
        assert health(int(site.rpartition(":")[2])) == 1
    assert health(free_port()) == 1


def test_the_command_of_an_image_is_one() -> None:
    told = re.search(r"^CMD (.*)$", DOCKERFILE, re.MULTILINE)
    assert told
    assert shlex.join(orjson.loads(told[1])) in main.commands
