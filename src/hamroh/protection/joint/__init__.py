"""Joint rooms: organisations, or the commissioners of two states, work on one case in the fields that its person agreed to."""
