"""What reading says of a problem, in English, to what a report adds of it to a rule's message, in every language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from esrgraph.language import LANGUAGES
from esrgraph.language.locales import Locale

_Wordings = tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]

_NAME = re.compile(r"\\{(\w+)\\}")
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")
_WITHIN = ("expected", "format", "reason")
"""Names of what has a wording of its own."""
_QUOTES = {"en": "“”"}


def quoted(text: str, language: str) -> str:
    """A text in the quotation marks of a language.

    >>> quoted("Koski", "fi"), quoted("Koski", "en")
    ('”Koski”', '“Koski”')
    """
    marks = _QUOTES.get(language, "””")
    return f"{marks[0]}{text}{marks[1]}"


@lru_cache(maxsize=4096)
def details(message: str, remedy: str) -> Mapping[str, str]:
    """What a problem's message and remedy say beyond the rule of its kind, by language; nothing where they do not.

    >>> details("The text '80,5' is not a whole number", "Correct it at the source")["fi"]
    'Sivulla lukee ”80,5”, mutta siinä pitäisi olla kokonaisluku.'
    """
    found = ((language, _worded(f"{message}. {remedy}.", "said", language)) for language in LANGUAGES)
    return {language: text for language, text in found if text}


def elsewhere(others: Sequence[str]) -> Mapping[str, str]:
    """That other projects say otherwise, by language; nothing where none does."""
    text = ", ".join(others)
    return {language: _worded(text, "elsewhere", language) or "" for language in LANGUAGES if text}


def counted(number: int) -> Mapping[str, str]:
    """How many things a finding tells of, by language."""
    return {language: _worded(str(number), "counted", language) or "" for language in LANGUAGES}


def told(text: str, language: str) -> str:
    """A reason or a notice in a language; as it is where one of its sentences has no wording.

    >>> told("The file is empty. Capture the page again.", "sv")
    'Filen är tom. Spara sidan på nytt.'
    """
    sentences = [_worded(each, "told", language) for each in _SENTENCE.split(text)]
    return text if None in sentences else " ".join(map(str, sentences))


def _worded(text: str, section: str, language: str) -> str | None:
    """A text by the first wording that it fits; None where it, or what it says was expected, fits none."""
    for pattern, wording in _wordings()[section]:
        if found := pattern.fullmatch(text):
            values = {name: _value(name, value, section, language) for name, value in found.groupdict().items()}
            if None not in values.values():
                return wording[language].format(**values)
    return None


def _value(name: str, value: str, section: str, language: str) -> str | None:
    if name in _WITHIN:
        return _worded(value, name, language)
    if name == "sentence":
        return (_worded(f"{value}.", "told", language) or "").removesuffix(".") or None
    if section == "expected":
        return _QUOTED.sub(lambda found: quoted(found[1] or found[2], language), value)
    if _DAY.fullmatch(value):
        return Locale(language).day(value)
    return value[1:-1] if value[:1] in "'\"" and value[:1] == value[-1:] else value


@cache
def _wordings() -> Mapping[str, _Wordings]:
    table = tomllib.loads((Path(__file__).parent / "wording.toml").read_text(encoding="utf-8"))
    return {
        section: tuple((_pattern(each["source"]), each) for each in wordings) for section, wordings in table.items()
    }


def _pattern(source: str) -> re.Pattern[str]:
    """The pattern of the texts that a source stands for; a number has no spaces in it."""
    escaped = re.escape(source).replace(r"\{number\}", r"(?P<number>\S+)")
    return re.compile(_NAME.sub(r"(?P<\1>.+?)", escaped), re.DOTALL)
