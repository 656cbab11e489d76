"""What work pays: published figures by kind of work, region and day, and the least that the law allows."""
