"""Enquiries: what somebody asked or reported, by telephone or without a name on a page, and what was answered."""
