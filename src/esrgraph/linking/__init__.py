"""Names on a page to the concepts, places and organisations that they mean."""
