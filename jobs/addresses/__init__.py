"""The address base in people's hands: sheets of doubtful addresses out, decisions in."""
