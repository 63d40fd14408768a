"""pySHACL as the referee."""
