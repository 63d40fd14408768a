"""A text to the language it is in: the form is Finnish, the prose in it Finnish or Swedish."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

_ENOUGH = 400
"""Characters looked at: more do not change the answer, and cost time in proportion."""
_GLANCE = 100
_CERTAIN = 0.999
"""A text whose first characters, so many, are Finnish with this probability (0-1) is Finnish."""
_SURE = 0.9
"""Below this probability (0-1) of Swedish, a text on a Finnish form is taken as Finnish."""


@lru_cache(maxsize=4096)  # many projects repeat a statement, as "ei vaikutuksia"
def language_of(text: str) -> str:
    """`fi` or `sv`.

    >>> language_of("Projektet stöder unga företagare i Österbotten.")
    'sv'
    >>> language_of("Hanke tukee nuoria yrittäjiä.")
    'fi'
    """
    language, probability = _identifier().classify(text[:_GLANCE])
    if len(text) > _GLANCE and not (language == "fi" and probability >= _CERTAIN):
        language, probability = _identifier().classify(text[:_ENOUGH])
    return "sv" if language == "sv" and probability >= _SURE else "fi"


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # a second of loading, paid at the first text

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(["fi", "sv"])
    return identifier
