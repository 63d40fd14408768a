"""Many documents to one graph: captures read in parallel, kept from build to build, and put together."""
