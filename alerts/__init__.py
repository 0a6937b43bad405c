"""Findings and factory profiles in, alerts out; pure. Holds its contract today, no alert yet."""
