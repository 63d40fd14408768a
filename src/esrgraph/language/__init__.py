"""Which language a text is in, and what the forms of Finnish words have in common."""

LANGUAGES = ("fi", "sv", "en")
"""The languages of everything here that people read; the first is the one where nothing else is said."""
