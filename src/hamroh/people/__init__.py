"""Persons, the organisations that help them, and the staff who may see what.

directory   organisations, their services and opening hours
staff       who works where, in which roles; training; sign-in
walls       who may see what: doors of pages, files of persons, breaking the glass
persons     the files of persons, sealed part by part
"""
