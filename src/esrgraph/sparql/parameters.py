"""The text of a parameter's value to the RDF term it stands for, if it is one that the parameter's type allows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from pyoxigraph import Literal, NamedNode, Variable

from esrgraph.errors import InputError, ParameterError
from esrgraph.language import LANGUAGES
from esrgraph.linking.concept_names import Concept, Names
from esrgraph.linking.schemes import Schemes, load_schemes
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Xsd
from esrgraph.sparql.catalogue import CONCEPTS, Parameter, QueryFile
from esrgraph.sparql.tokens import variables

Term = NamedNode | Literal
LONGEST = 200
"""Characters in a value."""
_FEW = 20
"""A list of notations that a message gives in full."""


class _Refused(Exception):
    """The value is not one of the type; the message says what is."""


def bind(query: QueryFile, given: Mapping[str, str], iris: Iris) -> dict[Variable, Term]:
    """The terms of all parameters: of the values that are given, and of the defaults of the others. Those that are
    optional and have no value have no term.

    Raises:
        ParameterError: a value is not one that its type allows (it says what is), or there is none and no default.
        InputError: the query has no such parameter.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    unknown = sorted(given.keys() - known.keys())
    if unknown:
        has = f"it has {', '.join(known)}" if known else "it has none"
        raise InputError(f"The query {query.name} has no parameter {unknown[0]}; {has}")
    unused = sorted(known.keys() - variables(query.text))
    if unused:
        raise InputError(f"{query.source}: the parameter {unused[0]} is declared, but the query has no ?{unused[0]}")
    values = ((each, given.get(each.name, each.default)) for each in query.parameters)
    return {Variable(each.name): _bind_value(each, value, iris) for each, value in values if value or not each.optional}


def _bind_value(parameter: Parameter, text: str | None, iris: Iris) -> Term:
    if text is None:
        raise ParameterError(parameter.name, f"it has no default: give it a value ({parameter.type})")
    try:
        return to_term(parameter.type, text, iris)
    except _Refused as refused:
        shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
        raise ParameterError(parameter.name, f"{shown!r} is not allowed; {refused}") from None


def to_term(kind: str, text: str, iris: Iris) -> Term:
    """The term that a value of one of `catalogue.TYPES` stands for, a concept's below the base of `iris`."""
    if len(text) > LONGEST:
        raise _Refused(f"a value has at most {LONGEST} characters")
    if kind in CONCEPTS:
        return iris.concept(CONCEPTS[kind], _notation(kind, text))
    return LITERALS[kind](text)


def _string(text: str) -> Literal:
    if not text.isprintable():
        raise _Refused("it takes text without line breaks and control characters")
    return Literal(text)


def _integer(text: str) -> Literal:
    if not re.fullmatch(r"[+-]?[0-9]{1,15}", text):
        raise _Refused("it takes a whole number of at most 15 digits, as 10")
    return Literal(str(int(text)), datatype=Xsd.integer)


def _decimal(text: str) -> Literal:
    if not re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,4})?", text):
        raise _Refused("it takes a number with at most 15 digits and 4 decimals after a point, as 1000 or 12.5")
    return Literal(f"{(Decimal(text) + 0).normalize():f}", datatype=Xsd.decimal)  # no negative zero


def _date(text: str) -> Literal:
    refused = _Refused("it takes a day as YYYY-MM-DD, as 2018-08-01")
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise refused
    try:
        return Literal(date.fromisoformat(text).isoformat(), datatype=Xsd.date)
    except ValueError:
        raise refused from None


def _language(text: str) -> Literal:
    if text not in LANGUAGES:
        raise _Refused(f"it takes one of {', '.join(LANGUAGES)}")
    return Literal(text)


def _code(text: str) -> Literal:
    from esrgraph.extraction.forms import FORMS  # with all that reads pages, which no query process needs

    if not any(form.code.fullmatch(text) for form in FORMS):
        raise _Refused("it takes a project code, as S22580 or, of 2007-2013, S10289")
    return Literal(text)


def _business_id(text: str) -> Literal:
    from esrgraph.language.finnish import parse_business_id  # with all phone numbers, which no query process needs

    number = parse_business_id(text)
    if number is None:
        raise _Refused("it takes a business ID: seven digits, a hyphen and the right check digit, as 2454377-1")
    return Literal(number)


LITERALS: Mapping[str, Callable[[str], Literal]] = {
    "string": _string,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "lang": _language,
    "code": _code,
    "business-id": _business_id,
}


def _names(kind: str, schemes: Schemes) -> Names:
    return {
        "municipality": schemes.municipalities,
        "sub-region": schemes.sub_regions,
        "region": schemes.regions,
        "authority": schemes.authorities,
        "target-group": schemes.target_groups,
        "objective": schemes.objectives,
        "axis": schemes.axes,
        "organisation-type": schemes.organisation_types,
        "status": schemes.statuses,
        "period": schemes.periods,
        "fund": schemes.funds,
    }[kind]


def _notation(kind: str, text: str) -> str:
    names = _names(kind, load_schemes())
    if text in names.by_notation:
        return text
    few = len(names.by_notation) <= _FEW
    choice = names.by_notation.values() if few else _near(names, text)
    listed = ", ".join(f"{each.notation} ({each.label})" for each in choice)
    which = f"one of {listed}" if few else f"as {listed}; the query 'codes' lists them"
    raise _Refused(f"it takes the code of a {names.kind}, {which}")


def _near(names: Names, text: str) -> list[Concept]:
    """The concepts that the text is a name of, the code of without its zeros, or looks like a name or code of; failing
    that, the first one."""
    known = list(names.by_notation.values())
    cut = [each for each in known if text and each.notation.lstrip("0") == text]
    words = {word: each for each in known for word in (each.label, each.notation)}
    near = [words[word] for word in get_close_matches(text, words, cutoff=0.75)]
    return list(names.concepts_named(text)) or cut or near or known[:1]
