"""A release for assistants, over the Model Context Protocol: tools and resources that answer in compact text."""

from __future__ import annotations

from importlib.util import find_spec

from esrgraph.errors import InputError


def require_sdk() -> None:
    """Raise InputError where the library that speaks the protocol is missing, or is one of before its names changed."""
    if find_spec("mcp") is None or find_spec("mcp.server.mcpserver") is None:
        raise InputError("The Model Context Protocol needs a library; install it with: pip install 'esrgraph[mcp]'")
