"""The contract `resultat` made of answers in arrays, each column at once.

The same values as `results.ResultMaker` gives one by one: tests/geocoder/test_answers.py.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geocoder.batch.answered import SKIPPED, Answers
from geocoder.batch.gathered import TYPES, Gathered, gather
from geocoder.batch.numbers import Numbers
from geocoder.batch.written import Written
from geocoder.index import Gazetteer, OpenIndex
from geocoder.types import ResultType, Status
from geocoder.vocabulary import department_contexts
from refdata.tables import RESULT

I64 = npt.NDArray[np.int64]
_COMMUNE = TYPES.index(ResultType.MUNICIPALITY)


def answer_table(
    index: OpenIndex, departments: Sequence[str], numbers: Numbers, answers: Answers
) -> pa.Table:
    """Put answers into the contract `resultat`, a row for each, in their order.

    `departments` are those that `answers.department` counts. A commune whose position is not known
    is not found.
    """
    found = gather(index, departments, numbers, answers)
    columns = {
        **_points_and_scores(found, answers),
        **_texts(index.gazetteer, numbers, found),
        "result_type": _picked([*TYPES, None], found.type),
        "result_status": _picked(
            [Status.OK, Status.NOT_FOUND, Status.SKIPPED], _status(found, answers)
        ),
        "result_district": pa.nulls(len(answers), pa.string()),
    }
    return pa.Table.from_arrays([columns[c.name] for c in RESULT.columns], schema=RESULT.schema)


def _status(found: Gathered, answers: Answers) -> I64:
    """0 where there is a place, 1 where nothing was found, 2 where nothing was asked (n,)."""
    lacking = np.where(answers.level == SKIPPED, 2, 1)
    return np.where(found.commune >= 0, 0, lacking)


def _picked(texts: Sequence[str | None], rows: npt.NDArray[np.integer]) -> pa.Array:
    """One of a few texts for each row (n,)."""
    return pa.array([None if t is None else str(t) for t in texts], pa.string()).take(
        pa.array(rows)
    )


def _points_and_scores(found: Gathered, answers: Answers) -> dict[str, pa.Array]:
    """Columns of numbers; null where nothing is found."""
    lacking = found.commune < 0
    mask = lacking if lacking.any() else None
    score, following = (a.astype(np.float32) for a in (answers.score, answers.score_next))
    return {
        "longitude": pa.array(found.lonlat[:, 0], mask=mask),
        "latitude": pa.array(found.lonlat[:, 1], mask=mask),
        "result_score": pa.array(score, mask=mask),
        "result_score_next": pa.array(following, mask=lacking | np.isnan(following)),
    }


def _texts(gazetteer: Gazetteer, numbers: Numbers, found: Gathered) -> dict[str, pa.Array]:
    """Columns of text; null where nothing is found."""
    file = gazetteer.file
    lacking = found.commune < 0
    communes = pa.array(found.commune, mask=lacking if lacking.any() else None)
    written = Written.of(numbers, found)
    line = written.before(found.names.take(found.place))
    of_street = np.where(found.type < _COMMUNE, found.place, 0)
    return {
        "result_label": pc.binary_join_element_wise(line, _towns(gazetteer, found), ""),
        "result_id": _identifiers(written, found),
        "result_housenumber": written.column,
        "result_name": line,
        "result_street": found.names.take(of_street),
        "result_postcode": found.postcodes.take(found.postcode),
        "result_city": file.column("name").take(communes),
        "result_context": _contexts(gazetteer).take(communes),
        "result_citycode": file.column("code").take(communes),
        "result_oldcitycode": found.old_codes.take(found.old_code),
        "result_oldcity": found.old_names.take(found.old_name),
    }


def _towns(gazetteer: Gazetteer, found: Gathered) -> pa.Array:
    """What follows a street in its label, ` 67000 Strasbourg`; empty where a commune answers (n,).

    Written once for each distinct postcode and commune.
    """
    names = gazetteer.file.column("name")
    is_street = found.type < _COMMUNE
    pairs = np.where(is_street, found.postcode * len(names) + found.commune, -1)
    encoded = pa.array(pairs).dictionary_encode()
    distinct = encoded.dictionary.to_numpy()
    postcodes = found.postcodes.take(np.maximum(distinct, 0) // len(names))
    towns = names.take(pa.array(distinct % len(names)))
    texts = pc.binary_join_element_wise("", postcodes, towns, " ", null_handling="skip")
    return pc.if_else(pa.array(distinct < 0), "", texts).take(encoded.indices)


def _identifiers(written: Written, found: Gathered) -> pa.Array:
    """BAN ids: of the number where BAN has it, of the street, of the commune (n,)."""
    made = written.behind(found.ids.take(found.place))
    if not found.kept_ids:
        return made
    mask = np.zeros(len(made), bool)
    mask[list(found.kept_ids)] = True
    kept = [found.kept_ids[at] for at in np.flatnonzero(mask).tolist()]
    return pc.replace_with_mask(made, pa.array(mask), pa.array(kept, pa.string()))


def _contexts(gazetteer: Gazetteer) -> pa.Array:
    """`67, Bas-Rhin, Grand Est` for each commune of the gazetteer."""
    encoded = gazetteer.file.column("department").dictionary_encode()
    known = department_contexts()
    contexts = [known.get(d, d) for d in encoded.dictionary.to_pylist()]
    return pa.array(contexts, pa.string()).take(encoded.indices)


__all__ = ["Answers", "answer_table"]
