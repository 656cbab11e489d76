"""Who works where, in which roles, with which training; and how they sign in."""
