"""Pages about the whole: front page, listings, quality, network, about."""
