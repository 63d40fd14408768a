"""A release that tells of contact persons, as it was asked to."""

from pathlib import Path

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.release.folder import DataFolder


def with_contacts(folder: Path) -> None:
    build_release([EXAMPLES], DataFolder(folder), Options(include_contacts=True))
