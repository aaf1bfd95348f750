"""What result columns are made of, gathered from the shards: numbers and rows of text pools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geocoder.batch.answered import MUNICIPALITY, STREET, Answers
from geocoder.batch.doors import EXACT, NONE, PLACED, Doors, find_numbers
from geocoder.batch.numbers import Numbers
from geocoder.index import OpenIndex, Shard
from geocoder.index.shard import REP_BITS
from geocoder.types import ResultType

I64 = npt.NDArray[np.int64]
TYPES = (
    ResultType.STREET,
    ResultType.LOCALITY,
    ResultType.INTERPOLATION,
    ResultType.HOUSENUMBER,
    ResultType.MUNICIPALITY,
)
"""A street's own point by its kind, 0 or 1; then what `Doors.how` says, one further; communes last."""
NO_TYPE = len(TYPES)
REP_ROOM = 1 << 16
"""A number's key is its value times this, and the row of its repetition in the pool."""


@dataclass(slots=True)
class Pool:
    """Texts of several departments, one behind the other; row 0 is null."""

    parts: list[pa.Array] = field(default_factory=lambda: [pa.nulls(1, pa.string())])
    size: int = 1

    def add(self, texts: pa.Array) -> int:
        """Put texts behind the others; returns the row of the first."""
        first = self.size
        self.parts.append(texts)
        self.size += len(texts)
        return first

    def take(self, rows: I64) -> pa.Array:
        """Texts of rows (k,)."""
        whole = pa.concat_arrays(self.parts)
        if len(rows) and rows.min() > 0:  # half the time where nothing is null
            return whole[1:].take(pa.array(rows - 1))
        return whole.take(pa.array(rows))


@dataclass(slots=True)
class Gathered:
    """Of n answers, what their columns are made of; rows of pools, 0 for null, are (n,)."""

    lonlat: npt.NDArray[np.float64]
    """WGS84 degrees (n, 2); NaN without a place."""
    type: npt.NDArray[np.int8]
    """Row in `TYPES`; `NO_TYPE` without a place (n,)."""
    commune: I64
    """Row in the gazetteer; -1 without a place (n,)."""
    place: I64
    """Row in `names` and `ids`."""
    postcode: I64
    old_code: I64
    old_name: I64
    key: I64
    """Number that BAN has, as value and repetition; -1 without one (n,)."""
    asked: I64
    """Row in `Numbers` of a number that is placed; -1 without one (n,)."""
    kept_ids: dict[int, str] = field(default_factory=dict)
    """Ids that are not made of their parts, by answer."""
    names: Pool = field(default_factory=Pool)
    ids: Pool = field(default_factory=Pool)
    postcodes: Pool = field(default_factory=Pool)
    old_codes: Pool = field(default_factory=Pool)
    old_names: Pool = field(default_factory=Pool)
    reps: dict[str, int] = field(default_factory=dict)
    """Row of each repetition, as part of `key`."""

    @classmethod
    def nothing(cls, count: int) -> Gathered:
        """Nothing found for any of them."""
        commune, key, asked = (np.full(count, -1, np.int64) for _ in range(3))
        place, postcode, old_code, old_name = (np.zeros(count, np.int64) for _ in range(4))
        lonlat, kind = np.full((count, 2), np.nan), np.full(count, NO_TYPE, np.int8)
        return cls(lonlat, kind, commune, place, postcode, old_code, old_name, key, asked)


def gather(
    index: OpenIndex, departments: Sequence[str], numbers: Numbers, answers: Answers
) -> Gathered:
    """Look up every answer, a department at a time, and the communes."""
    found = Gathered.nothing(len(answers.level))
    streets = np.flatnonzero(answers.level == STREET)
    ranks = answers.department[streets].astype(np.int16)
    streets = streets[np.argsort(ranks, kind="stable")]
    stops = np.cumsum(np.bincount(ranks, minlength=len(departments)))
    for department, own in zip(departments, np.split(streets, stops[:-1]), strict=True):
        if len(own):
            shard = index.shards[department]
            doors = find_numbers(shard, answers.row[own], numbers, answers.number[own])
            _add_streets(found, shard, own, answers.row[own])
            _add_doors(found, shard, own, answers, doors)
            rows = np.array([index.gazetteer.row_of[c] for c in shard.meta["communes"]], np.int64)
            found.commune[own] = rows[shard.street_commune[answers.row[own]]]
    _add_communes(found, index, answers)
    return found


