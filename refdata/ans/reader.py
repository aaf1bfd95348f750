"""Personne_activite: the activity lines of some departments, every other line accounted for."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from refdata.ans import region
from refdata.ans.container import RawFile
from refdata.ans.layout import Layout, match_header
from refdata.ans.quarantine import Quarantine
from refdata.ans.stream import (
    Lines,
    Progress,
    Refused,
    Rows,
    read_blocks,
    read_header,
    refuse,
    split_lines,
)
from refdata.errors import RawFormatError
from refdata.tables import ACTIVITE_LUE, ANS_COLUMNS

OPTIONAL = frozenset({"code_role", "libelle_role", "code_genre_activite", "libelle_genre_activite"})
"""Columns that extractions of before 2023 lack: null in the table."""

_NAMES = [name for name, _ in ANS_COLUMNS]
STRUCTURE_FIELDS = tuple(_NAMES[_NAMES.index("siret") : _NAMES.index("libelle_pays") + 1])
"""What tells sites without identifier apart: identity and address, not telephones."""

REFUSED_LINES, REFUSED_SHARE = 10_000, 0.1
"""More refused lines than both of these are a broken file, not lines to set apart."""

_RULES: tuple[tuple[str, str, Callable[[str], str | None]], ...] = (
    ("commune", "code_commune_declare", region.department_of_commune),
    ("code_postal", "code_postal", region.department_of_postcode),
    ("bureau_cedex", "bureau_cedex", region.department_of_cedex),
)
"""Value of `rattachement`, column it reads, and how; the first that answers wins."""


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
    Raises RawFormatError when the file is empty, damaged, lacks a column, or holds no good line or
    too many bad ones.
    """
    refused_lines = Quarantine() if quarantine is None else quarantine
    counts: Counter[str] = Counter()
    seen: set[bytes] = set()
    parts = [ACTIVITE_LUE.empty()]
    with source.open() as stream:
        header = read_header(stream, source.place)
        layout = match_header(header, ANS_COLUMNS, OPTIONAL, source.place)
        for block in read_blocks(stream, source.place, progress):
            lines, refused = _persons_lines(block, counts["lignes_lues"] + 2, layout)
            refused_lines.add(source.name, refused)
            counts["quarantaine"] += len(refused)
            counts["lignes_lues"] += len(refused) + len(lines)
            _check_refused(counts, source.place)
            place = _place(lines, layout, departments)
            counts.update(place.counts())
            firsts = _firsts(lines.keep(place.inside), seen)
            counts["doublons_exacts"] += int((~firsts).sum())
            parts.append(_activities(lines, place, firsts, layout))
    if counts["lignes_lues"] == counts["quarantaine"]:
        advice = f"expected lines of {layout.fields} fields separated by `|`: fetch the file again"
        raise RawFormatError(source.place, "no well-formed line after the header", advice)
    table = pa.concat_tables(parts)
    return ActivitiesRead(table, refused_lines.table(), _summary(table, counts))


def _check_refused(counts: Counter[str], place: str) -> None:
    """Stop at the first blocks of a file whose lines are not those of its header."""
    refused, read = counts["quarantaine"], counts["lignes_lues"]
    if refused > REFUSED_LINES and refused > REFUSED_SHARE * read:
        problem = f"{refused:,} of the first {read:,} lines are malformed"
        raise RawFormatError(place, problem, "fetch the file again, or report its new layout")


