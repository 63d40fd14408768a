"""The HTTP side: pages and data over the current release, read-only."""