def _add_streets(found: Gathered, shard: Shard, own: I64, streets: I64) -> None:
    """Names, ids and former communes of answers `own`, which are `streets` of one shard; both (k,)."""
    rows = pa.array(streets)
    first = found.names.add(shard.file.column("street_name").take(rows))
    found.ids.add(shard.file.column("street_id").take(rows))
    found.place[own] = np.arange(first, first + len(own))
    for pool, codes, name in (
        (found.old_codes, found.old_code, "old_code"),
        (found.old_names, found.old_name, "old_name"),
    ):
        first = pool.add(shard.file.column(f"{name}_text"))
        code = shard.file.array(f"street_{name}")[streets].astype(np.int64)
        codes[own] = np.where(code > 0, first + code - 1, 0)


def _add_doors(found: Gathered, shard: Shard, own: I64, answers: Answers, doors: Doors) -> None:
    """Points, levels, postcodes and numbers of answers `own` of one shard (k,)."""
    streets = answers.row[own]
    is_street = doors.how == NONE
    found.lonlat[own] = doors.lonlat
    found.lonlat[own[is_street]] = shard.street_lonlat[streets[is_street]] / 1e6
    found.type[own] = np.where(is_street, shard.street_kind[streets], doors.how + 1)
    code = shard.street_postcode[streets].astype(np.int64)
    near = np.flatnonzero(~is_street)
    of_number = shard.number_postcodes(doors.row[near], streets[near])
    code[near] = np.where(of_number > 0, of_number, code[near])
    first = found.postcodes.add(pa.array(shard.meta["postcodes"], pa.string()))
    found.postcode[own] = np.where(code > 0, first + code, 0)
    placed = own[doors.how == PLACED]
    found.asked[placed] = answers.number[placed]
    _add_numbers(found, shard, own[doors.how == EXACT], doors.row[doors.how == EXACT])


def _add_numbers(found: Gathered, shard: Shard, own: I64, rows: I64) -> None:
    """Numbers that BAN has: answers `own` are `rows` of one shard's numbers; both (k,)."""
    reps = [found.reps.setdefault(r, len(found.reps)) for r in shard.meta["reps"]]
    code = shard.number_code[rows].astype(np.int64)
    rep = np.array(reps, np.int64)[code & ((1 << REP_BITS) - 1)]
    found.key[own] = (code >> REP_BITS) * REP_ROOM + rep
    if shard.number_exceptions:
        odd = np.flatnonzero(np.isin(rows, list(shard.number_exceptions)))
        for at, row in zip(own[odd].tolist(), rows[odd].tolist(), strict=True):
            found.kept_ids[at] = shard.number_exceptions[row]


def _add_communes(found: Gathered, index: OpenIndex, answers: Answers) -> None:
    """Communes that answer by themselves, and the postcodes of those that streets and numbers lack."""
    file = index.gazetteer.file
    lonlat = np.stack([file.column(n).to_numpy(zero_copy_only=False) for n in ("lon", "lat")], 1)
    own = np.flatnonzero(answers.level == MUNICIPALITY)
    own = own[~np.isnan(lonlat[answers.row[own]]).any(axis=1)]
    rows = answers.row[own]
    found.lonlat[own], found.commune[own] = lonlat[rows], rows
    found.type[own] = TYPES.index(ResultType.MUNICIPALITY)
    found.place[own] = found.names.add(file.column("name")) + rows
    found.ids.add(file.column("code"))
    postcodes = file.column("postcode")
    first = found.postcodes.add(pc.if_else(pc.equal(postcodes, ""), None, postcodes))
    lacking = np.flatnonzero((found.commune >= 0) & (found.postcode == 0))
    found.postcode[lacking] = first + found.commune[lacking]
