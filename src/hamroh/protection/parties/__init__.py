"""Parties: employers, places of work, intermediaries and others whom cases name; what is said of them, and what a court found."""
