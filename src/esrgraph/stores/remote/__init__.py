"""A pushed release asked where it was pushed to: the triples over the network, all else from its folder."""

from esrgraph.stores.remote.folder import PushedFolder, PushedRelease
from esrgraph.stores.remote.graph import RemoteGraph, connect

__all__ = ["PushedFolder", "PushedRelease", "RemoteGraph", "connect"]
