"""Files of persons and cases out of other programs, and into them: tried, compared, applied, undone; given away whole."""
