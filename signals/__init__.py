"""Counts in, findings out: daily counts with coverage, what was to be expected, what rises. Pure."""
