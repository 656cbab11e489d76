"""Signed codes on licences, certificates and posters: whoever holds the paper can verify it, without a line too."""
