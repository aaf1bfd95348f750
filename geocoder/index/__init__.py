"""The index: built from checked tables, stored as Arrow files, opened with mmap, never pickled."""

from geocoder.index.build import IndexSources, build_index
from geocoder.index.gazetteer import Gazetteer
from geocoder.index.shard import Shard
from geocoder.index.store import OpenIndex, index_problems, open_index

__all__ = [
    "Gazetteer",
    "IndexSources",
    "OpenIndex",
    "Shard",
    "build_index",
    "index_problems",
    "open_index",
]
