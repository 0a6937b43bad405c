"""Findings in, picks for marketing out; pure. Holds its contract today, no pick yet."""
