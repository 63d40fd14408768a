"""Where a text holds somebody's e-mail address or phone number, whoever it is and however it is spelt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

import phonenumbers

Span = tuple[int, int]
"""Start and end (characters) of a stretch of text."""

_AT_WORD = r"(?:at|ät|a|miuku(?:mauku)?|miau)"
_AT = re.compile(
    r"(?=[\s\\(\[{<*@＠﹫%&-])(?:"  # what each of these begins with: to look for that first takes half the time
    rf"[ \t]*\\?[(\[{{<*]\s*{_AT_WORD}\s*[)\]}}>*][ \t]*|\s?[@＠﹫]\s?|%40|&\#64;|&commat;|-(?:at|ät)-|\s(?:at|ät)\s)",
    re.IGNORECASE,
)
_DOT = r"(?:\.|\s\.\s|\s?[(\[{<]\s*(?:piste|dot|\.)\s*[)\]}>]\s?|\s(?:piste|dot)\s)"
_WORD = r"[\w+'\"&%-]{1,64}"
_LOCAL = re.compile(rf"(?:{_WORD}{_DOT}){{0,4}}{_WORD}\Z", re.IGNORECASE)
_HOST = re.compile(rf"(?:[^\W_](?:[\w-]{{0,62}}){_DOT}){{1,5}}[^\W\d_]{{2,12}}\b", re.IGNORECASE)
_BEFORE = 120
"""No further back (characters) does the part of an address before its sign begin."""

_GAP = r"[ \t\u2009\u202f\u00a0]*[-–—‑‒−/().·_]?[ \t\u2009\u202f\u00a0(]*\n?"
_PHONE = re.compile(rf"(?<![\w€.,-])(?:\(?\+{_GAP}\d|\(?0|358)(?:{_GAP}\d){{4,15}}(?!\w)")
_COMMAS = re.compile(r"(?<![\w.,])0\d{1,2}(?:,\d{2,4}){1,3}(?!,?\w)")
_CALLED = re.compile(
    rf"\b(?:puh(?:elin(?:numero)?)?|p|tel(?:efon|ephone)?|tfn|gsm|matkapuh(?:elin)?|phone|mobil)[.:]{{0,2}}\s?"
    rf"(\(?\+?\d(?:{_GAP}\d){{4,14}})(?!\w)",
    re.IGNORECASE,
)
_NO_PHONE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|(?<!\d)\d{6,7}[-–]\d(?!\d)")
"""A day, a business ID."""


DIGITS = re.compile(r"\d(?:[\s\-–‑−/().,·_]{0,5}\d){4,}")
"""Digits that may be one number or several, with what can stand between those of one."""
_BEGINS = re.compile(r"(?<![\w€.,-])(?:\(?\+|\(?0|358)")
_CALL = re.compile(r"\(\Z|\b(?:p|puh|tel|tfn|gsm|phone|mobil|matkapuh)\w*[.:]{0,2}\s?\(?\Z", re.IGNORECASE)
_AS_ONE = bytes.maketrans(b"[{<*]}>-\n", b"(((()))  ")
_AT_SIGNS = (b"@", b"%40", b" at ")
_AT_IN_BRACKETS = re.compile(rb"\((?:at|a\)|mi| a| mi)")


def may_have_emails(plain: str) -> bool:
    """Whether a text, given in plain letters, has a sign that an e-mail address needs: told fast, and not surely."""
    text = plain.encode("utf-8", "replace").translate(_AS_ONE)
    return any(sign in text for sign in _AT_SIGNS) or bool(_AT_IN_BRACKETS.search(text))


def may_have_phones(text: str, runs: Iterable[re.Match[str]]) -> bool:
    """Whether one of the runs of digits in a text (`DIGITS`) is or holds a phone number: told fast."""
    for found in runs:
        start = max(0, found.start() - 16)
        begins = _BEGINS.search(text, max(0, found.start() - 3), found.end())
        if (begins or _CALL.search(text[start : found.start()])) and any(phones(text[start : found.end() + 24])):
            return True
    return False


def emails(text: str) -> Iterator[Span]:
    """Where e-mail addresses stand, also where the sign or the dots are written as words.

    >>> [text[a:b] for text in ["Kysy: x.y (ät) example piste fi."] for a, b in emails(text)]
    ['x.y (ät) example piste fi']
    """
    for at in _AT.finditer(text):
        start = max(0, at.start() - _BEFORE)
        local, host = _LOCAL.search(text[start : at.start()]), _HOST.match(text, at.end())
        if local and host:
            yield start + local.start(), host.end()


def phones(text: str) -> Iterator[Span]:
    """Where phone numbers stand that can be dialled in Finland; days, amounts, years and codes are none.

    >>> [text[a:b] for text in ["1.1.2018, 486 200, 9900101-0, soita +358 (0)50–000 1001"] for a, b in phones(text)]
    ['+358 (0)50–000 1001']
    """
    for pattern in (_PHONE, _COMMAS):
        yield from (found.span() for found in pattern.finditer(text) if _is_phone(found[0]) or _is_pair(found[0]))
    yield from (found.span(1) for found in _CALLED.finditer(text) if not _NO_PHONE.search(found[1]))


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in their order, those as one that overlap or touch."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def digits(text: str) -> str:
    """The digits of a text, of any script's, as plain ones."""
    found = "".join(filter(str.isdigit, text))
    return found if found.isascii() else "".join(str(unicodedata.digit(sign)) for sign in found)


def _is_pair(text: str) -> bool:
    """Whether digits are a phone number and the end of another, as in `050 000 1001/02`."""
    first, slash, _ = text.partition("/")
    return bool(slash) and _is_phone(first)


def _is_phone(text: str) -> bool:
    if _NO_PHONE.search(text):
        return False
    number = digits(text)
    if number.startswith("00358"):
        number = number[5:]
    elif number.startswith("358"):
        number = number[3:]
    elif "+" in text:
        return 7 <= len(number) <= 15
    try:
        parsed = phonenumbers.parse("0" + number.lstrip("0"), "FI")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(parsed) and len(number) > 6
