"""The one place that knows the order in which a release is made."""
