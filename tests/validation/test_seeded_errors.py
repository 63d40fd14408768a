"""Every error that is seeded in a page is found on its project."""

from pathlib import Path

from benchmarks.corpus import page
from esrgraph.rdf.iris import HERE
from esrgraph.validation.check import Checking, check

_BESIDE_ANOTHER = "name-variant"
"""An error only where another project gives the organisation's name, which not all of these have."""


def test_every_seeded_error_is_found_on_its_project(tmp_path: Path) -> None:
    kinds = {}
    for each in (page(5, index, errors=1.0) for index in range(150)):
        (tmp_path / each.name.rpartition("/")[2]).write_text(each.text, encoding="utf-8")
        kinds[each.code] = each.kind
    found_on = {each.project for each in check([tmp_path], Checking(HERE, jobs=2)).validation.findings}
    assert len(set(kinds.values()) - {None}) > 20
    missed = {code: kind for code, kind in kinds.items() if kind and code not in found_on}
    assert set(missed.values()) <= {_BESIDE_ANOTHER}
    assert any(kinds[code] == _BESIDE_ANOTHER for code in found_on if code)
