"""Days on which an office or a travelling consul receives people, and turns that are taken for them without a name."""
