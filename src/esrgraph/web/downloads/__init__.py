"""A release and its files: dataset description, downloads, history, feeds of changes."""
