"""What an operator asks of a server: whether it lives and is ready, its figures, and a line for each request."""
