"""The lines of a page to those that tell of its contact person, however their labels are spelt.

A label counts by its letters alone, a few of which may be wrong; so do the words of other forms and languages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from rapidfuzz import fuzz

from esrgraph.documents.formats.format import CACHED_LINES
from esrgraph.documents.page import Line
from esrgraph.extraction.form import Form, fold_label
from esrgraph.extraction.lookalikes import skeleton
from esrgraph.extraction.personal_details import emails, phones

PERSONS = (
    *("yhteyshenkilo", "yhdyshenkilo", "vastuuhenkilo", "yhteyshlo", "yhthenk", "yhteystiedot", "yhteystietojen"),
    *("kontaktperson", "kontaktuppgifter", "contactperson", "contactdetails", "lisatietojaantaa"),
)
"""Words for a contact person, in plain letters."""
ROLES = (
    "projektipaallikko",
    "hankepaallikko",
    "hankevastaava",
    "projektivastaava",
    "projektledare",
    "hankekoordinaattori",
)
"""Words for whoever is mostly the contact person; a sentence may have them too."""
DETAILS = (
    *("nimi", "asema", "sahkoposti", "sahkopostiosoite", "sposti", "puhelin", "matkapuhelin", "gsm", "puh", "email"),
    *("namn", "epost", "epostadress", "telefon", "telefonnummer", "name", "phone", "mail", "fn", "tel"),
)
"""Words that label a detail of a person, each a whole label."""

_FRAGMENT = re.compile(
    "y(?:hte|she|hdy|hth|ste)|k(?:ont|ilo|kop|oord)|a(?:ktp|ktu|ctp|ctd|ntaa|alli)|t(?:henk|ied|ieto|aav)|e(?:rso|ysh|vas)"
    "|i(?:vas|naat)|l(?:isa|edar)|vast|uuhe|cont|shen|nkil|paal"
)
"""Pieces of these words, of which one is left where two letters are wrong: most lines have none. By their first
letters, they are looked for in half the time."""
_ALIKE = 82.0
"""So alike (0-100) are a word and one of these with a letter or two wrong."""
_OPENINGS = [
    (start + word, len(start + word)) for word in PERSONS for start in ("", "hankkeen", "projektin", "hakijan")
]
_SEPARATOR = re.compile(r"\\?[:：∶꞉=|;\t?#]+|\.{3,}|_{2,}|\s[-–—/>]\s|>\s")
_MARKS = re.compile(r"^(?:[\W_]+|\d{1,3}[.)\s]|[a-z]\)|\d{1,2}[:.]\d{2}\b)+")
_LETTERS = re.compile(r"[a-z]+")
_NO_LETTERS = bytes(set(range(128)) - set(b"abcdefghijklmnopqrstuvwxyz"))
_NAMED = re.compile(r"\b[A-ZÅÄÖ][a-zåäö'-]+,?\s+(?:[A-ZÅÄÖ]\.\s*)?[A-ZÅÄÖ][a-zåäö'-]+\b")
_NAME_ALONE = re.compile(r"(?:[A-ZÅÄÖ][\w'-]*[,.]?\s?){1,3}")
_WIDEST_LABEL = 60
"""The letters of the longest label, with what stands before it."""
_WIDEST_OPENING = 28
"""So many letters have a word for a contact person, and one before it."""
_WIDEST = 200
"""A longer line (characters) with no label before a colon is prose."""
_WIDEST_VALUE = 90
_MOST_VALUES = 4
"""So many details can stand below a heading of their own: name, position, e-mail, phone."""


@dataclass(frozen=True, slots=True)
class ContactLines:
    """The lines with a contact person's label, the lines below that hold a value of theirs, and all these values."""

    labels: frozenset[Line]
    values: frozenset[Line]
    texts: tuple[str, ...]


@lru_cache(maxsize=2)  # asked for by whoever reads a page, and by whoever takes out what is personal
def contact_lines(lines: tuple[Line, ...], forms: Sequence[Form]) -> ContactLines:
    """The lines of a page that tell of its contact person, wherever they stand."""
    labels: set[Line] = set()
    values: set[Line] = set()
    texts: list[str] = []
    waiting, above = 0, False
    for position, line in enumerate(lines):
        if not line.text:
            above = False
            continue
        known = _label_of(line.text, forms)
        if known == "either":
            known = "other" if _is_organisations(lines, position, forms) else "contact"
        label = known == "contact"
        if label:
            labels.add(line)
            value = _value(line.text)
            texts.append(value)
            heading = _is_heading(line.text)
            waiting = waiting + (_MOST_VALUES if heading else 1) if not value else 0
        elif known:
            waiting, above = 0, False
            continue
        elif len(line.text) <= _WIDEST_VALUE and (waiting or (above and _NAME_ALONE.fullmatch(line.text))):
            values.add(line)
            texts.append(line.text)
            waiting = max(0, waiting - 1)
        else:
            waiting = 0
        above = label
    return ContactLines(frozenset(labels), frozenset(values), tuple(texts))


@lru_cache(maxsize=CACHED_LINES)  # most lines of a page stand on others too
def _label_of(text: str, forms: Sequence[Form]) -> str:
    """Whose label a line begins with: see `_slot`, and is_contact_label for one that is in no slot."""
    if _is_prose(text):
        return ""
    known = _slot(text, forms)
    return known or ("contact" if _may_be_label(text) and is_contact_label(text) else "")


def _may_be_label(text: str) -> bool:
    """Whether a line has a piece of a contact's label in its first letters: told fast, and not surely."""
    plain = skeleton(text[:_WIDEST]).encode("ascii", "ignore")
    letters = plain.translate(None, _NO_LETTERS).decode()
    return bool(_FRAGMENT.search(letters)) or letters.startswith(DETAILS) or letters[1:].startswith(DETAILS)


