"""Every IRI of the graph, both ways: the one place that knows how a thing's key becomes its name below BASE."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urlsplit

from pyoxigraph import NamedNode

from esrgraph.errors import InputError

NAMED = "/id/organisation/named/"
"""Stands in the IRI of an organisation that is known by its name alone."""
DEFAULT_BASE = "http://localhost:8000/"


@dataclass(frozen=True, slots=True)
class Iris:
    """The IRIs below one base, which ends in a slash.

    >>> Iris().thing("project", "S22580").value
    'http://localhost:8000/id/project/S22580'
    """

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        parts = urlsplit(self.base)
        if parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"[\s<>\"{}|\\^`?#]", self.base):
            raise InputError(
                f"The base IRI {self.base!r} is not an absolute http or https IRI without query and fragment"
            )
        if "@" in parts.netloc or not _is_port(parts):
            raise InputError(f"The base IRI {self.base!r} has a user or a wrong port before its path; leave it out")
        if not self.base.isascii():
            raise InputError(f"The base IRI {self.base!r} has letters beyond ASCII; write it as {_in_ascii(self.base)}")
        if re.search(r"//|/\.{1,2}(?:/|$)", parts.path):
            raise InputError(f"The base IRI {self.base!r} has an empty or dotted part in its path; leave it out")
        if not self.base.endswith("/"):
            object.__setattr__(self, "base", f"{self.base}/")

    def thing(self, kind: str, key: str) -> NamedNode:
        """The IRI of a thing: `kind` as in `project`, `key` its key within the kind, which may have steps.

        >>> Iris().thing("organisation", "named/tuuliharjun-kehitys-oy").value
        'http://localhost:8000/id/organisation/named/tuuliharjun-kehitys-oy'
        """
        return _thing(self.base, kind, key)

    def part(self, whole: NamedNode, name: str) -> NamedNode:
        """The IRI of a thing that exists only within another: `...#applicant`."""
        return NamedNode(f"{whole.value}#{_quoted(name, '-._~')}")

    def project(self, code: str) -> NamedNode:
        """A project, by its code."""
        return self.thing("project", code)

    def organisation(self, business_id: str | None, code: str, position: int) -> NamedNode:
        """An organisation by its business ID; one without a right ID stands apart, by project code and position."""
        if business_id is None:
            return NamedNode(f"{self.base}id/organisation/unidentified/{quote(code)}-{position}")
        return self.thing("organisation", business_id)

    def named_organisation(self, name: str) -> NamedNode:
        """An organisation of which a list gives the name alone, by its letters and digits in lower case.

        >>> Iris().named_organisation("Tuuliharjun  Kehitys OY").value
        'http://localhost:8000/id/organisation/named/tuuliharjun-kehitys-oy'
        """
        key = "-".join(re.findall(r"\w+", unicodedata.normalize("NFC", name).casefold()))
        return NamedNode(f"{self.base.removesuffix('/')}{NAMED}{quote(key)}")

    def concept(self, scheme: str, notation: str) -> NamedNode:
        """A concept of a scheme, by its notation: `status`, `active`."""
        return self.thing(scheme, notation)

    @property
    def dataset(self) -> NamedNode:
        """The dataset that all graphs below this base belong to, whatever the release."""
        return NamedNode(f"{self.base}dataset")

    def within_dataset(self, kind: str, key: str) -> NamedNode:
        """What belongs to the dataset as a whole: a `distribution` by its file, a `release` by its id."""
        return NamedNode(f"{self.dataset.value}/{kind}/{quote(key, safe='-._~')}")

    def graph(self, name: str) -> NamedNode:
        """A named graph of the store: `changes`, `dataset`."""
        return NamedNode(f"{self.base}graph/{name}")

    def page(self, iri: str) -> str:
        """The address of the HTML page about a thing."""
        return iri.partition("#")[0].replace(f"{self.base}id/", f"{self.base}page/", 1)

    def data(self, iri: str, suffix: str) -> str:
        """The address of the data about a thing, in the format that a suffix names (`ttl`, `jsonld`, `nt`, `rdf`)."""
        return f"{iri.partition('#')[0].replace(f'{self.base}id/', f'{self.base}data/', 1)}.{suffix}"

    def parse(self, iri: str) -> tuple[str, str] | None:
        """Kind and key of a thing below this base, or None for any other IRI.

        >>> Iris().parse("http://localhost:8000/id/organisation/2454377-1")
        ('organisation', '2454377-1')
        """
        start = f"{self.base}id/"
        kind, slash, key = iri.removeprefix(start).partition("/") if iri.startswith(start) else ("", "", "")
        return (kind, unquote(key.partition("#")[0])) if slash and key else None


@lru_cache(maxsize=16_384)  # concepts and places recur, and a project is the subject of much
def _thing(base: str, kind: str, key: str) -> NamedNode:
    return NamedNode(f"{base}id/{kind}/{_quoted(key, '-._~/')}")


@lru_cache(maxsize=4096)  # the parts of projects, and most of what they name, are called alike
def _quoted(text: str, safe: str) -> str:
    return quote(text, safe=safe)


def _is_port(parts: SplitResult) -> bool:
    """Whether there is a port that can be, or none."""
    try:
        return parts.port != 0
    except ValueError:
        return False


def _in_ascii(iri: str) -> str:
    """An IRI as the URI that names the same (RFC 3987, section 3.1): the host in IDNA, the rest percent-encoded.

    >>> _in_ascii("https://Tietoja.Työllisyys.example:8000/ääni/")
    'https://Tietoja.xn--tyllisyys-17a.example:8000/%C3%A4%C3%A4ni/'
    """
    host = urlsplit(iri).netloc
    try:
        plain = host.encode("idna").decode()
    except UnicodeError:
        plain = quote(host)
    before, _, after = iri.partition(host)
    return quote(f"{before}{plain}{after}", safe=":/@!$&'()*+,;=~%[]-._")


def web_address(text: str | None) -> NamedNode | None:
    """An address on the web as an IRI; None where it is none, so that one bad link spoils no graph.

    >>> web_address("https://www.example.fi/a"), web_address("http://[x"), web_address("about:blank")
    (<NamedNode value=https://www.example.fi/a>, None, None)
    """
    if text is None or not is_web_address(text):
        return None
    try:
        return NamedNode(text)
    except ValueError:
        return None


def is_web_address(text: str) -> bool:
    """Whether a text is an address on the web whose host is plain to see: nothing stands before it that could be taken
    for it.

    >>> is_web_address("https://www.example.fi/a"), is_web_address("https://localhost:8000@evil.example/")
    (True, False)
    >>> is_web_address("http:///x"), is_web_address("javascript:alert(1)")
    (False, False)
    """
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises ValueError where there is none that can be
    except ValueError:
        return False
    is_whole = parts.hostname and "@" not in parts.netloc and "\\" not in text
    return text.startswith(("http://", "https://")) and bool(is_whole)


HERE = Iris()
"""The IRIs of a server on this machine: what a graph is given when nobody says where it will be published."""
