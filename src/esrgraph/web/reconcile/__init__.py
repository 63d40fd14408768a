"""The Reconciliation Service API 0.2 of the W3C's Entity Reconciliation Community Group, over the current release."""

from esrgraph.web.reconcile.routes import routes

__all__ = ["routes"]
