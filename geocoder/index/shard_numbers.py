"""The numbers of a department: read, sorted by street, and written in half their bytes.

What is written is exact: a position is the 16-bit difference from its street's point (and its high
part for the few that are further), a number's postcode is its street's unless it is listed, a
repetition is listed where there is one. `Shard` puts the plain arrays together again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geocoder.index.coded import I64, Coded, coded
from geocoder.index.container import smallest
from geocoder.index.shard import REP_BITS

if TYPE_CHECKING:
    from geocoder.index.shard_names import Streets

I32 = npt.NDArray[np.int32]
_MICRO = 1e6
ADDRESS_COLUMNS = [
    "id", "id_voie", "numero", "rep", "nom_voie", "nom_afnor", "alias", "code_postal",
    "code_insee", "code_insee_ancienne_commune", "nom_ancienne_commune", "nom_commune",
    "libelle_acheminement", "lon", "lat",
]  # fmt: skip
"""Columns of ADRESSE that an index is built from."""
REPEATING = [c for c in ADDRESS_COLUMNS if c not in ("id", "numero", "lon", "lat")]
"""Those whose texts repeat: they are read as dictionaries."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Addresses with a position, each id once, in the order of ids (n,)."""

    id: pa.StringArray
    way: Coded
    value: I64
    rep: Coded
    name: Coded
    afnor: Coded
    alias: Coded
    postcode: Coded
    commune: Coded
    old_code: Coded
    old_name: Coded
    commune_name: Coded
    postal_town: Coded
    lonlat: I32
    """Millionths of a degree (n, 2)."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """Numbers by street: rows of `Numbers` (n,), their streets (n,), numbers of each street (s,)."""

    order: I64
    street: I64
    count: I64


def read_numbers(addresses: pa.Table) -> Numbers:
    """The usable rows of ADRESSE, which is sorted by id."""
    kept = addresses.select(ADDRESS_COLUMNS)
    if kept["lon"].null_count or kept["lat"].null_count:
        kept = kept.filter(pc.and_(pc.is_valid(kept["lon"]), pc.is_valid(kept["lat"])))
    identifiers = kept["id"].combine_chunks()
    again = pc.equal(identifiers[1:], identifiers[:-1])
    if pc.any(again).as_py():
        kept = kept.filter(pa.concat_arrays([pa.array([True]), pc.invert(again)]))
    text = {name: coded(kept[name]) for name in REPEATING}
    lonlat = np.stack([kept["lon"].to_numpy(), kept["lat"].to_numpy()], axis=1)
    return Numbers(
        id=kept["id"].combine_chunks(),
        way=text["id_voie"],
        value=kept["numero"].to_numpy().astype(np.int64),
        rep=_lower(text["rep"]),
        name=text["nom_voie"],
        afnor=text["nom_afnor"],
        alias=text["alias"],
        postcode=text["code_postal"],
        commune=text["code_insee"],
        old_code=text["code_insee_ancienne_commune"],
        old_name=text["nom_ancienne_commune"],
        commune_name=text["nom_commune"],
        postal_town=text["libelle_acheminement"],
        lonlat=np.rint(lonlat * _MICRO).astype(np.int32),
    )


def _lower(rep: Coded) -> Coded:
    """Repetitions in lower case, sorted: their code is their rank."""
    lowered = [str(v).lower() for v in rep.values.to_pylist()]
    ranked = sorted(set(lowered))
    rank = np.array([ranked.index(v) for v in lowered] + [-1], np.int64)
    return Coded(rank[rep.codes], pa.array(ranked, pa.string()))


def sorted_rows(numbers: Numbers, streets: Streets) -> Sorted:
    """Numbers in the order of their streets, then of their codes, then of their ids."""
    row = streets.of_way[numbers.way.codes]
    code = (numbers.value << REP_BITS) | (numbers.rep.codes + 1)
    order = np.argsort((row << 32) | code, kind="stable")
    return Sorted(order, row[order], np.bincount(row, minlength=len(streets.commune)))


def street_points(numbers: Numbers, streets: Streets, ranked: Sorted, own: I32) -> I32:
    """Point of each street (s, 2): its address nearest to the mean of all, or the lieu-dit's `own`."""
    points = np.zeros((len(streets.commune), 2), np.int32)
    points[streets.of_place[streets.of_place >= 0]] = own[streets.of_place >= 0]
    if not len(ranked.order):
        return points
    lonlat, row = numbers.lonlat[ranked.order], ranked.street
    count = np.maximum(ranked.count, 1)
    mean = np.stack([np.bincount(row, lonlat[:, at], len(count)) / count for at in (0, 1)], axis=1)
    gap = lonlat - mean[row]
    gap[:, 0] *= np.cos(np.radians(lonlat[:, 1] / _MICRO))
    distance = (gap**2).sum(axis=1)
    starts = np.flatnonzero(np.concatenate(([True], row[1:] != row[:-1])))
    least = np.repeat(np.minimum.reduceat(distance, starts), ranked.count[row[starts]])
    nearest = np.flatnonzero(distance == least)
    street, first = np.unique(row[nearest], return_index=True)
    points[street] = lonlat[nearest[first]]
    return points


