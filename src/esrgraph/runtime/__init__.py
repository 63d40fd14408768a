"""Running work: in parallel processes, with progress shown and times taken."""
