"""A trafficking case as one row of the Human Trafficking Case Data Standard 2.0, out and in."""
