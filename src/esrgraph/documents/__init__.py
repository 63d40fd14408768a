"""Bytes of a file to a page of lines, whatever the format."""
