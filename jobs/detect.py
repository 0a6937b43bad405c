"""Signals of a day, from what was known then."""
