"""Tables of queries: each distinct query is answered once, rows come back in their order.

Most addresses are plain: one commune, one reading, one street that an exact key finds. Those are
answered on arrays (`plain`, `lookup`, `doors`, `columns`); the others one by one, by the same
`Decider` that answers a search. Both ways give the same bytes: tests/geocoder/test_batch.py.
"""

from geocoder.batch.table import geocode_table

__all__ = ["geocode_table"]
