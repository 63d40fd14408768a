"""Processes that answer queries and can be killed."""
