"""The index: built from checked tables, stored as .npy and Arrow, opened with mmap, never pickled."""

from geocoder.index.build import IndexSources, build_index
from geocoder.index.gazetteer import Gazetteer
from geocoder.index.shard import Shard
from geocoder.index.store import OpenIndex, open_index

__all__ = ["Gazetteer", "IndexSources", "OpenIndex", "Shard", "build_index", "open_index"]
