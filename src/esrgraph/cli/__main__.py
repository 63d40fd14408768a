"""`python -m esrgraph.cli`."""

from esrgraph.cli import main

main()
