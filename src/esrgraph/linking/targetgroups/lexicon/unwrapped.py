"""A text to the same text, character for character, with a space where a line was broken within a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

from esrgraph.extraction.margin import ENDED, WIDEST, Margin

_NARROWEST = 35
"""Shorter lines (characters) are items of a list, which may be in small letters."""


def unwrapped(text: str) -> str:
    r"""The text with lines joined that go on in the next one; items of a list stay apart.

    >>> unwrapped("Kohderyhmänä ovat kouluttamattomat nuoret\ntyöttömät ja heidän perheensä.")
    'Kohderyhmänä ovat kouluttamattomat nuoret työttömät ja heidän perheensä.'
    >>> unwrapped("nuoret\nmaahanmuuttajat")
    'nuoret\nmaahanmuuttajat'
    """
    if "\n" not in text:
        return text
    paragraphs = groupby(text.split("\n"), lambda line: bool(line.strip()))
    return "\n".join(_joined(list(lines)) if is_text else "\n".join(lines) for is_text, lines in paragraphs)


def _joined(lines: Sequence[str]) -> str:
    margin = Margin(max(map(len, lines)))
    if not _NARROWEST <= margin.width <= WIDEST:
        return "\n".join(lines)
    goes_on = [not ENDED.search(above) and margin.broke(above, below.strip()) for above, below in pairwise(lines)]
    is_wrapped = any(broken and below.lstrip()[0].islower() for broken, below in zip(goes_on, lines[1:], strict=True))
    joints = [" " if broken and is_wrapped else "\n" for broken in goes_on]
    return lines[0] + "".join(joint + line for joint, line in zip(joints, lines[1:], strict=True))
