"""A release's description of the dataset to who publishes it, and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

from esrgraph.rdf.prefixes import NAMESPACES
from esrgraph.rdf.vocabulary import Foaf
from esrgraph.web.linked_data.described import DCAT, DCT, describe_dataset
from esrgraph.web.memory import remembered
from esrgraph.web.site import Opened

_VCARD = NAMESPACES["vcard"]


@dataclass(frozen=True, slots=True)
class Operator:
    """Who publishes a release; `contact` is an e-mail address or a web address, with `href` to reach it. Both are ""
    where the operator gave none."""

    name: str
    contact: str
    href: str


@remembered(most=1)
def operator_of(opened: Opened) -> Operator:
    """The operator, as the description of the dataset names it."""
    about = describe_dataset(opened)
    publisher = about.node(opened.iris.dataset, f"{DCT}publisher")
    contact = about.node(opened.iris.dataset, f"{DCAT}contactPoint")
    href = about.text(contact, f"{_VCARD}hasEmail") or about.text(contact, f"{_VCARD}hasURL")
    return Operator(about.text(publisher, f"{Foaf.NAMESPACE}name"), href.removeprefix("mailto:"), href)
