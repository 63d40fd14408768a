"""Every error that is seeded in a page is found on its project."""

import re
from pathlib import Path

from benchmarks.corpus import page
from esrgraph.rdf.iris import HERE
from esrgraph.validation.check import Checking, check


def test_every_seeded_error_is_found_on_its_project(tmp_path: Path) -> None:
    kinds, texts = {}, {}
    for each in (page(5, index, errors=1.0) for index in range(150)):
        (tmp_path / each.name.rpartition("/")[2]).write_text(each.text, encoding="utf-8")
        kinds[each.code], texts[each.code] = each.kind, each.text
    found_on = {each.project for each in check([tmp_path], Checking(HERE, jobs=2)).validation.findings}
    assert len(set(kinds.values()) - {None}) > 20
    missed = {code: kind for code, kind in kinds.items() if kind and code not in found_on}
    assert {code: kind for code, kind in missed.items() if not is_alone(kind, code, texts)} == {}


def is_alone(kind: str, code: str, texts: dict[str, str]) -> bool:
    """Whether another name of the applicant is no error, since no other project names the organisation at all."""
    (applicant, *_) = re.findall(r"Y-tunnus: (\S+)", texts[code]) or [""]
    named = (other for other, text in texts.items() if other != code and applicant in text)
    return kind == "name-variant" and bool(applicant) and not any(named)
