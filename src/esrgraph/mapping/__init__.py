"""A project and its links to RDF."""
