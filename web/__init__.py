"""Read-only pages and API over a home: sees store and domain only, binds to 127.0.0.1 by default."""
