"""One export format a file; found by crawlers/discovery.py."""
