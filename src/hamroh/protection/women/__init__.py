"""Who asks for a woman is answered by a woman first, where one said that she answers."""
