"""Stores elsewhere: a release loaded into one, and a site served from one."""
