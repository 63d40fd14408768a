"""Lines of a page, or rows of an official list, to projects: every field with its text, line and state."""