def _persons_lines(block: bytes, first_line: int, layout: Layout) -> tuple[Lines, list[Refused]]:
    """Split a block; refuse as well the lines without person, which no table could key."""
    lines, refused = split_lines(block, first_line, layout.fields)
    identifiers = lines.column(layout.positions["identifiant_pp"])
    if not identifiers.null_count:
        return lines, refused
    nameless = _rows(pc.is_null(identifiers))
    reasons = ["Identification nationale PP vide"] * int(nameless.sum())
    refused = refused + refuse(lines.keep(nameless), reasons)
    return lines.keep(~nameless), sorted(refused, key=lambda line: line.line)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the lines of a block are: department and rule that told it, abroad, in the region."""

    department: pa.StringArray
    origin: pa.StringArray
    foreign: Rows
    inside: Rows

    def counts(self) -> dict[str, int]:
        """Lines of the block that are not of the region, by reason."""
        located = _rows(pc.is_valid(self.department))
        return {
            "etranger": int(self.foreign.sum()),
            "sans_lieu": int((~self.foreign & ~located).sum()),
            "hors_region": int((~self.foreign & located & ~self.inside).sum()),
        }


def _place(lines: Lines, layout: Layout, departments: frozenset[str]) -> _Place:
    foreign = _foreign(lines, layout)
    department, origin = _attachment(lines, layout)
    wanted = _rows(pc.is_in(department, pa.array(sorted(departments), pa.string())))
    return _Place(department, origin, foreign, ~foreign & wanted)


def _firsts(lines: Lines, seen: set[bytes]) -> Rows:
    """Tell which lines were not `seen` before, by a digest of the whole line; adds them."""
    firsts = np.zeros(len(lines), np.bool_)
    for row, content in enumerate(lines.contents()):
        digest = hashlib.blake2b(content, digest_size=16).digest()
        firsts[row] = digest not in seen
        seen.add(digest)
    return firsts


def _activities(lines: Lines, place: _Place, firsts: Rows, layout: Layout) -> pa.Table:
    """Build the table of the lines of the region that are the first of their kind."""
    rows = np.flatnonzero(place.inside)[firsts]
    kept = lines.take(rows)
    columns = {
        "ligne_source": pa.array(kept.numbers),
        **{name: _column(kept, layout, name) for name in _NAMES},
        "rattachement": place.origin.take(pa.array(rows)),
        "code_departement": place.department.take(pa.array(rows)),
    }
    columns["identifiant_lieu"] = _sites(columns)
    return pa.table(columns, schema=ACTIVITE_LUE.schema)


def _rows(answers: pa.BooleanArray) -> Rows:
    return np.asarray(answers.to_numpy(zero_copy_only=False), np.bool_)


def _column(lines: Lines, layout: Layout, name: str) -> pa.Array:
    position = layout.positions.get(name)
    return pa.nulls(len(lines), pa.string()) if position is None else lines.column(position)


def _foreign(lines: Lines, layout: Layout) -> Rows:
    codes, labels = (_column(lines, layout, name) for name in ("code_pays", "libelle_pays"))
    by_code = _mapped(codes, lambda code: region.is_foreign(code, ""), pa.bool_())
    by_label = _mapped(labels, lambda label: region.is_foreign("", label), pa.bool_())
    return _rows(pc.fill_null(pc.coalesce(by_code, by_label), False))


def _attachment(lines: Lines, layout: Layout) -> tuple[pa.StringArray, pa.StringArray]:
    """Department of each line by the first rule that answers, and the name of that rule."""
    department = origin = pa.nulls(len(lines), pa.string())
    for name, column, department_of in _RULES:
        unknown = pc.is_null(department)
        values = _column(lines.keep(_rows(unknown)), layout, column)
        answers = _mapped(values, department_of, pa.string())
        department = pc.replace_with_mask(department, unknown, answers)
        names = pc.if_else(pc.is_valid(answers), name, None)
        origin = pc.replace_with_mask(origin, unknown, names)
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


def _summary(table: pa.Table, counts: Counter[str]) -> dict[str, int]:
    names = ("lignes_lues", "hors_region", "etranger", "sans_lieu", "doublons_exacts")
    return {
        **{name: counts[name] for name in names},
        "quarantaine": counts["quarantaine"],
        "activites": table.num_rows,
        "personnes": pc.count_distinct(table["identifiant_pp"]).as_py(),
        "lieux_exercice": pc.count_distinct(table["identifiant_lieu"]).as_py(),
    }
