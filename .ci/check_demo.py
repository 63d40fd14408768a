"""Asks a running demo for its first page and every project's data, and fails unless all of it is there."""

import re
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

from pyoxigraph import RdfFormat, parse

PROJECTS = 14


def main(base: str) -> None:
    """Check the demo at `base`."""
    page = first_page(base).decode()
    links = re.findall(r'href="/(data/project/[^"]+\.(?:ttl|jsonld))"', page)
    assert len(links) == 2 * PROJECTS, f"{len(links)} data links on the first page, not {2 * PROJECTS}"
    for link in links:
        form = RdfFormat.TURTLE if link.endswith("ttl") else RdfFormat.JSON_LD
        content = urlopen(base + link).read()
        assert len(list(parse(content, format=form, base_iri=base))) > 20, f"{link} says next to nothing"
    print(f"The demo answers: {len(links)} descriptions of {PROJECTS} projects")


def first_page(base: str) -> bytes:
    """The first page, once the server is up; gives up after a minute."""
    for _ in range(240):
        try:
            content: bytes = urlopen(base).read()
            return content
        except URLError:
            time.sleep(0.25)
    sys.exit(f"Nothing answers at {base}")


if __name__ == "__main__":
    main(sys.argv[1])
