"""Errors of the geocoder, each one sentence that ends with what to do."""

from __future__ import annotations

from pathlib import Path


class GeocoderError(Exception):
    """Something is wrong with an index or a call; a low score is a result, not an error."""


class IndexMissingError(GeocoderError):
    """There is no index where one was to be opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path}: no geocoder index here; run `cigogne index` to build it")


class IndexDamagedError(GeocoderError):
    """An index file is truncated, altered, of another version, or not the one its manifest names."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path, self.problem = path, problem
        super().__init__(f"{path}: {problem}; run `cigogne index --rebuild` to build it again")


class QueryTableError(GeocoderError, ValueError):
    """A table of queries has no usable column, or one of another type than text."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"{problem}; give columns among those of the contract `requete`")
