"""One module a format: its bytes to lines."""
