"""Codes are not looked up as words, since the morphology knows none of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pyvoikko import analyse

from esrgraph.language.morphology import readings


@given(st.from_regex(r"[A-Za-z][0-9]{4,6}|[0-9]{7}-[0-9]", fullmatch=True))
def test_a_code_is_no_word(code: str) -> None:
    assert readings(code) == ()
    assert not analyse(code.lower())


def test_a_number_and_a_word_with_digits_are_words() -> None:
    assert [each.lemma for each in readings("2014")] == ["2014"]
    assert [each.lemma for each in readings("30-vuotiaat")]
