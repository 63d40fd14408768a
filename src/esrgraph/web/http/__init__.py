"""Frame of every response: language, words, page, headers, negotiation, refusals."""
