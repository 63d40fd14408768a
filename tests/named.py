"""Findings with their documents named as in a release: within the folder of the examples."""

from collections.abc import Iterable
from dataclasses import replace

from conftest import EXAMPLES
from esrgraph.validation.findings import Finding


def named_as_in_a_release(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """A check of pages names them as whoever asked would open them."""
    return tuple(replace(each, place=replace(each.place, document=_within(each.place.document))) for each in findings)


def _within(document: str | None) -> str | None:
    return document and document.removeprefix(f"{EXAMPLES}/")
