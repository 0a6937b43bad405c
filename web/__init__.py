"""Pages and API over a home, for reading; only answers and disputes are taken down. Sees store and domain."""
