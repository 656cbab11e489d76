"""Joins the rooms into one site: settings, addresses, the program a web server calls."""
