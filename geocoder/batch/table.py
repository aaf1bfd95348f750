"""The way of a table: distinct queries, plain ones on arrays, the others one by one, rows again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geocoder.batch.choice import Asked, choose
from geocoder.batch.columns import Answered, result_table
from geocoder.batch.distinct import Groups, TextColumn, group, group_columns, query_columns
from geocoder.batch.doors import find_numbers, have_numbers
from geocoder.batch.lookup import NameKeys, find_streets
from geocoder.batch.plain import adds_nothing, plain_name
from geocoder.batch.processes import WORTH_IT, answer_in_processes, shares
from geocoder.decide import Decision
from geocoder.index import Shard
from geocoder.match.commune import names_commune
from geocoder.normalize import StreetName
from geocoder.parse import LineQuery, parse_number_field
from geocoder.results import FIELDS, Result
from geocoder.score import NUMBER_KNOWN, NUMBER_UNKNOWN, are_accepted, probabilities
from geocoder.types import HouseNumber, PlaceCandidate, PlaceQuery
from geocoder.vocabulary import way_types
from refdata.tables import RESULT

if TYPE_CHECKING:
    from geocoder.engine import Geocoder

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
PLACE = ("postcode", "city", "citycode", "cedex")
LINE = ("way_type", "street", "complement", "distribution")
NUMBER = ("number", "suffix")


@dataclass(slots=True)
class _Plain:
    """Plain queries: row among the distinct ones, department, local commune, and so on; all (n,)."""

    rows: I64
    department: I64
    commune: I64
    name: I64
    number: I64
    place: I64


def geocode_table(geocoder: Geocoder, table: pa.Table, processes: int = 1) -> pa.Table:
    """Answer every row of `table`; see `Geocoder.geocode_table`."""
    columns = query_columns(table)
    if not table.num_rows:
        return RESULT.empty()
    places, lines, numbers = (
        group_columns([columns[n] for n in part]) for part in (PLACE, LINE, NUMBER)
    )
    address = columns["address"]
    queries = group(
        [(g.of_row, len(g)) for g in (places, lines, numbers)]
        + [(address.codes, len(address.values))]
    )
    if processes > 1 and len(queries) >= WORTH_IT:
        parts = shares(columns["postcode"], queries.first_row, processes)
        if len(parts) > 1:
            distinct = table.take(pa.array(queries.first_row))
            answers = answer_in_processes(geocoder, distinct, parts)
            return answers.take(pa.array(queries.of_row))
    batch = Batch(geocoder, columns, places, lines, numbers)
    return batch.answer(queries).take(pa.array(queries.of_row))


class Batch:
    """One table on its way: the columns, and what is known of each distinct part."""

    def __init__(
        self,
        geocoder: Geocoder,
        columns: dict[str, TextColumn],
        places: Groups,
        lines: Groups,
        numbers: Groups,
    ) -> None:
        self._geocoder = geocoder
        self._columns = columns
        self._places, self._lines, self._numbers = places, lines, numbers
        self._departments = sorted(geocoder.index.shards)
        self._resolved: list[tuple[PlaceCandidate, ...]] = []

    def answer(self, queries: Groups) -> pa.Table:
        """Answers of the distinct queries, in their order."""
        rows = queries.first_row
        names, name_of_line = self._plain_lines()
        department, commune = self._plain_places()
        place, line = self._places.of_row[rows], self._lines.of_row[rows]
        has_address = np.array([bool(v.strip()) for v in self._columns["address"].values], bool)
        plain = (name_of_line[line] >= 0) & (department[place] >= 0)
        plain &= ~has_address[self._columns["address"].codes[rows]]
        at = np.flatnonzero(plain)
        chosen = _Plain(
            rows=at,
            department=department[place[at]],
            commune=commune[place[at]],
            name=name_of_line[line[at]],
            number=self._numbers.of_row[rows[at]],
            place=place[at],
        )
        done, parts = self._answer_plain(chosen, names)
        others = np.setdiff1d(np.arange(len(rows)), done, assume_unique=True)
        parts.append(self._answer_one_by_one(rows[others]))
        whole = pa.concat_tables(parts).combine_chunks()
        order = np.argsort(np.concatenate([done, others]), kind="stable")
        return whole.take(pa.array(order))

    def _plain_lines(self) -> tuple[list[StreetName], I64]:
        """Distinct plain names, and the name of each distinct line (-1 when it is not plain)."""
        names: dict[StreetName, int] = {}
        read: dict[tuple[str, str], StreetName | None] = {}
        out = np.full(len(self._lines), -1, np.int64)
        canonical = way_types().canonical
        for at, row in enumerate(self._lines.first_row.tolist()):
            way_type, street, complement, distribution = self._texts(LINE, row)
            if (street, way_type) not in read:
                read[street, way_type] = plain_name(street, way_type)
            name = read[street, way_type]
            if name is None:
                continue
            beside = name.way_type in canonical
            if adds_nothing(complement, beside_street=beside) and adds_nothing(
                distribution, beside_street=beside
            ):
                out[at] = names.setdefault(name, len(names))
        return list(names), out

    def _plain_places(self) -> tuple[I64, I64]:
        """Department and local commune row of each distinct place; -1 where several are possible."""
        department = np.full(len(self._places), -1, np.int64)
        commune = np.zeros(len(self._places), np.int64)
        rank = {d: i for i, d in enumerate(self._departments)}
        for at, row in enumerate(self._places.first_row.tolist()):
            query = PlaceQuery(*self._texts(PLACE, row))
            found = self._geocoder.decider.resolver.resolve(query)
            self._resolved.append(found)
            if len(found) != 1 or found[0].former or not names_commune(query):
                continue
            for name, local in self._geocoder.decider.shards_of(found[0].commune):
                department[at], commune[at] = rank[name], local
        return department, commune

    def _answer_plain(self, plain: _Plain, names: list[StreetName]) -> tuple[I64, list[pa.Table]]:
        """Rows that exact keys answer, and their answers, a department at a time."""
        keys = NameKeys(names)
        numbers = self._house_numbers()
        done, parts = [np.zeros(0, np.int64)], [RESULT.empty()]
        for rank, department in enumerate(self._departments):
            own = np.flatnonzero(plain.department == rank)
            if not len(own):
                continue
            shard = self._geocoder.index.shards[department]
            streets, likeness = find_streets(shard, plain.commune[own], plain.name[own], keys)
            hit = streets >= 0
            evidence, runner_up = self._sure_evidence(
                shard, streets, likeness, numbers, plain.number[own]
            )
            unsure = np.flatnonzero(~hit)
            rest = own[unsure]
            asked = Asked(plain.commune[rest], plain.name[rest], plain.number[rest])
            finder = self._geocoder.decider.finders[department]
            chosen = choose(finder, asked, names, numbers)
            streets[unsure], evidence[unsure] = chosen.street, chosen.evidence
            runner_up[unsure] = chosen.runner_up
            kept = np.flatnonzero((streets >= 0) & (are_accepted(evidence, runner_up)))
            score = probabilities(evidence[kept], runner_up[kept])
            following = probabilities(runner_up[kept], np.full(len(kept), np.nan))
            which = plain.number[own[kept]]
            doors = find_numbers(shard, streets[kept], numbers, which)
            answered = Answered(
                streets[kept], score, np.minimum(score, following), numbers, which, doors
            )
            gazetteer = self._geocoder.index.gazetteer
            parts.append(result_table(shard, gazetteer, department, answered))
            done.append(plain.rows[own[kept]])
            left = np.setdiff1d(np.arange(len(own)), kept, assume_unique=True)
            parts.append(self._municipalities(plain, own[left]))
            done.append(plain.rows[own[left]])
        return np.concatenate(done), parts

    @staticmethod
    def _sure_evidence(
        shard: Shard, streets: I64, likeness: F64, numbers: list[HouseNumber | None], which: I64
    ) -> tuple[F64, F64]:
        """Evidence of streets found by a sure key, and of their runners-up, of which there are none."""
        asked = np.array([n is not None for n in numbers], bool)[which]
        known = np.zeros(len(streets), bool)
        hit = np.flatnonzero((streets >= 0) & asked)
        known[hit] = have_numbers(shard, streets[hit], numbers, which[hit])
        number = np.where(asked, np.where(known, NUMBER_KNOWN, NUMBER_UNKNOWN), 0.0)
        return likeness + number, np.full(len(streets), np.nan)

    def _municipalities(self, plain: _Plain, rows: I64) -> pa.Table:
        """The communes of plain queries whose street was not found."""
        made: dict[int, Result] = {}
        answers = []
        for row in rows.tolist():
            place = int(plain.place[row])
            if place not in made:
                made[place] = self._geocoder.maker.from_decision(
                    Decision(self._resolved[place], ())
                )
            answers.append(made[place])
        return _as_table(answers)

    def _house_numbers(self) -> list[HouseNumber | None]:
        """The number of each distinct pair of number and suffix."""
        return [
            parse_number_field(*self._texts(NUMBER, row))
            for row in self._numbers.first_row.tolist()
        ]

    def _texts(self, names: tuple[str, ...], row: int) -> list[str]:
        columns = (self._columns[n] for n in names)
        return [c.values[c.codes[row]] for c in columns]

    def _answer_one_by_one(self, rows: I64) -> pa.Table:
        return _as_table([self._answer_row(row) for row in rows.tolist()])

    def _answer_row(self, row: int) -> Result:
        place = PlaceQuery(*self._texts(PLACE, row))
        way_type, street, complement, distribution = self._texts(LINE, row)
        number, suffix = self._texts(NUMBER, row)
        (address,) = self._texts(("address",), row)
        line = LineQuery(number, suffix, way_type, street, complement, distribution)
        if not address.strip():
            return self._geocoder.locate(place, line)
        if line.is_empty and not number:
            return self._geocoder.locate_line(address, place)
        both = f"{complement} ; {address}" if complement else address
        return self._geocoder.locate(
            place, LineQuery(number, suffix, way_type, street, both, distribution)
        )


def _as_table(answers: list[Result]) -> pa.Table:
    arrays = [
        pa.array([getattr(a, name) for a in answers], c.type)
        for name, c in zip(FIELDS, RESULT.columns, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=RESULT.schema)
