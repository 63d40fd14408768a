"""What tells one release's description from another's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.prefixes import term_of
from esrgraph.rdf.vocabulary import Xsd
from esrgraph.record import NATURES
from esrgraph.release.dataset.statements import DatasetFacts

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_ATTRIBUTION = "http://purl.org/adms/licencetype/Attribution"
"""What kind of licence that is, in the vocabulary of ADMS."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A release as its description names it: `created` in UTC; publisher and contact as the operator gave them (or
    ""), the contact an e-mail address or the address of a web page; `nature` is one of `record.NATURES`."""

    release: str
    previous: str | None
    created: datetime
    iris: Iris
    publisher: str = ""
    contact: str = ""
    nature: str = NATURES[0]

    @property
    def issued(self) -> Literal:
        """When it was made."""
        return Literal(self.created.isoformat(timespec="seconds"), datatype=Xsd.dateTime)

    @property
    def host(self) -> str:
        """The service by its address: what there is to name it by where the operator gives no name."""
        return urlsplit(self.iris.base).netloc

    def publisher_in(self, facts: DatasetFacts) -> NamedNode:
        """State who publishes."""
        node = self.iris.within_dataset("agent", "publisher")
        return facts.add(node, {"a": term_of("foaf:Agent"), "foaf:name": self.publisher or self.host})

    def contact_in(self, facts: DatasetFacts) -> NamedNode | None:
        """State whom to ask; None where the operator does not say."""
        if not self.contact:
            return None
        is_page = self.contact.startswith(("http://", "https://"))
        way = "vcard:hasURL" if is_page else "vcard:hasEmail"
        address = NamedNode(self.contact if is_page else f"mailto:{self.contact}")
        node = self.iris.within_dataset("agent", "contact")
        return facts.add(node, {"a": term_of("vcard:Kind"), "vcard:fn": self.publisher or self.host, way: address})

    def licence_in(self, facts: DatasetFacts) -> NamedNode:
        """State the licence of the data."""
        kind = facts.add_concept(_ATTRIBUTION, "Attribution")
        return facts.add(NamedNode(LICENCE), {"a": term_of("dct:LicenseDocument"), "dct:type": kind})
