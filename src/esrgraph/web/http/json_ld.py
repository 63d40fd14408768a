"""What a page says to search engines: nodes in the terms of schema.org, in a script element."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from markupsafe import Markup


def linked_data(*nodes: Mapping[str, Any]) -> Markup:
    """Nodes in the terms of schema.org as JSON-LD that can stand within a script element; None values are left out."""
    graph = [{name: value for name, value in node.items() if value not in (None, [], "")} for node in nodes]
    text = orjson.dumps({"@context": "https://schema.org", "@graph": graph}).decode()
    for each in "<>&\u2028\u2029":
        text = text.replace(each, f"\\u{ord(each):04x}")
    return Markup(text)  # noqa: S704 - nothing is left in it that HTML would read
