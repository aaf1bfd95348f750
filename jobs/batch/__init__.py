"""Geocoding of a file of any of three formats, every row back in order."""
