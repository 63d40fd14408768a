"""A page whose letters were read in a wrong encoding is refused whole: half of it would be taken for something else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from esrgraph.documents.formats.format import CACHED_LINES
from esrgraph.documents.page import Line
from esrgraph.errors import UnreadablePage
from esrgraph.extraction.form import Form, fold_label

_FEWEST = 3
"""So many labels with other signs are no slip of the pen."""
_LETTER = re.compile("[äö]")


def refuse_broken_letters(lines: Iterable[Line], form: Form) -> None:
    """Look whether the form's own words stand there with their `ä` and `ö`.

    Raises:
        UnreadablePage: most of the words that have one stand there with some other sign in its place.
    """
    broken: set[str] = set()
    sound: set[str] = set()
    for line in lines:
        if found := _label_with_letters(line.text, form):
            label, is_sound = found
            (sound if is_sound else broken).add(label)
    if len(broken) >= _FEWEST and len(broken) > len(sound):
        raise UnreadablePage(
            f"The letters of the page are broken: {len(broken)} of the form's labels have other signs for 'ä' or 'ö'",
            remedy="Capture the page again, and save it as UTF-8",
        )


@lru_cache(maxsize=CACHED_LINES)
def _label_with_letters(text: str, form: Form) -> tuple[str, bool] | None:
    """The label on a line that has an `ä` or `ö` in the form, and whether it stands there with it; None without one."""
    label = text[: 3 * form.longest].partition(":")[0]
    if len(label) <= form.longest and (folded := fold_label(label)) in form.by_text:
        return (folded, True) if _LETTER.search(folded) else None
    found = _broken(form).fullmatch(label.casefold())
    return (found.lastgroup or "", False) if found else None


@cache
def _broken(form: Form) -> re.Pattern[str]:
    """Every label of the form that has an `ä` or `ö`, with any few signs in its place."""
    texts = [text for slot in form.slots if _LETTER.search(text := slot.text.casefold())]
    pieces = (r"[^:\s]{0,12}?".join(map(re.escape, _LETTER.split(text))) for text in dict.fromkeys(texts))
    return re.compile("|".join(f"{piece}(?P<label{number}>)" for number, piece in enumerate(pieces)))
