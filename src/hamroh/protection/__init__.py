"""What people tell us, and what is done about it.

enquiries   reports without a name, calls and questions; replies
complaints  a card for each kind of complaint
"""
