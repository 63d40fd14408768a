"""Asks a running demo for all that its first page leads to and for the projects' data; fails unless it is there."""

import json
import re
import sys
import time
from html import unescape
from urllib.error import URLError
from urllib.request import urlopen

from pyoxigraph import RdfFormat, parse

PROJECTS = 22
FORMATS = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD}


def main(base: str) -> None:
    """Check the demo at `base`."""
    links = set(re.findall(r'<a href="/([^"#]+)"', first_page(base).decode()))
    assert len(links) > 30, f"{len(links)} links on the first page"
    for link in links:
        assert urlopen(base + unescape(link)).read(), f"{link} is empty"
    found = json.loads(urlopen(f"{base}search.json?kind=project&limit=100").read())["results"]
    assert len(found) == PROJECTS, f"{len(found)} projects are found, not {PROJECTS}"
    for code in (each["key"] for each in found):
        for suffix, form in FORMATS.items():
            content = urlopen(f"{base}data/project/{code}.{suffix}").read()
            facts = list(parse(content, format=form, base_iri=base))
            assert len(facts) > 20, f"{code}.{suffix} says next to nothing"
    print(f"The demo answers: {len(links)} links of its first page, {len(FORMATS)} formats of {PROJECTS} projects")


def first_page(base: str) -> bytes:
    """The first page, once the release is built and the server is up; gives up after five minutes."""
    until = time.monotonic() + 300
    while time.monotonic() < until:
        try:
            content: bytes = urlopen(base).read()
            return content
        except URLError:
            time.sleep(0.25)
    sys.exit(f"Nothing answers at {base}")


if __name__ == "__main__":
    main(sys.argv[1])
