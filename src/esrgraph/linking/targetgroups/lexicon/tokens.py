"""A text to tokens: words with their offsets and meanings, and the marks that part or join them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from esrgraph.language.morphology import CACHED_WORDS, LONGEST, compact, readings
from esrgraph.linking.targetgroups.lexicon.unwrapped import JOINED
from esrgraph.linking.targetgroups.lexicon.word_meanings import Word, word

TOKEN = re.compile(
    r"""(?P<age>\d{1,2}(?:\s?(?:[-–—]|\.\.\.?)\s?\d{1,2})?\s?[-–]?\s?(?:vuotia\w*|-?kymppis\w+)|\d{1,2}(?:\s?[-–—]\s?\d{1,2})?\s?-?\s?v(?:\.|(?=[\s),]|$))|\d{1,2}\s?\+(?!\d))
    |(?P<years>\d{1,2}\s+vuotta\s+täyttä\w+)
    |(?P<word>\d+\.(?=\s?[a-zåäö])|[^\W\d_]+(?:[-–’'][^\W_]+|:[^\W_]{1,5}(?![^\W_])|(?<=-)\d+[^\W_]*|-?\xad+[^\W\d_]+)*-?|\d+(?:[-–][^\W\d_]+)+-?|(?<![\w])-[^\W\d_]{4,})
    |(?P<number>\d+(?:[.,]\d+)*)
    |(?P<comma>,|[^\S\n][-–—]\s)
    |(?P<slash>/)
    |(?P<open>\()
    |(?P<close>\))
    |(?P<stop>[.;:!?]|\n\s*[-–—*•·]|\n\s*\n)
    |(?P<line>\n)""",
    re.VERBOSE | re.IGNORECASE,
)
_CONJUNCTIONS = frozenset({"ja", "sekä", "tai", "eli", "että", "eikä", "taikka", "kuin", "&"})
_ABBREVIATIONS = frozenset(
    {
        "esim",
        "mm",
        "ml",
        "ym",
        "jne",
        "yms",
        "ns",
        "ko",
        "em",
        "n",
        "mml",
        "erit",
        "muk",
        "sis",
        "tms",
        "ry",
        "oy",
        "kk",
        "v",
    }
)
_WORD_BEFORE = re.compile(r"\w+$")
_VOWELS = frozenset("aeiouyäö")
_NOTHING = Word()


class TextToken(NamedTuple):
    """A piece of the text; `kind` is word, age, number, comma, conjunction, slash, open, close, stop, or none of them.

    `lower` is the text in lower case, `plain` also without hyphens, `cut` whether it is a cut word.

    `end` may lie beyond the token's own letters: a cut word (`päihde-` in `päihde- ja mielenterveyskuntoutujat`)
    reaches to the end of the word that completes it.
    """

    text: str
    start: int
    end: int
    kind: str
    word: Word = _NOTHING
    cut: bool = False
    lower: str = ""
    plain: str = ""


def tokens(text: str) -> tuple[TextToken, ...]:
    """Every token, in order, cut words completed."""
    return tuple(_complete_tokens(list(_split(text))))


def _split(text: str) -> Iterator[TextToken]:
    for found in TOKEN.finditer(text):
        kind, piece, (start, end) = str(found.lastgroup), found.group(), found.span()
        if kind == "word":
            yield TextToken(piece, start, end, *(_read(piece) if len(piece) <= LONGEST else ("",)))
        elif kind in {"age", "years"}:
            last = re.split(r"[\s\d–-]+", piece)[-1].lower()
            yield TextToken(piece, start, end, "age", word(last if last.isalpha() and len(last) > 2 else "vuotiaat"))
        elif kind == "line":
            yield TextToken(piece, start, end, "stop" if _starts_anew(text, end) else "comma")
        elif not (kind == "stop" and _abbreviates(text, start, piece)):
            yield TextToken(piece, start, end, kind)


@lru_cache(maxsize=CACHED_WORDS)
def _read(piece: str) -> tuple[str, Word, bool, str, str]:
    """What a token has besides its text and place."""
    lower = piece.lower().replace(JOINED, "")
    if lower in _CONJUNCTIONS:
        return "conjunction", _NOTHING, False, lower, compact(lower)
    if piece[0].isdigit() and piece.endswith(".") and piece != "3.":
        return "number", _NOTHING, False, "", ""
    cut = piece[-1] == "-" or piece[0] == "-"
    return "word", word(lower.strip("-") if cut else lower), cut, lower, compact(lower)


def _starts_anew(text: str, at: int) -> bool:
    """Whether the line from there on begins a sentence or an item rather than going on."""
    rest = text[at : at + 40].lstrip()
    return not rest or not rest[0].islower() or text[: at - 1].rstrip().endswith((".", ":", ";", "!", "?"))


def _abbreviates(text: str, at: int, mark: str) -> bool:
    before = _WORD_BEFORE.search(text, max(0, at - 8), at) if mark == "." else None
    return before is not None and before[0].lower() in _ABBREVIATIONS


def _complete_tokens(found: list[TextToken]) -> list[TextToken]:
    for place, token in enumerate(found):
        if not token.cut:
            continue
        complete = _with_first_part if token.text.startswith("-") else _with_last_part
        found[place] = complete(found, place) or token
    return found


def _with_last_part(found: list[TextToken], place: int) -> TextToken | None:
    """`mielenterveys-` in `mielenterveys- ja päihdekuntoutujat` as `mielenterveyskuntoutujat`."""
    for whole in found[place + 1 : place + 14]:
        if whole.kind in {"stop", "open", "close"}:
            return None
        if whole.kind == "word" and not whole.cut:
            break
    else:
        return None
    token = found[place]
    if found[place + 1].kind not in {"comma", "conjunction", "slash"}:
        return None
    first = token.lower.rstrip("-")
    tails = list(_last_parts(whole.lower))
    best = _best(_join_parts(first, tail) for tail in [each for each in tails if readings(each)] or tails)
    return token._replace(end=whole.end, word=best) if best else None


def _with_first_part(found: list[TextToken], place: int) -> TextToken | None:
    """`-ohjaajat` in `työpajavalmentajat ja -ohjaajat` as `työpajaohjaajat`."""
    token = found[place]
    if place < 2 or found[place - 1].kind not in {"conjunction", "slash", "comma"} or found[place - 2].kind != "word":
        return None
    before, last = found[place - 2].lower, token.lower.lstrip("-")
    best = _best([*(before[: len(before) - len(tail)] + last for tail in _last_parts(before)), last])
    return token._replace(word=best) if best else None


def _join_parts(first: str, last: str) -> str:
    """One word; a hyphen parts two vowels that are the same (`yliopisto-opiskelijat`)."""
    return f"{first}-{last}" if first[-1:] == last[0] and last[0] in _VOWELS else first + last


def _last_parts(whole: str) -> Iterator[str]:
    """What may follow the joints of a compound, the shortest last parts first."""
    yield from (whole[at:].lstrip("-") for at in range(len(whole) - 3, 1, -1))


def _best(candidates: Iterator[str] | list[str]) -> Word | None:
    """The first that names a group, else a field, else any known word."""
    known = [meaning for meaning in map(_exact, candidates) if meaning.known]
    named = [meaning for meaning in known if meaning.hits] or [meaning for meaning in known if meaning.fields] or known
    return named[0] if named else None


def _exact(surface: str) -> Word:
    return word(surface) if readings(surface) else Word(known=False)
