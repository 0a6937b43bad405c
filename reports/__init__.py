"""Findings into the weekly report for category teams. Pure: frames in, a Report out, bytes from a Report."""
