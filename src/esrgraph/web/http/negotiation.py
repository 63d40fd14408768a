"""Which of the media types on offer a request prefers (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache


def choose(accept: str | None, offered: Iterable[str]) -> str | None:
    """The offered media type that an Accept header prefers, the first among equals; None where it allows none.

    The most specific range decides about a type, and a range that cannot be read counts for nothing.

    >>> choose("text/html;q=0.8, text/turtle", ["text/html", "text/turtle"])
    'text/turtle'
    >>> choose("text/*, text/html;q=0", ["text/html", "text/csv"]), choose(None, ["text/html"])
    ('text/csv', 'text/html')
    >>> choose("image/png", ["text/html"]) is None
    True
    """
    return _choose(accept, tuple(offered))


@lru_cache(maxsize=1024)
def _choose(accept: str | None, offered: tuple[str, ...]) -> str | None:
    ranges = list(_ranges(accept if accept and accept.strip() else "*/*"))
    weighed = [(_quality(media, ranges), -place) for place, media in enumerate(offered)]
    quality, place = max(weighed, default=(0.0, 0))
    return offered[-place] if quality > 0 else None


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for each in accept.split(","):
        media, *parameters = (part.strip().lower() for part in each.split(";"))
        quality = next((text[2:].strip() for text in parameters if text.startswith("q=")), "1")
        try:
            yield media, min(max(float(quality), 0.0), 1.0)
        except ValueError:
            continue


def _quality(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """What the most specific of the ranges that cover a media type says of it; 0 where none does."""
    kind = media.partition("/")[0]
    for wanted in (media, f"{kind}/*", "*/*"):
        said = [quality for each, quality in ranges if each == wanted]
        if said:
            return max(said)
    return 0.0
