"""Which language a text is in, and what the forms of Finnish words have in common."""
