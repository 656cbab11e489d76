"""Reads an advertisement or a contract and says what to be careful of, by which words and which provision. It keeps nothing.

`signs.yaml` has what is looked for and how it is said, `words.yaml` the words by which a text is read; `reading` cuts it into
sentences; `checks` finds signs in them; `contracts` finds terms that are missing. Nothing found never means that an offer is safe, and
nobody is called guilty.
"""
