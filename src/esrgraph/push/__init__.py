"""A release into a SPARQL store elsewhere: loaded beside what is there, counted, then switched to."""

from esrgraph.push.login import Login
from esrgraph.push.push import Options, Pushed, push
from esrgraph.push.server import Server, find_addresses

__all__ = ["Login", "Options", "Pushed", "Server", "find_addresses", "push"]
