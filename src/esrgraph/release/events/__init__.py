"""A release and those before it to the events of its part of the stream of changes (LDES), in pages that stay."""

from esrgraph.release.events.announced import Announced, announced
from esrgraph.release.events.write import PAGE, write_events

__all__ = ["PAGE", "Announced", "announced", "write_events"]
