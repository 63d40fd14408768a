"""A release into a SPARQL store elsewhere: loaded beside what is there, counted, then switched to."""

from esrgraph.sparql.login import Login
from esrgraph.stores.push.push import Pushed, PushOptions, count_triples, push, release_graph
from esrgraph.stores.push.store_server import Server, find_addresses

__all__ = [
    "Login",
    "PushOptions",
    "Pushed",
    "Server",
    "count_triples",
    "find_addresses",
    "push",
    "release_graph",
]
