"""The front door: questions, the answer, the paper and calendar to take along, and the law page by page."""
