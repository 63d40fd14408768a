"""The names of a project's fields to the notations that they stand for."""

import pytest

from esrgraph.linking.resolve import resolve
from esrgraph.linking.schemes import load_schemes
from esrgraph.record import Field, Project, State


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (("Koski", "Tl"), ("284",)),
        (("Kemi", "Koski", "Tl", "Tornio"), ("240", "284", "851")),
        (("Koski", "Kemi"), ("284", "240")),
        (("KOSKI", "TL"), ("284",)),
    ],
)
def test_a_name_that_holds_a_comma_is_one_municipality(names: tuple[str, ...], codes: tuple[str, ...]) -> None:
    municipalities = Field(names, ", ".join(names), 1, State.STATED)
    links, problems = resolve(Project("S39001", municipalities=municipalities), load_schemes())
    assert links.municipalities == codes
    assert not problems


def test_an_unknown_name_after_another_is_told_and_joined_to_nothing() -> None:
    links, problems = resolve(Project("S39001", municipalities=Field(("Kemi", "Tl"), "Kemi, Tl", 1)), load_schemes())
    assert links.municipalities == ("240",)
    assert [problem.text for problem in problems] == ["Tl"]
