"""Tables of queries: each distinct query is answered once, rows come back in their order.

A query is weighed on arrays with all the others, whatever its columns; what a text may name is read by the
parser where it is odd. A search gives the same answer: tests/geocoder/test_batch.py, test_beside.py.
"""

from geocoder.batch.table import geocode_table

__all__ = ["geocode_table"]
