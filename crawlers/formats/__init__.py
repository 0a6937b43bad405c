"""The forms that bytes of an export may have (CSV, JSON Lines, JSON, sheets, tables), read into records."""
