"""The width at which a page's lines were broken: a line that ends for want of room goes on in the next one."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from esrgraph.documents.formats.flow import rejoin

WIDEST = 130
_ALIKE = 10
"""Three lines as long as that, give or take so many characters, are what a margin shows in."""
_SLACK = 4
"""So much shorter may the lines be that are indented."""
_LONGER = 2
"""So many lines may stand out beyond the margin: an address has no place to be broken."""
_SEEN = 3
"""So many lines at least must have been broken within a sentence before a page is taken for one with a margin."""
_FULL = 8
"""So many lines that are full to the last character, and hardly any that are not, were cut without regard to words."""
_RAGGED = 0.75
"""Of the width, so much have lines within a sentence that were broken to be of like length, as `fmt` does."""
ENDED = re.compile(r"[.!?:;)]$")
_ITEM = re.compile(r"(?:[-–*•]|\d{1,2}[.)]) ")


@dataclass(frozen=True, slots=True)
class Margin:
    """The width in characters; 0 where lines are as long as their texts. `cuts_words`: whatever stands there is cut."""

    width: int = 0
    cuts_words: bool = False

    @classmethod
    def of(cls, texts: Collection[Sequence[str]]) -> Margin:
        """The margin of texts that stand line below line."""
        lengths = sorted((len(line) for each in texts for line in each), reverse=True)
        for longest, third in zip(lengths[: _LONGER + 1], lengths[2:], strict=False):
            if longest <= WIDEST and longest - third <= _ALIKE:
                margin = cls(longest)
                pairs = (pair for each in texts for pair in pairwise(each))
                broken = [len(above) for above, below in pairs if below[0].islower() and margin.broke(above, below)]
                full = sum(length >= longest - 1 for length in broken)
                return cls(longest, full >= max(_FULL, 0.9 * len(broken))) if len(broken) >= _SEEN else cls()
        return cls()

    def broke(self, above: str, below: str) -> bool:
        """Whether the first word of a line had no room on the one above, which is therefore its beginning."""
        if not self.width or _ITEM.match(below) or above.endswith(" -"):
            return False  # `Suunta - polku` and `Suunta -hanke` are broken alike
        if below[0].islower() and not ENDED.search(above) and len(above) > _RAGGED * self.width:
            return True
        return len(above) + 1 + len(below.split(maxsplit=1)[0]) > self.width - _SLACK

    def join_broken_lines(self, lines: Sequence[str]) -> list[str]:
        """The lines, those put together that were broken; '' stays between paragraphs."""
        if not self.width:
            return list(lines)
        flowed: list[str] = []
        for above, below in zip(("", *lines), lines, strict=False):
            if above and below and self.broke(above, below):
                flowed[-1] = rejoin(flowed[-1], below)
            else:
                flowed.append(below)
        return flowed
