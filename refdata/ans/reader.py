"""Personne_activite: the activity lines of some departments, every other line accounted for."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from refdata.ans import region
from refdata.ans.container import RawFile
from refdata.ans.layout import Layout, match_header
from refdata.ans.quarantine import Quarantine
from refdata.ans.stream import Lines, Progress, Refused, read_blocks, read_header, split_lines
from refdata.errors import RawFormatError
from refdata.tables import ACTIVITE_LUE, ANS_COLUMNS

OPTIONAL = frozenset({"code_role", "libelle_role", "code_genre_activite", "libelle_genre_activite"})
"""Columns that extractions of before 2023 lack: null in the table."""

_NAMES = [name for name, _ in ANS_COLUMNS]
STRUCTURE_FIELDS = tuple(_NAMES[_NAMES.index("siret") : _NAMES.index("libelle_pays") + 1])
"""What tells sites without identifier apart: identity and address, not telephones."""

_RULES: tuple[tuple[str, str, Callable[[str], str | None]], ...] = (
    ("commune", "code_commune_declare", region.department_of_commune),
    ("code_postal", "code_postal", region.department_of_postcode),
    ("bureau_cedex", "bureau_cedex", region.department_of_cedex),
)
"""Value of `rattachement`, column it reads, and how; the first that answers wins."""

_PART = ACTIVITE_LUE.schema.append(pa.field("digest", pa.binary(16), nullable=False))
"""Rows of one block: the table's columns, and the digest of the whole line."""


@dataclass(frozen=True, slots=True)
class ActivitiesRead:
    """What a reading gives: ACTIVITE_LUE, QUARANTAINE, and the accounting of every line.

    `counts` holds lignes_lues (header excluded) = hors_region + etranger + sans_lieu + quarantaine
    + doublons_exacts + activites; and personnes, lieux_exercice (distinct, in the region).
    """

    table: pa.Table
    quarantine: pa.Table
    counts: dict[str, int]


def read_activities(
    source: RawFile,
    departments: frozenset[str],
    quarantine: Quarantine | None = None,
    progress: Progress | None = None,
) -> ActivitiesRead:
    """Read the activities of `departments` (`08`, `2A`, `974`…) in one pass, in file order.

    Refused lines go to `quarantine` (a new one when None); `progress` is told the bytes read.
    Raises RawFormatError when the file is empty, damaged, lacks a column, or holds no good line.
    """
    refused_lines = Quarantine() if quarantine is None else quarantine
    counts: Counter[str] = Counter()
    parts = [_PART.empty_table()]
    with source.open() as stream:
        layout = match_header(
            read_header(stream, source.place), ANS_COLUMNS, OPTIONAL, source.place
        )
        for block in read_blocks(stream, source.place, progress):
            lines, refused = split_lines(block, layout.fields)
            lines, nameless = _without_person(lines, layout)
            refused_lines.add(source.name, sorted(refused + nameless, key=lambda r: r.line))
            counts["quarantaine"] += len(refused) + len(nameless)
            counts["lignes_lues"] += len(refused) + len(nameless) + len(lines)
            parts.append(_region_part(lines, layout, departments, counts))
    if counts["lignes_lues"] == counts["quarantaine"]:
        advice = f"expected lines of {layout.fields} fields separated by `|`: fetch the file again"
        raise RawFormatError(source.place, "no well-formed line after the header", advice)
    table = _distinct(pa.concat_tables(parts), counts)
    return ActivitiesRead(table, refused_lines.table(), _summary(table, counts))


def _without_person(lines: Lines, layout: Layout) -> tuple[Lines, list[Refused]]:
    """Set apart the lines without `Identification nationale PP`, which no table could key."""
    nameless = lines.column(layout.positions["identifiant_pp"]).is_null()
    rows = nameless.to_numpy(zero_copy_only=False)
    if not rows.any():
        return lines, []
    apart = lines.keep(rows)
    reason = "Identification nationale PP vide"
    found = zip(apart.numbers.tolist(), apart.contents(), strict=True)
    return lines.keep(~rows), [Refused(number, reason, content) for number, content in found]


