"""Handing a shift over: what is open, on one sheet, written by who leaves and confirmed by who comes."""