def _slot(text: str, forms: Sequence[Form]) -> str:
    """Whether a line stands in a slot of a form: "contact", "other", "either" where its label does not tell, or ""
    where in none."""
    label, colon, _ = text[:_WIDEST].partition(":")
    slot = _slot_of_label(label, forms)
    return slot or ("contact" if colon and _reads_like_either(fold_label(label), forms) else "")


@lru_cache(maxsize=4096)
def _slot_of_label(label: str, forms: Sequence[Form]) -> str:
    keys = _keys(fold_label(label), forms)
    kinds = {"contact" if key.startswith("contact.") else "other" for key in keys}
    return "either" if len(kinds) > 1 else next(iter(kinds), "")


def _keys(label: str, forms: Sequence[Form]) -> list[str]:
    """The slots of a label, given without case and spaces."""
    return [form.slots[index].key for form in forms for index in form.by_text.get(label, ())]


def _reads_like_either(label: str, forms: Sequence[Form]) -> bool:
    """Whether a label that is misspelt could be one that an organisation and a person have."""
    return any(fuzz.ratio(each, label, score_cutoff=_ALIKE) for each in _either(forms))


@lru_cache(maxsize=16)
def _either(forms: Sequence[Form]) -> frozenset[str]:
    labels = {text for form in forms for text in form.by_text}
    return frozenset(each for each in labels if _slot_of_label(each, forms) == "either")


def _is_organisations(lines: Sequence[Line], position: int, forms: Sequence[Form]) -> bool:
    """Whether a label that persons have too is the organisation's: it stands between two of the organisation's own.

    Where that is not sure, it is the person's.
    """
    around = (range(position - 1, -1, -1), range(position + 1, len(lines)))
    return all(_is_beside_organisations([lines[each].text for each in places], forms) for places in around)


def _is_beside_organisations(texts: Sequence[str], forms: Sequence[Form]) -> bool:
    """Whether the first label is one that only the organisation has; one line with a value may stand before it."""
    for text in islice(filter(None, texts), 2):
        if keys := _keys(fold_label(text.partition(":")[0]), forms):
            return any(key.startswith("applicant.") for key in keys) and not any(
                key.startswith("contact.") for key in keys
            )
        if ":" in text:
            return False
    return False


def is_contact_label(text: str) -> bool:
    """Whether a line begins with a label of a contact person, or is short and names one.

    >>> is_contact_label("Hankkeen yhteyshenkilon nimi: Maija"), is_contact_label("• Yhteys henkilön puhelin 040")
    (True, True)
    >>> is_contact_label("Hankkeen nimi: Polku työhön")
    False
    >>> is_contact_label("Hankkeessa on projektipäällikkö. " + 3 * "Sen toteuttaa Havuniemen Pajat Oy. ")
    False
    """
    if _is_prose(text):
        return False
    head, separator = _head(text)
    letters = "".join(_LETTERS.findall(head))
    if separator and letters in DETAILS:
        return True
    if not _FRAGMENT.search(letters):
        return False
    if separator and len(letters) <= _WIDEST_LABEL and _names_person(letters, PERSONS + ROLES):
        return True
    if len(text) > _WIDEST:
        return False
    if _opens(letters) or (_names_person(letters, PERSONS) and _has_details(text)):
        return True
    # a sentence may say that a manager works in the project, and name a company beside
    return len(text) <= _WIDEST_VALUE and _names_person(letters, ROLES) and _has_details(text)


def _is_prose(text: str) -> bool:
    return len(text) > _WIDEST and ":" not in text[:_WIDEST]


def _head(text: str) -> tuple[str, bool]:
    """The plain letters of what stands before the first separator, and whether there is one."""
    text = _MARKS.sub("", text[:_WIDEST].casefold())
    found = _SEPARATOR.search(text, 3)
    return skeleton(text[: found.start()] if found else text), found is not None


@lru_cache(maxsize=65_536)
def _names_person(letters: str, words: tuple[str, ...]) -> bool:
    if len(letters) < 6:
        return False
    return any(
        fuzz.partial_ratio(word, letters, score_cutoff=_ALIKE) >= _ALIKE
        for word in words
        if len(letters) > len(word) - 3
    )


def _opens(letters: str) -> bool:
    """Whether a line without a colon is a heading or a label, or begins with the two words of one."""
    if not _FRAGMENT.search(letters, 0, _WIDEST_OPENING):
        return False
    for opening, size in _OPENINGS:
        if fuzz.ratio(letters[:size], opening, score_cutoff=_ALIKE):
            rest = letters[size:]
            if len(rest) < 24 or any(rest.lstrip("n").startswith(each[:5]) for each in DETAILS):
                return True
    return False


def _has_details(text: str) -> bool:
    return any(emails(text)) or any(phones(text)) or bool(_NAMED.search(text))


def _value(text: str) -> str:
    """What stands beside a label; the whole line where no sign sets the two apart."""
    found = _SEPARATOR.search(text, 3)
    value = text[found.end() :] if found else ("" if _opens_only(text) else text)
    return value.strip(" -–—.:|>*_\"'")


def _opens_only(text: str) -> bool:
    letters = "".join(_LETTERS.findall(_head(text)[0]))
    return _opens(letters) and not _has_details(text) and not re.search(r"\d{4}|\s[A-ZÅÄÖ]", text[12:])


def _is_heading(text: str) -> bool:
    letters = "".join(_LETTERS.findall(_head(text)[0]))
    return any(fuzz.ratio(letters, word) >= _ALIKE for word in PERSONS)
