"""Files that people send: made anew, scanned, sealed in the database, and given out to be saved alone. Rooms say whose they are."""
