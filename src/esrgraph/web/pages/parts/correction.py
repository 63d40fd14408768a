"""A page that may hold an error to a letter to the publisher that says which page it is, and of which release."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from esrgraph.web.downloads.publisher import operator_of
from esrgraph.web.http.words import SiteWords
from esrgraph.web.site import Opened


@dataclass(frozen=True, slots=True)
class Correction:
    """Whom to tell of an error: `href` is a letter begun, or the publisher's page; "" where no contact is known."""

    href: str
    contact: str


def correction(opened: Opened, words: SiteWords, name: str, title: str, seen: Iterable[tuple[str, str]]) -> Correction:
    """The letter about the page of a thing; `seen` is what the page shows, by what it is called."""
    operator = operator_of(opened)
    if not operator.href.startswith("mailto:"):
        return Correction(operator.href, operator.contact)
    body = "\r\n".join(
        [
            *(f"{label}: {value}" for label, value in seen if value),
            f"{words('kinds_release')}: {opened.release.id}",
            "",
            words("correction_wrong"),
            "",
            words("correction_right"),
            "",
        ]
    )
    subject = words("correction_subject", name=name, title=title)
    return Correction(
        f"{operator.href}?subject={quote(subject, safe='')}&body={quote(body, safe='')}", operator.contact
    )
