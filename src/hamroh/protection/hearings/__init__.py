"""Hearings of cases: each has an owner and a reminder; the calendar of the desk by week, and what is missing before and after."""
