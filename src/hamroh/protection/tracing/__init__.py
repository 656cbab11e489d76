"""Family contact by consent: a relative asks, the person sought is asked first, and what they do not wish is not told."""
