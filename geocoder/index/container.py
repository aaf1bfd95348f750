"""One file, many arrays: an Arrow file of one row whose columns are lists, read through a memory map.

Nothing is copied when it is opened: a numeric column is a view of the map, a text column an Arrow
array over it. A file is known by its size and its 128-bit xxh3 digest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import xxhash

from geocoder.errors import IndexDamagedError

META = b"cigogne"
"""Key of the schema's metadata that holds what is not an array, as JSON."""
_PIECE = 1 << 18
"""Bytes read at a time: they stay in a processor's cache until they are digested."""
Columns = Mapping[str, "npt.NDArray[Any] | pa.Array"]


@dataclass(frozen=True, slots=True)
class FileMark:
    """What a file must be: its bytes and the hexadecimal xxh3-128 digest of them."""

    bytes: int
    xxh3: str

    @classmethod
    def of(cls, path: Path) -> FileMark:
        """Mark of a file as it is now."""
        return cls(path.stat().st_size, digest_of(path))

    def check_size(self, path: Path) -> None:
        """Raise IndexDamagedError unless the file is there with as many bytes."""
        if not path.is_file():
            raise IndexDamagedError(path, "is missing")
        if (found := path.stat().st_size) != self.bytes:
            raise IndexDamagedError(path, f"has {found} bytes instead of {self.bytes}")

    def check(self, path: Path) -> pa.Buffer:
        """Return the file mapped; IndexDamagedError unless every byte is as it was written."""
        self.check_size(path)
        if digest_of(path) != self.xxh3:
            raise IndexDamagedError(path, "has been altered: its digest is not the manifest's")
        return mapped(path)


def digest_of(path: Path) -> str:
    """Hexadecimal xxh3-128 digest of a file, read piece by piece.

    Read through a map, every page of it would count as this process's memory.
    """
    digest, piece = xxhash.xxh3_128(), bytearray(_PIECE)
    with path.open("rb", buffering=0) as file:
        while got := file.readinto(piece):
            digest.update(memoryview(piece)[:got])
    return digest.hexdigest()


def mapped(path: Path) -> pa.Buffer:
    """The bytes of a file as a memory map; an empty buffer for an empty file, which cannot be mapped."""
    if not path.stat().st_size:
        return pa.py_buffer(b"")
    with pa.memory_map(str(path)) as source:
        return source.read_buffer()


def write_container(path: Path, columns: Columns, meta: Mapping[str, object]) -> None:
    """Write arrays of one dimension, each of its own length, and `meta` (JSON) to `path`."""
    arrays, fields = [], []
    for name, values in columns.items():
        array = values if isinstance(values, pa.Array) else pa.array(values)
        listed = pa.ListArray.from_arrays(pa.array([0, len(array)], pa.int32()), array)
        arrays.append(listed)
        fields.append(pa.field(name, listed.type))
    said = json.dumps(meta, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    schema = pa.schema(fields, metadata={META: said.encode()})
    batch = pa.record_batch(arrays, schema=schema)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        writer.write_batch(batch)


class Container:
    """An open file of arrays."""

    def __init__(self, path: Path, mark: FileMark | None) -> None:
        """Map `path`, checked against `mark`; IndexDamagedError when it is not that file."""
        data = mark.check(path) if mark else mapped(path)
        try:
            reader = pa.ipc.open_file(data)
            self._batch = reader.get_batch(0)
            self.meta: dict[str, Any] = json.loads(reader.schema.metadata[META])
        except (pa.ArrowInvalid, IndexError, KeyError, TypeError, ValueError) as error:
            raise IndexDamagedError(path, f"is not readable ({error})") from error

    def array(self, name: str) -> npt.NDArray[Any]:
        """A numeric column (n,), read-only."""
        values: npt.NDArray[Any] = self.column(name).to_numpy(zero_copy_only=True)
        return values

    def column(self, name: str) -> pa.Array:
        """A column as an Arrow array (n,)."""
        return self._batch.column(name).values


def smallest(values: npt.ArrayLike, top: int | None = None) -> npt.NDArray[Any]:
    """Whole numbers ≥ 0 in the narrowest unsigned type that holds them, or that holds `top`."""
    array = np.asarray(values)
    highest = top if top is not None else int(array.max(initial=0))
    return array.astype(np.min_scalar_type(highest))


__all__ = ["Columns", "Container", "FileMark", "mapped", "smallest", "write_container"]