def _region_part(
    lines: Lines, layout: Layout, departments: frozenset[str], counts: Counter[str]
) -> pa.Table:
    """Rows of the region in one block, with the digest of each line; counts the others."""
    foreign = _foreign(lines, layout)
    department, origin = _attachment(lines, layout)
    located = pc.is_valid(department).to_numpy(zero_copy_only=False)
    wanted = pc.is_in(department, pa.array(sorted(departments), pa.string()))
    inside = wanted.to_numpy(zero_copy_only=False) & ~foreign
    counts["etranger"] += int(foreign.sum())
    counts["sans_lieu"] += int((~foreign & ~located).sum())
    counts["hors_region"] += int((~foreign & located & ~inside).sum())
    kept = lines.keep(inside)
    columns = {
        "ligne_source": pa.array(kept.numbers),
        **{name: _column(kept, layout, name) for name in _NAMES},
        "rattachement": origin.filter(pa.array(inside)),
        "code_departement": department.filter(pa.array(inside)),
    }
    columns["identifiant_lieu"] = _sites(columns)
    columns["digest"] = pa.array([_digest(line) for line in kept.contents()], pa.binary(16))
    return pa.table(columns, schema=_PART)


def _column(lines: Lines, layout: Layout, name: str) -> pa.Array:
    position = layout.positions.get(name)
    return pa.nulls(len(lines), pa.string()) if position is None else lines.column(position)


def _foreign(lines: Lines, layout: Layout) -> npt.NDArray[np.bool_]:
    codes, labels = (_column(lines, layout, name) for name in ("code_pays", "libelle_pays"))
    by_code = _mapped(codes, lambda code: region.is_foreign(code, ""), pa.bool_())
    by_label = _mapped(labels, lambda label: region.is_foreign("", label), pa.bool_())
    foreign = pc.fill_null(pc.coalesce(by_code, by_label), False)
    return np.asarray(foreign.to_numpy(zero_copy_only=False), np.bool_)


def _attachment(lines: Lines, layout: Layout) -> tuple[pa.Array, pa.Array]:
    """Department of each line by the first rule that answers, and the name of that rule."""
    found = [
        (name, _mapped(_column(lines, layout, column), department_of, pa.string()))
        for name, column, department_of in _RULES
    ]
    department = pc.coalesce(*[answer for _, answer in found])
    answered = pc.make_struct(*[pc.is_valid(answer) for _, answer in found])
    origin = pc.case_when(answered, *[pa.scalar(name) for name, _ in found])
    return department, origin


def _mapped(values: pa.Array, function: Callable[[str], object], kind: pa.DataType) -> pa.Array:
    """Apply `function` once to each distinct value; null stays null."""
    encoded = values.dictionary_encode()
    answers = pa.array([function(value) for value in encoded.dictionary.to_pylist()], kind)
    return answers.take(encoded.indices)


def _sites(columns: Mapping[str, pa.Array]) -> pa.Array:
    """Name each site: its identifier, else `H` and 16 digits of SHA-1 over STRUCTURE_FIELDS."""
    identifiers = columns["identifiant_structure"]
    if not identifiers.null_count:
        return identifiers
    parts = [pc.fill_null(columns[name], "") for name in STRUCTURE_FIELDS]
    described = pc.binary_join_element_wise(*parts, "\x1f")
    return pc.coalesce(identifiers, _mapped(described, _site_hash, pa.string()))


def _site_hash(description: str) -> str:
    return "H" + hashlib.sha1(description.encode(), usedforsecurity=False).hexdigest()[:16]


def _digest(line: bytes) -> bytes:
    return hashlib.blake2b(line, digest_size=16).digest()


def _distinct(rows: pa.Table, counts: Counter[str]) -> pa.Table:
    """Keep the first of each repeated line, under the contract's columns."""
    firsts = rows.group_by("digest").aggregate([("ligne_source", "min")])["ligne_source_min"]
    table = rows.filter(pc.is_in(rows["ligne_source"], firsts.combine_chunks()))
    counts["doublons_exacts"] = rows.num_rows - table.num_rows
    return ACTIVITE_LUE.check(table)


def _summary(table: pa.Table, counts: Counter[str]) -> dict[str, int]:
    names = ("lignes_lues", "hors_region", "etranger", "sans_lieu", "doublons_exacts")
    return {
        **{name: counts[name] for name in names},
        "quarantaine": counts["quarantaine"],
        "activites": table.num_rows,
        "personnes": pc.count_distinct(table["identifiant_pp"]).as_py(),
        "lieux_exercice": pc.count_distinct(table["identifiant_lieu"]).as_py(),
    }
