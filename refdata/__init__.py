"""The reference world as checked tables: BAN, COG / geo API, ANS; and the demonstration world."""
