"""A country as large as France, from the tables of one region: for measuring, never for answers.

96 departments, about 26 million addresses, 35,000 communes. Each is a copy of one of the region's
departments under another code, moved 0.1° further each time. Copies would repeat the region's few
names, which a country does not: two ways in three get a word of their own at their end, so that
four names in five are found once in a department, as in real ones (08, 52, 55).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from refdata.tables import ADRESSE, ANCIENNE_COMMUNE, COMMUNE, LIEU_DIT

ADDRESSES = 26_100_000
DEPARTMENTS = [*(f"{n:02d}" for n in range(1, 96) if n != 20), "2A", "2B"]
SYLLABLES = [a + b for a in ("b", "ch", "d", "f", "g", "l", "m", "n", "p", "r") for b in "aeiou"]
CODES = (
    "id", "id_voie", "code_postal", "code_insee", "code_insee_ancienne_commune", "code_commune",
    "code_ancien",
)  # fmt: skip
"""Columns whose texts begin with the department."""


def write_france(region: Path, country: Path) -> None:
    """Write the country's tables into the folder `country`, which appears when they are all there."""
    partial = country.with_name(f".{country.name}.tmp")
    for folder in ("adresses", "lieux_dits"):
        (partial / folder).mkdir(parents=True, exist_ok=True)
    communes, former = [], []
    all_communes = COMMUNE.read(region / "communes.parquet")
    all_former = ANCIENNE_COMMUNE.read(region / "anciennes_communes.parquet")
    for at, (department, source) in enumerate(zip(DEPARTMENTS, _sources(region), strict=True)):
        move = _Move(source, department, at)
        name = f"{source}.parquet"
        addresses = move.renamed(move.moved(ADRESSE.read(region / "adresses" / name)))
        ADRESSE.write(addresses, partial / "adresses" / f"{department}.parquet")
        places = move.moved(LIEU_DIT.read(region / "lieux_dits" / name))
        LIEU_DIT.write(places, partial / "lieux_dits" / f"{department}.parquet")
        own = all_communes.filter(pc.equal(all_communes["code_departement"], source))
        communes.append(move.moved(own))
        old = pc.starts_with(all_former["code_commune"], source)
        former.append(move.moved(all_former.filter(old)))
    COMMUNE.write(pa.concat_tables(communes), partial / "communes.parquet")
    ANCIENNE_COMMUNE.write(pa.concat_tables(former), partial / "anciennes_communes.parquet")
    partial.rename(country)


def _sources(region: Path) -> Iterator[str]:
    """The region's department that each of the country's copies: as many large ones as it takes."""
    rows = {f.stem: pq.read_metadata(f).num_rows for f in sorted((region / "adresses").iterdir())}
    ranked = sorted(rows, key=lambda d: rows[d])
    small, large = ranked[: len(ranked) // 2], ranked[len(ranked) // 2 :]
    few, many = (sum(rows[d] for d in part) / len(part) for part in (small, large))
    count = len(DEPARTMENTS)
    wanted = round((ADDRESSES - count * few) / (many - few))
    for at in range(count):
        part = large if at < wanted else small
        yield part[at % len(part)]


class _Move:
    """One department's way to another code and place."""

    def __init__(self, source: str, department: str, rank: int) -> None:
        self._source, self._department, self._rank = source, department, rank

    def moved(self, table: pa.Table) -> pa.Table:
        """`table` with the codes and positions of the copy; its name columns stay."""
        for at, name in enumerate(table.column_names):
            if name in CODES:
                column = pc.utf8_replace_slice(table[name], 0, len(self._source), self._department)
            elif name == "codes_postaux":
                column = self._postcodes(table[name])
            elif name == "code_departement":
                column = pa.array([self._department] * table.num_rows, pa.string())
            elif name in ("lon", "lat"):
                column = pc.add(table[name], 0.1 * self._rank)
            else:
                continue
            table = table.set_column(at, table.schema.field(at), column)
        return table

    def _postcodes(self, lists: pa.ChunkedArray) -> pa.Array:
        short = self._department[:2] if self._department.isdigit() else "20"
        moved = [[short + p[2:] for p in some] for some in lists.to_pylist()]
        return pa.array(moved, lists.type)

    def renamed(self, table: pa.Table) -> pa.Table:
        """Addresses whose way, two times in three, has a word of its own at the end of its name."""
        ways = table["id_voie"].combine_chunks().dictionary_encode()
        generator = np.random.default_rng(self._rank)
        picks = generator.integers(0, len(SYLLABLES), (len(ways.dictionary), 3))
        words = [f" {''.join(SYLLABLES[s] for s in pick).capitalize()}" for pick in picks.tolist()]
        own = [w if at % 3 else "" for at, w in enumerate(words)]
        endings = pa.array(own, pa.string()).take(ways.indices)
        for name in ("nom_voie", "nom_afnor"):
            at = table.column_names.index(name)
            ending = pc.utf8_upper(endings) if name == "nom_afnor" else endings
            longer = pc.binary_join_element_wise(table[name].combine_chunks(), ending, "")
            table = table.set_column(at, table.schema.field(at), longer)
        return table
