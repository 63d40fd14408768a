"""Finnish notation to values: each `parse_*` returns the value, or None where the text is none; never half a value."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

import phonenumbers
from stdnum.exceptions import ValidationError
from stdnum.fi import ytunnus

from esrgraph.record import Label

_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.((?:19|20)[0-9]{2})")
_PERIOD = re.compile(r"(?:Alkaa\s*(\S+))?(?:\s*(?:ja\s+)?päättyy\s*(\S+))?")
_DIGITS = r"\d{1,3}(?: \d{3}){1,4}|\d{1,15}"  # there are no more euros in the world
_WHOLE_NUMBER = re.compile(_DIGITS)
_EUROS = re.compile(rf"(-?)({_DIGITS})(?:,(\d{{1,2}}))?(?: ?(?:€|euroa?|EUR))?", re.IGNORECASE)
_LABEL = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)\.? +(?!(?:\w+ )?\d{1,2}\.)(\S.*)")
"""A second number after the first, with or without a word between, makes it unclear which is meant."""
_WEBSITE = re.compile(
    r"(?:(https?)://)?((?:[^\W_]|-)+(?:\.(?:[^\W_]|-)+)+)(:\d{1,5})?((?:[/?#](?:[^\s<>\"{}|\\^`\[\]%]|%[0-9a-f]{2})*)?)",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_AT = re.compile(r"\s*[\[(]\s*(?:at|ät)\s*[\])]\s*", re.IGNORECASE)
_NOTE_IN_BRACKETS = re.compile(r"\([^()\d]*\)")
_DIALLED = re.compile(r"(?:(?:puh(?:elin)?|tel)\.?:? ?)?(\(?(?:\+|0|358 ?[1-9])[0-9 ()./\u2013-]+)", re.IGNORECASE)
"""A number with its area code or country: what begins otherwise is dialled within an area that it does not name."""


def parse_date(text: str) -> date | None:
    """A day, written without padding.

    >>> parse_date("1.8.2021")
    datetime.date(2021, 8, 1)
    >>> parse_date("31.2.2021") is None
    True
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    day, month, year = map(int, match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_period(text: str) -> tuple[date | None, date | None] | None:
    """The first and the last day of a period, each None where it is missing or no day; None where more is said.

    >>> parse_period("Alkaa 1.8.2021 ja päättyy 31.8.2023")
    (datetime.date(2021, 8, 1), datetime.date(2023, 8, 31))
    >>> parse_period("Alkaa 1.8.2021 ja päättyy 31.8.2023, jatkettu") is None
    True
    """
    match = _PERIOD.fullmatch(text)
    return (parse_date(match[1] or ""), parse_date(match[2] or "")) if match else None


def parse_euros(text: str) -> Decimal | None:
    """An amount in euros; thousands are set apart with spaces, cents with a comma.

    >>> parse_euros("1 328 000")
    Decimal('1328000')
    >>> parse_euros("12 34") is None
    True
    """
    match = _EUROS.fullmatch(text)
    if match is None:
        return None
    sign, whole, cents = match.groups()
    return Decimal(f"{sign}{whole.replace(' ', '')}.{cents}" if cents else f"{sign}{whole.replace(' ', '')}")


def parse_count(text: str) -> int | None:
    """A whole number from zero up.

    >>> parse_count("1 155")
    1155
    """
    if not text.isascii() or not _WHOLE_NUMBER.fullmatch(text):
        return None
    return int(text.replace(" ", ""))


def parse_counts(text: str, part: str) -> tuple[int, ...] | None:
    """A whole number, and how many of them are a part that is named, where the text says so.

    >>> parse_counts("1 080, joista naisia 30", "naisia"), parse_counts("80", "naisia")
    ((1080, 30), (80,))
    >>> parse_counts("80, joista naisten perustamia 30", "naisia") is None
    True
    """
    whole, comma, rest = text.partition(f", joista {part} ")
    counts = [parse_count(each) for each in ((whole, rest) if comma else (whole,))]
    return None if None in counts else tuple(each for each in counts if each is not None)


def parse_score(text: str) -> int | None:
    """A score of an impact, 0-10.

    >>> parse_score("10"), parse_score("11")
    (10, None)
    """
    count = parse_count(text)
    return count if count is not None and count <= 10 else None


def parse_yes_no(text: str) -> bool | None:
    """`Kyllä` or `Ei`, with or without a full stop.

    >>> parse_yes_no("Kyllä"), parse_yes_no("Ei."), parse_yes_no("Ei vielä")
    (True, False, None)
    """
    return {"kyllä": True, "ei": False}.get(text.casefold().removesuffix("."))


def parse_list(text: str) -> tuple[str, ...]:
    """Names set apart with commas, each once, in their order.

    >>> parse_list("Kemi, Tornio,, Kemi")
    ('Kemi', 'Tornio')
    """
    return tuple(dict.fromkeys(name for each in text.split(",") if (name := each.strip())))


def parse_label(text: str) -> Label | None:
    """A numbered label of the programme.

    >>> parse_label("12.3. Digitaalisten taitojen parantaminen")
    Label(number='12.3', wording='Digitaalisten taitojen parantaminen')
    """
    match = _LABEL.fullmatch(text)
    return Label(match[1], match[2]) if match else None


def parse_axis(text: str) -> Label | None:
    """A priority axis as pages of 2007-2013 have it, with a colon.

    >>> parse_axis("5: Tekninen tuki")
    Label(number='5', wording='Tekninen tuki')
    """
    match = re.fullmatch(r"([0-9]{1,2}): *(\S.*)", text)
    return Label(match[1], match[2]) if match else None


@lru_cache(maxsize=4096)
def parse_business_id(text: str) -> str | None:
    """A business ID (Y-tunnus) with a right check digit, as `NNNNNNN-C`; old six-digit ones get their zero back.

    >>> parse_business_id("210427-6"), parse_business_id("0210427-5")
    ('0210427-6', None)
    """
    number = text.replace(" ", "")
    if re.fullmatch(r"\d{6}-\d", number):
        number = f"0{number}"
    if not re.fullmatch(r"\d{7}-?\d", number) or not number.isascii():
        return None
    try:
        compact: str = ytunnus.validate(number)
    except ValidationError:
        return None
    return f"{compact[:7]}-{compact[7]}"


@lru_cache(maxsize=4096)  # the projects of an organisation have its number
def parse_phone(text: str) -> str | None:
    """A phone number as written in Finland, in E.164 form; a note in brackets (`(Tikkurila)`) is passed over.

    A number without area code is none: in another part of the country it is somebody else's.

    >>> parse_phone("015 - 321 130"), parse_phone("(02) 620 3000"), parse_phone("09 8868 7300 (Tikkurila)")
    ('+35815321130', '+35826203000', '+358988687300')
    >>> parse_phone("040 123") is None, parse_phone("553 1011") is None
    (True, True)
    """
    dialled = _DIALLED.fullmatch(_NOTE_IN_BRACKETS.sub("", text).strip())
    if dialled is None:
        return None
    try:
        number = phonenumbers.parse(("+" if dialled[1].startswith("358") else "") + dialled[1], "FI")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def parse_postcode(text: str) -> str | None:
    """Five digits, with or without the country's prefix.

    >>> parse_postcode("FI-80200")
    '80200'
    """
    match = re.fullmatch(r"(?:FI[- ]?)?([0-9]{5})", text, re.IGNORECASE)
    return match[1] if match else None


def parse_website(text: str) -> str | None:
    """A web address with its scheme; `http` where the page gives none, since that is what the source links to.

    >>> parse_website("www.example.fi"), parse_website("ei ole")
    ('http://www.example.fi', None)
    """
    match = _WEBSITE.fullmatch(text)
    if match is None:
        return None
    scheme, host, port, path = match.groups()
    try:
        ascii_host = host.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return None
    return f"{(scheme or 'http').lower()}://{ascii_host}{port or ''}{path or ''}"


def parse_websites(text: str) -> tuple[str, ...] | None:
    """Several web addresses, each once; None where any of the words is none.

    >>> parse_websites("www.example.fi/a https://example.fi")
    ('http://www.example.fi/a', 'https://example.fi')
    >>> parse_websites("www.example.fi tulossa") is None
    True
    """
    addresses = [parse_website(word) for word in text.split()]
    return None if None in addresses else tuple(dict.fromkeys(each for each in addresses if each is not None))


def parse_email(text: str) -> str | None:
    """An e-mail address, written with `(at)`, in lower case.

    >>> parse_email("Maija.Mallikas(at)Example.fi")
    'maija.mallikas@example.fi'
    """
    address = _AT.sub("@", text).lower()
    return address if _EMAIL.fullmatch(address) else None
