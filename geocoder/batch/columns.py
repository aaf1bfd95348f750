"""Result columns of plain queries, built as Arrow arrays; the same values as `results.ResultMaker`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geocoder.batch.doors import EXACT, NONE, PLACED, Doors
from geocoder.index import Gazetteer, Shard
from geocoder.index.shard import REP_BITS
from geocoder.results import NEAR_NUMBERS
from geocoder.types import HouseNumber, ResultType, Status
from geocoder.vocabulary import department_contexts
from refdata.tables import RESULT

I64 = npt.NDArray[np.int64]


@dataclass(slots=True)
class Answered:
    """Plain queries of one department: street, scores, number asked and door, all (n,)."""

    streets: I64
    score: npt.NDArray[np.float64]
    score_next: npt.NDArray[np.float64]
    """NaN without a runner-up."""
    numbers: list[HouseNumber | None]
    which: I64
    doors: Doors


def result_table(
    shard: Shard, gazetteer: Gazetteer, department: str, answered: Answered
) -> pa.Table:
    """The answers of one department, as the contract `resultat`."""
    doors, streets = answered.doors, answered.streets
    _leave_far_numbers(shard, answered)
    names = shard.streets.take(pa.array(streets))
    communes = pa.array(shard.meta["communes"], pa.string()).take(
        pa.array(shard.street_commune[streets])
    )
    rows = pa.array([gazetteer.row_of[c] for c in shard.meta["communes"]], pa.int64())
    rows = rows.take(pa.array(shard.street_commune[streets]))
    city = gazetteer.table["name"].combine_chunks().take(rows)
    written = _written(shard, answered)
    line = _joined([written, names["name"].combine_chunks()])
    postcode = _postcodes(shard, gazetteer, answered, names["postcode"].combine_chunks(), rows)
    lonlat = np.where(
        (doors.how == NONE)[:, None], shard.street_lonlat[streets] / 1e6, doors.lonlat
    )
    nothing = pa.nulls(len(streets), pa.string())
    columns = {
        "longitude": pa.array(lonlat[:, 0]),
        "latitude": pa.array(lonlat[:, 1]),
        "result_score": pa.array(answered.score),
        "result_score_next": pa.array(answered.score_next, from_pandas=True),
        "result_label": _joined([line, postcode, city]),
        "result_type": _types(shard, answered),
        "result_id": _identifiers(shard, answered, names["id"].combine_chunks()),
        "result_housenumber": pc.if_else(pc.equal(written, ""), None, written),
        "result_name": line,
        "result_street": names["name"].combine_chunks(),
        "result_postcode": postcode,
        "result_city": city,
        "result_context": pa.array(
            [department_contexts().get(department, department)] * len(streets)
        ),
        "result_citycode": communes,
        "result_oldcitycode": names["old_code"].combine_chunks(),
        "result_oldcity": names["old_name"].combine_chunks(),
        "result_district": nothing,
        "result_status": pa.array([str(Status.OK)] * len(streets), pa.string()),
    }
    arrays = [columns[c.name].cast(c.type) for c in RESULT.columns]
    return pa.Table.from_arrays(arrays, schema=RESULT.schema)


def _leave_far_numbers(shard: Shard, answered: Answered) -> None:
    """A number far beyond the last one is the street's answer, not its neighbour's."""
    doors = answered.doors
    for at in np.flatnonzero(doors.how == PLACED).tolist():
        number = answered.numbers[answered.which[at]]
        row = int(doors.row[at])
        nearest = int(shard.number_code[row]) >> REP_BITS
        is_neighbour = np.array_equal(doors.lonlat[at], shard.number_lonlat[row] / 1e6)
        if number and is_neighbour and abs(nearest - number.value) > NEAR_NUMBERS:
            doors.how[at] = NONE


def _joined(parts: list[pa.Array]) -> pa.Array:
    """Join texts with a space, leaving out the empty and the null ones."""
    filled = [pc.fill_null(p, "") for p in parts]
    joined = pc.binary_join_element_wise(*filled, " ")
    return pc.utf8_trim(pc.replace_substring(joined, "  ", " "), " ")


def _written(shard: Shard, answered: Answered) -> pa.Array:
    """Numbers as BAN writes them where it has them, as asked where they are placed; else empty."""
    doors = answered.doors
    known = doors.how == EXACT
    code = np.zeros(len(doors.row), np.int64)
    code[known] = shard.number_code[doors.row[known]]
    reps = pa.array(shard.meta["reps"]).take(pa.array(code & ((1 << REP_BITS) - 1)))
    exact = _joined([pa.array(code >> REP_BITS).cast(pa.string()), reps])
    asked = pa.array([str(n) if n else "" for n in answered.numbers] or [""], pa.string())
    asked = asked.take(
        pa.array(answered.which if len(answered.numbers) else np.zeros(len(code), int))
    )
    placed = pc.if_else(pa.array(doors.how == PLACED), asked, "")
    return pc.if_else(pa.array(known), exact, placed)


def _postcodes(
    shard: Shard, gazetteer: Gazetteer, answered: Answered, of_street: pa.Array, communes: pa.Array
) -> pa.Array:
    """Postcode of the number or its neighbour, else of the street, else of the commune."""
    doors = answered.doors
    near = doors.how != NONE
    row = np.zeros(len(near), np.int64)
    row[near] = shard.number_postcode[doors.row[near]]
    own = pa.array(shard.meta["postcodes"]).take(pa.array(row))
    of_commune = gazetteer.table["postcode"].combine_chunks().take(communes)
    found = pc.if_else(pc.equal(own, ""), of_street, own)
    found = pc.coalesce(pc.if_else(pc.equal(found, ""), None, found), of_commune)
    return pc.if_else(pc.equal(found, ""), None, found)


def _types(shard: Shard, answered: Answered) -> pa.Array:
    """Level of each answer."""
    names = [
        ResultType.STREET,
        ResultType.LOCALITY,
        ResultType.INTERPOLATION,
        ResultType.HOUSENUMBER,
    ]
    how = answered.doors.how.astype(np.int64)
    kind = np.where(how == NONE, shard.street_kind[answered.streets].astype(np.int64), how + 1)
    return pa.array([str(n) for n in names]).take(pa.array(kind))


def _identifiers(shard: Shard, answered: Answered, streets: pa.Array) -> pa.Array:
    """BAN id of the number where it has it, else of the street."""
    doors = answered.doors
    known = doors.how == EXACT
    code = np.zeros(len(doors.row), np.int64)
    code[known] = shard.number_code[doors.row[known]]
    value = pc.utf8_lpad(pa.array(code >> REP_BITS).cast(pa.string()), 5, "0")
    reps = pa.array([f"_{r}" if r else "" for r in shard.meta["reps"]])
    suffix = reps.take(pa.array(code & ((1 << REP_BITS) - 1)))
    full = pc.binary_join_element_wise(streets, value, "_")
    full = pc.binary_join_element_wise(full, suffix, "")
    identifiers = pc.if_else(pa.array(known), full, streets)
    if shard.number_exceptions.keys().isdisjoint(doors.row[known].tolist()):
        return identifiers
    listed = identifiers.to_pylist()
    for at in np.flatnonzero(known).tolist():
        listed[at] = shard.number_exceptions.get(int(doors.row[at]), listed[at])
    return pa.array(listed, pa.string())
