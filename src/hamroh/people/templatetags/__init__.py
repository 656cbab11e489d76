"""Tags for the pages of this room."""
