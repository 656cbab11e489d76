"""The public check: is this agency licensed on this day?"""
