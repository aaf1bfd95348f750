"""Noisy queries whose answer is known, drawn from the tables of a reference.

Nothing of the geocoder is imported here: its tables and its typo models would measure themselves.
"""
