"""The SPARQL endpoint: protocol, killable processes, limits, service description, editor."""
