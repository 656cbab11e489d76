"""The files of persons: each part of one sealed apart, under a key that is the person's own."""
