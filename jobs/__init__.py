"""The only room that knows all rooms: settings, wiring, one job a file."""
