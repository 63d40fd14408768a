"""Shapes compiled to SPARQL: what SHACL Core and SHACL-SPARQL ask, as one SELECT a constraint over a whole store."""
