"""A pushed release asked where it was pushed to: the triples over the network, all else from its folder."""

from esrgraph.stores.remote.folder import PushedFolder, PushedRelease
from esrgraph.stores.remote.remote_store import RemoteGraph, connect

__all__ = ["PushedFolder", "PushedRelease", "RemoteGraph", "connect"]
