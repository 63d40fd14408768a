"""Pages with more of one thing than any real page has, and how the work on them grows."""

import re
from collections.abc import Callable
from itertools import product

import growth
from conftest import EXAMPLES
from esrgraph.documents.reader import Document
from esrgraph.ingest.capture import Capture, capture
from esrgraph.rdf.iris import HERE

PAGE = (EXAMPLES / "S39001.txt").read_text(encoding="utf-8")


def prose(text: str) -> str:
    return PAGE.replace("Lisäksi kohderyhmään", f"{text}\n\nLisäksi kohderyhmään", 1)


def field(label: str, text: str) -> str:
    return re.sub(rf"^({re.escape(label)}):.*$", lambda found: f"{found[1]}: {text}", PAGE, count=1, flags=re.MULTILINE)


def names(count: int) -> list[str]:
    syllables = [a + b for a, b in product("klmnprstv", "aeiou")]
    return ["".join(parts).capitalize() for parts in product(syllables, repeat=3)][:count]


def read(page: str) -> Capture:
    return capture(Document("page.txt", page.encode("utf-8", "surrogatepass")), HERE)


def require_growth(worst: Callable[[int], str], size: int) -> None:
    """Four times as much on a page takes about four times as long."""
    read(PAGE)
    growth.require_growth(read, worst(size), worst(4 * size))
