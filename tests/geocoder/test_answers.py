"""Doors and result columns on arrays, against their slow twins `place_number` and `ResultMaker`."""

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from geocoder import Geocoder
from geocoder.batch.answered import MUNICIPALITY, NOT_FOUND, SKIPPED, STREET, Answers
from geocoder.batch.answers import answer_table
from geocoder.batch.doors import EXACT, NONE, PLACED, find_numbers, have_numbers
from geocoder.batch.numbers import Numbers
from geocoder.decide import Candidate
from geocoder.index.shard import REP_BITS, Shard
from geocoder.match.number import has_number, place_number
from geocoder.results import NEAR_NUMBERS, Result
from geocoder.results import NOT_FOUND as NOT_FOUND_RESULT
from geocoder.results import SKIPPED as SKIPPED_RESULT
from geocoder.score import Evidence
from geocoder.types import HouseNumber, Hypothesis, PlaceCandidate, StreetMatch
from refdata.tables import RESULT

REPS = ["", "a", "b", "bis", "ter"]
VALUES = st.one_of(st.integers(0, 40), st.sampled_from([60, 61, 4999, 5000, 5001, 9001]))
STREETS = st.lists(
    st.lists(st.tuples(VALUES, st.integers(0, len(REPS) - 1)), max_size=9), min_size=1, max_size=5
)
SUFFIXES = st.sampled_from(["", "b", "bis", "t", "c", "z", "quater"])
NUMBERS = st.one_of(
    st.none(), st.builds(HouseNumber, VALUES, SUFFIXES, st.one_of(st.none(), VALUES))
)


def _shard(streets):
    """The arrays of a shard that numbers are looked for in."""
    coded = [sorted({value << REP_BITS | rep for value, rep in street}) for street in streets]
    codes = np.array([c for street in coded for c in street], np.uint32)
    rows = np.arange(len(codes))
    lonlat = np.stack([7_000_000 + rows * 977 % 501, 48_000_000 - rows * rows], 1).astype(np.int32)
    return SimpleNamespace(
        meta={"reps": REPS},
        number_code=codes,
        number_ptr=np.cumsum([0, *map(len, coded)]).astype(np.int32),
        number_lonlat=lonlat,
        number_points=lambda rows, _streets: lonlat[rows],
    )


def _obvious(shard, street, number):
    """What `ResultMaker.street` makes of `place_number`."""
    place = place_number(shard, street, number) if number else None
    if place and place.how == "nearest":
        found = int(shard.number_code[place.neighbour]) >> REP_BITS
        place = None if abs(found - number.value) > NEAR_NUMBERS else place
    if place is None:
        return NONE, -1, (0.0, 0.0)
    return EXACT if place.is_exact else PLACED, place.neighbour, place.lonlat


@given(STREETS, st.lists(NUMBERS, min_size=1, max_size=30))
def test_doors_are_where_place_number_puts_them(streets, asked):
    shard, numbers = _shard(streets), Numbers.of(asked)
    pairs = [(s, n) for s in range(len(streets)) for n in range(len(asked))]
    street, which = (np.array(x) for x in zip(*pairs, strict=True))

    doors = find_numbers(shard, street, numbers, which)

    points = map(tuple, doors.lonlat.tolist())
    found = list(zip(doors.how.tolist(), doors.row.tolist(), points, strict=True))
    assert found == [_obvious(shard, s, asked[n]) for s, n in pairs]
    has = have_numbers(shard, street, numbers, which)
    assert has.tolist() == [
        asked[n] is not None and has_number(shard, s, asked[n]) for s, n in pairs
    ]


def test_nothing_asked_finds_nothing():
    shard, nothing = _shard([[(1, 0)]]), np.zeros(0, np.int64)

    assert len(find_numbers(shard, nothing, Numbers.of([]), nothing).how) == 0
    assert find_numbers(shard, np.array([0]), Numbers.of([None]), np.array([0])).row.tolist() == [
        -1
    ]


def _one(geocoder, departments, answers, at, number) -> Result:
    """The slow twin: one answer, by `ResultMaker`."""
    level, row = int(answers.level[at]), int(answers.row[at])
    score, following = float(answers.score[at]), float(answers.score_next[at])
    next_score = None if np.isnan(following) else following
    if level == MUNICIPALITY:
        return geocoder.maker.municipality(row, score, next_score)
    if level != STREET:
        return NOT_FOUND_RESULT if level == NOT_FOUND else SKIPPED_RESULT
    match = StreetMatch(departments[answers.department[at]], row, 0.0, "exact")
    candidate = Candidate(
        PlaceCandidate(-1, 1.0), Hypothesis(None, number, 0.0, ""), match, Evidence(0, 0, 0, 0)
    )
    return geocoder.maker.street(candidate, score, next_score)


def _draw_answers(data, geocoder, departments, count, asked):
    answers = Answers.nothing(count)
    for at in range(count):
        level = data.draw(
            st.sampled_from([STREET, STREET, STREET, MUNICIPALITY, NOT_FOUND, SKIPPED])
        )
        rank = data.draw(st.integers(0, len(departments) - 1))
        shard = geocoder.index.shards[departments[rank]]
        of_level = len(shard.street_kind if level == STREET else geocoder.index.gazetteer.codes)
        answers.level[at], answers.department[at] = level, rank
        answers.row[at] = data.draw(st.integers(0, of_level - 1))
        answers.number[at] = data.draw(st.integers(0, len(asked) - 1))
        answers.score[at] = data.draw(st.floats(0, 1))
        answers.score_next[at] = data.draw(st.one_of(st.just(np.nan), st.floats(0, 1)))
    return answers


@given(st.data(), st.lists(NUMBERS, min_size=1, max_size=8), st.integers(0, 12))
def test_columns_hold_what_the_result_maker_gives(geocoder: Geocoder, data, asked, count):
    departments = geocoder.departments
    answers = _draw_answers(data, geocoder, departments, count, asked)

    table = answer_table(geocoder.index, departments, Numbers.of(asked), answers)

    assert table.schema.equals(RESULT.schema)
    rows = [
        _one(geocoder, departments, answers, at, asked[answers.number[at]]).as_row()
        for at in range(count)
    ]
    assert table.equals(pa.Table.from_pylist(rows, schema=RESULT.schema))


def test_an_id_that_is_not_made_of_its_parts_is_kept(geocoder: Geocoder, monkeypatch):
    department = geocoder.departments[0]
    shard = geocoder.index.shards[department]
    monkeypatch.setitem(shard.number_exceptions, 1, "odd")
    answers, number = Answers.nothing(2), HouseNumber(int(shard.number_code[1]) >> REP_BITS)
    answers.level[:] = STREET, NOT_FOUND

    table = answer_table(geocoder.index, [department], Numbers.of([number]), answers)

    assert table["result_id"].to_pylist() == ["odd", None]


def test_columns_of_a_department_that_is_not_there_are_not_read(geocoder: Geocoder):
    shard = Shard(geocoder.index.path / "nowhere.arrow")
    index = SimpleNamespace(shards={"00": shard}, gazetteer=geocoder.index.gazetteer)

    table = answer_table(index, ["00"], Numbers.of([]), Answers.nothing(1))

    assert table["result_status"].to_pylist() == ["not-found"]
