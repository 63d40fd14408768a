"""A text to the same text, character for character, with broken lines and words of one sentence put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby, pairwise

from esrgraph.extraction.margin import ENDED, WIDEST, Margin
from esrgraph.language.morphology import cases_of, readings
from esrgraph.linking.targetgroups.lexicon.ages import LIMITS
from esrgraph.linking.targetgroups.lexicon.word_meanings import word

JOINED = "\xad"
"""Stands for what a line's end put into a word, character for character: the word is read without it."""
_NARROWEST = 35
"""Shorter lines (characters) may be items of a list, which may be in small letters."""
_CUT = re.compile(r"(?<=[^\W\d_])(-)([ \t]*\n[ \t]*)(?=[^\W\d_])")
_FIRST, _LAST = re.compile(r"[\W_]*(\w[\w-]*)"), re.compile(r"([^\W_][\w:-]*)[)\"”’]?$")
_CONJUNCTIONS = frozenset("ja sekä tai että eli taikka och samt eller som att".split())
"""No line ends with one, and no item of a list begins with one."""
_ITEM = re.compile(r"\s*(?:[-–—*•·]|\d{1,2}[.)]\s)")

Unfinished = Callable[[str, str], bool]
"""Whether a sentence cannot end between the last word of a line and the first of the next."""


def unfinished(above: str, below: str) -> bool:
    """Whether a Finnish sentence goes on between two words: a genitive, an adverb, a modifier, a verb wants more.

    >>> unfinished("työelämän", "ulkopuolella"), unfinished("nuoret", "työttömät")
    (True, False)
    """
    one, other = word(above), word(below.lower())
    cases = cases_of(one.forms)
    if not one.known or above in {"ovat", "olivat"}:
        return False
    if below[0].isdigit():
        return above in LIMITS or not one.forms
    if not other.known:
        return False
    if one.only_finite or not one.forms or cases == {"gen"}:
        return not (cases == {"gen"} and other.forms and not other.hits and not other.noun and not other.participle)
    if one.participle and one.forms <= {("nom", "sg"), ("par", "sg")} and not one.hits:
        return bool(other.forms) and not cases_of(other.forms) & {"nom", "gen", "par"}
    describes = one.adjective and not one.hits and bool(one.forms & other.forms)
    completes = not cases & {"nom", "par"} and other.participle and not one.forms & other.forms
    return describes or completes or (other.only_finite and "nom" in cases)


def unwrapped(text: str, unfinished: Unfinished = unfinished) -> str:
    r"""The text with lines joined that go on in the next one; paragraphs and items of a list stay apart.

    >>> unwrapped("Kohderyhmänä ovat kouluttamattomat nuoret\ntyöttömät ja heidän perheensä.")
    'Kohderyhmänä ovat kouluttamattomat nuoret työttömät ja heidän perheensä.'
    >>> unwrapped("nuoret\nmaahanmuuttajat")
    'nuoret\nmaahanmuuttajat'
    """
    if "\n" not in text:
        return text
    text = _CUT.sub(lambda found: _whole_word(text, found), text)
    paragraphs = groupby(text.split("\n"), lambda line: bool(line.strip()))
    return "\n".join(_joined(list(lines), unfinished) if is_text else "\n".join(lines) for is_text, lines in paragraphs)


def _whole_word(text: str, found: re.Match[str]) -> str:
    """What to put for a hyphen at a line's end: nothing visible where the word goes on, the hyphen where it has one."""
    above = re.search(r"[\w-]*$", text[: found.start()])
    below = re.match(r"\w+", text[found.end() :])
    first, last = above[0] if above else "", below[0] if below else ""
    if last.lower() in _CONJUNCTIONS or "\n\n" in found[0]:
        return found[0]
    hyphen = "-" if not last[0].islower() or (not readings(first + last) and readings(f"{first}-{last}")) else JOINED
    return hyphen + JOINED * len(found[2])


def _joined(lines: Sequence[str], unfinished: Unfinished) -> str:
    width = max(map(len, lines))
    margin = Margin(width)
    whole = _is_one_sentence(lines)
    sure = [whole or _is_unfinished(above, below, unfinished) for above, below in pairwise(lines)]
    if not any(sure) and not _NARROWEST <= width <= WIDEST:
        return "\n".join(lines)
    goes_on = [not _ends(above, below) and margin.broke(above, below.strip()) for above, below in pairwise(lines)]
    small = [below.lstrip()[:1].islower() for below in lines[1:]]
    wrapped = any(sure) or any(broken and lower for broken, lower in zip(goes_on, small, strict=True))
    breaks = zip(pairwise(lines), goes_on, small, sure, strict=True)
    joints = [
        " " if wrapped and (broken or certain or (any(sure) and lower and not _ends(*pair))) else "\n"
        for pair, broken, lower, certain in breaks
    ]
    return lines[0] + "".join(joint + line for joint, line in zip(joints, lines[1:], strict=True))


def _is_one_sentence(lines: Sequence[str]) -> bool:
    """Whether a capital begins the lines, a full stop ends them all, and every line goes on in small letters."""
    first, *others = (line.strip() for line in lines)
    inner = any(_ends(above, below) for above, below in pairwise(lines))
    one = first[0].isupper() and lines[-1].rstrip().endswith(".")
    return one and not inner and all(other[0].islower() for other in others)


def _ends(above: str, below: str) -> bool:
    return bool(ENDED.search(above.rstrip()) or _ITEM.match(below))


def _is_unfinished(above: str, below: str, unfinished: Unfinished) -> bool:
    last, first = _LAST.search(above.rstrip()), _FIRST.match(below)
    if _ends(above, below) or first is None:
        return False
    if above.rstrip().endswith(","):
        return below.lstrip()[:1].islower() and first[1].lower() in _CONJUNCTIONS
    if last is None:
        return False
    one, other = last[1].lower(), first[1].lower()
    return one in _CONJUNCTIONS or other in _CONJUNCTIONS or unfinished(one, first[1])
