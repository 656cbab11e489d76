"""Bribes that officials asked for: told in ticks without a name, published as patterns of eleven reports and more, and then erased."""
