"""A pushed release asked where it was pushed to: the triples over the network, all else from its folder."""

from esrgraph.upstream.connections import Upstream
from esrgraph.upstream.folder import PushedFolder, PushedRelease
from esrgraph.upstream.graph import RemoteGraph

__all__ = ["PushedFolder", "PushedRelease", "RemoteGraph", "Upstream"]
