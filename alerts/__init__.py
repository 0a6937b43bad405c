"""Demands, factory profiles and answers in, alerts out with their reasons; pure."""
