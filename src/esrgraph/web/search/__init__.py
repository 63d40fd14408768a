"""Search: a page with facets, and the same results as JSON, CSV and Atom."""

from esrgraph.web.search.routes import routes

__all__ = ["routes"]