def number_columns(
    numbers: Numbers, streets: Streets, ranked: Sorted, points: I32
) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """Columns of the sorted numbers, and what goes with them in the metadata."""
    order, row = ranked.order, ranked.street
    rep = numbers.rep.codes[order] + 1
    repeated = np.flatnonzero(rep)
    columns = {
        "number_count": smallest(ranked.count),
        "number_value": smallest(numbers.value[order]),
        "repeated": smallest(repeated, len(row)),
        "repetition": smallest(rep[repeated]),
        **_positions(numbers.lonlat[order] - points[row]),
    }
    postcodes, own, of_street = _postcode_codes(numbers, streets)
    other = np.flatnonzero(own[order] != of_street[row])
    columns["other_postcode"] = smallest(other, len(row))
    columns["other_postcode_code"] = smallest(own[order][other], len(postcodes))
    meta = {
        "reps": ["", *numbers.rep.values.to_pylist()],
        "postcodes": postcodes,
        "exceptions": _exceptions(numbers, order),
    }
    return columns, meta


def _positions(gap: I32) -> dict[str, npt.NDArray[Any]]:
    """Differences (n, 2) as 16 bits, and the rest of those that need more."""
    flat = gap.ravel()
    low = flat.astype(np.int16)
    high = (flat - low) >> 16
    far = np.flatnonzero(high)
    return {
        "number_gap": low,
        "far": smallest(far, len(flat)),
        "far_high": high[far].astype(np.int16),
    }


def _postcode_codes(numbers: Numbers, streets: Streets) -> tuple[list[str], I64, I64]:
    """Every postcode, sorted behind an empty one; codes of the numbers, codes of the streets."""
    written = coded(streets.postcode)
    known = [*numbers.postcode.values.to_pylist(), *written.values.to_pylist()]
    ranked = ["", *sorted(set(known) - {""})]
    rank = {text: at for at, text in enumerate(ranked)}
    of_number = np.array([rank[v] for v in numbers.postcode.values.to_pylist()] + [0], np.int64)
    of_street = np.array([rank[v] for v in written.values.to_pylist()] + [0], np.int64)
    return ranked, of_number[numbers.postcode.codes], of_street[written.codes]


def _exceptions(numbers: Numbers, order: I64) -> dict[str, str]:
    """Ids that are not made of their parts, by row of the numbers put in `order`."""
    if not len(numbers.value):
        return {}
    values = pa.array(numbers.value).dictionary_encode()
    padded = pa.array([f"_{v:05d}" for v in values.dictionary.to_pylist()], pa.string())
    reps = pa.array([*(f"_{r}" for r in numbers.rep.values.to_pylist()), ""], pa.string())
    last = np.where(numbers.rep.codes < 0, len(reps) - 1, numbers.rep.codes)
    expected = pc.binary_join_element_wise(
        numbers.way.values.take(pa.array(numbers.way.codes)),
        padded.take(values.indices),
        reps.take(pa.array(last)),
        "",
    )
    odd = pc.not_equal(expected, numbers.id).to_numpy(zero_copy_only=False)[order]
    return {str(at): numbers.id[order[at]].as_py() for at in np.flatnonzero(odd).tolist()}
