"""Findings as they may be shown: nothing of a contact person."""

from __future__ import annotations

from dataclasses import replace

from esrgraph.ingest.source_lines import Place
from esrgraph.validation.findings import Finding

MARK = "[…]"
"""What stands in place of a contact person's data."""


def without_contact(finding: Finding) -> Finding:
    """The finding; one about a contact person with a mark for its value and without the lines around it."""
    if not finding.is_of_contact:
        return finding
    place = Place(finding.place.document, finding.place.line)
    result = replace(finding.result, value="", message=())
    return replace(finding, value=finding.value and MARK, place=place, result=result, details={})
