"""What was tried in vain at the doors, counted by the hour, and who is told of it."""
