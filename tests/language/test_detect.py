"""The language of a text is the one that py3langid's model gives, though its sums are made another way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esrgraph.language.detect import _identifier, language_of

FINNISH = "hanke tukee nuoria yrittäjiä ja työttömiä sekä heidän perheitään Etelä-Savon alueella".split()
SWEDISH = "projektet stöder unga företagare och arbetslösa samt deras familjer i Österbotten".split()
OTHER = ["2014–2020", "ESR", "e\u0301", "A\u030a", "ÄÄNI", "ÅR", "\ud800", "İ", "", "\n", "yrityksille/företag"]

words = st.lists(st.sampled_from(FINNISH + SWEDISH + OTHER), max_size=60).map(" ".join)
texts = st.one_of(words, words.map(str.upper), st.text(max_size=500))


def language_by_library(text: str) -> str:
    """As the classifier itself says: Finnish for sure by the first characters, or else by more of them."""
    language, probability = _identifier().classify(text[:100])
    if len(text) > 100 and not (language == "fi" and probability >= 0.999):
        language, probability = _identifier().classify(text[:400])
    return "sv" if language == "sv" and probability >= 0.9 else "fi"


@given(texts)
def test_the_language_is_the_librarys(text: str) -> None:
    assert language_of(text) == language_by_library(text)


@pytest.mark.parametrize("length", range(1, 60))
@pytest.mark.parametrize("share", range(1, 6))
def test_the_language_is_the_librarys_where_both_are_mixed(length: int, share: int) -> None:
    mixed = [
        SWEDISH[each % len(SWEDISH)] if each % 6 < share else FINNISH[each % len(FINNISH)] for each in range(length)
    ]
    assert language_of(" ".join(mixed)) == language_by_library(" ".join(mixed))


def test_where_the_sums_are_near_a_bound_the_library_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esrgraph.language.detect._NEAR", float("inf"))
    language_of.cache_clear()
    mixed = [" ".join((FINNISH + SWEDISH)[start : start + 9]) for start in range(20)]
    assert [language_of(text) for text in mixed] == [language_by_library(text) for text in mixed]
    language_of.cache_clear()
