"""Attachments: pictures, papers and texts that came with a report or a call, or were added to a case.

cleaning    makes a file anew, in a process of its own with bounds
intake      what is taken: kind, length, number; cleaned and looked at by the virus scanner
clamd       the virus scanner, where there is one

They are kept in the database, sealed under the key of the enquiry or of the person: docs/decisions says why not as files.
"""
