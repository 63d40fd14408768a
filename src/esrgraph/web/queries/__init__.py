"""The query catalogue over HTTP."""
