"""Lines of a page to a project: every field with its text, line and state."""
