"""Network and files in: exports people bring, public pages within their rules."""
