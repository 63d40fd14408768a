"""Clauses and phrases of a sentence."""
