"""The language a person is answered in."""

from __future__ import annotations

from starlette.requests import Request

from esrgraph.language import LANGUAGES


def choose_language(request: Request) -> str:
    """`fi`, `sv` or `en`: what the address says (`?lang=`), or else what Accept-Language prefers, or else Finnish."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else best_language(request.headers.get("accept-language", ""))


def best_language(accept_language: str) -> str:
    """The language that an Accept-Language header (RFC 9110, section 12.5.4) prefers; Finnish where it says none.

    >>> best_language("de, sv-FI;q=0.8, en;q=0.5"), best_language("de"), best_language("en;q=nonsense, *")
    ('sv', 'fi', 'fi')
    """
    weighed = []
    for each in accept_language.split(","):
        tag, *parameters = (part.strip().lower() for part in each.split(";"))
        language = "fi" if tag == "*" else tag.partition("-")[0]
        quality = next((text[2:] for text in parameters if text.startswith("q=")), "1")
        try:
            weight = float(quality)
        except ValueError:
            continue
        if language in LANGUAGES and weight > 0:
            weighed.append((weight, language))
    return max(weighed, key=lambda pair: pair[0])[1] if weighed else LANGUAGES[0]
