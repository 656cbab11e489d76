"""The plan of shifts: who is on the line when, so that a caller is promised nothing that nobody will keep."""
