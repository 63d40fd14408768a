"""Every error that is seeded in a page is found on its project, or by a rule across projects that names it."""

from pathlib import Path

from benchmarks.corpus import page
from esrgraph.rdf.iris import HERE
from esrgraph.validation.check import Checking, check


def test_every_seeded_error_is_found_on_its_project(tmp_path: Path) -> None:
    kinds = {}
    for each in (page(5, index, errors=1.0) for index in range(150)):
        (tmp_path / each.name.rpartition("/")[2]).write_text(each.text, encoding="utf-8")
        kinds[each.code] = each.kind
    findings = check([tmp_path], Checking(HERE, jobs=2)).validation.findings
    found_on = {each.project for each in findings}
    found_on |= {code for each in findings if each.shape.corpus for code in kinds if code in each.message("en")}
    assert len(set(kinds.values()) - {None}) > 20
    assert {code: kind for code, kind in kinds.items() if kind and code not in found_on} == {}
