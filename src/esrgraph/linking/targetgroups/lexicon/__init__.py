"""Words: tokens, spelling, and the patterns that name target groups."""
