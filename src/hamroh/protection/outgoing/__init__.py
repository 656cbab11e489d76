"""What is said to people first: by telephone, SMS, messenger or letter, and only in the ways that they allowed."""
