"""Text in, mentions, relations and labels out. Pure: no database, no network, no clock."""
