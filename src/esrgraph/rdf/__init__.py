"""RDF without a subject matter: terms, IRIs, serializations, the store, and what the ontology declares."""
