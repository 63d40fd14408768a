"""Codes and business IDs within what somebody typed, however they are spaced, cased and followed by signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CODE = re.compile(
    r"(?<![^\W_])(?:(?P<letter>[a-z])[\s-]?(?P<digits>\d{5})|(?:fi[\s-]?)?(?P<id>\d{7})[\s-]?(?P<check>\d))(?![^\W_])",
    re.IGNORECASE,
)
"""A project code, or a business ID, also as the number for value added tax (`FI` and no hyphen)."""


def codes_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each begins and ends, in characters, and what it is as it is compared.

    >>> list(codes_in("hanke s 20563, FI12345671"))
    [(6, 13, 's20563'), (15, 25, '12345671')]
    """
    for found in _CODE.finditer(text):
        yield *found.span(), "".join(each for each in found.groups() if each).lower()
