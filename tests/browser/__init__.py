"""The website as people meet it: in a browser, on a phone, with a screen reader, without scripts."""
