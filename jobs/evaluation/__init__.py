"""Quality against known answers."""
