"""The history: counts of each release served, and arrivals, departures and moves between two.

Counts only. Identifiers of persons are compared while two releases are both here, and go no
further: no file of the history holds one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobs.pipeline.releases import is_complete, manifest_of, releases
from jobs.pipeline.territories import ALL, LEVELS
from refdata.paths import DataPaths

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

_COLUMNS = (
    "identifiant_pp",
    "code_profession",
    "code_mode_exercice",
    "code_departement",
    "siren_epci",
    "code_commune",
    "result_type",
)


def counts_path(paths: DataPaths, release: str) -> Path:
    """File of the counts of a release (EFFECTIF_HISTORIQUE)."""
    return paths.history / f"effectifs-{release}.parquet"


def moves_path(paths: DataPaths, release: str) -> Path:
    """File of what changed since the release before (MOUVEMENT_HISTORIQUE)."""
    return paths.history / f"mouvements-{release}.parquet"


def record(paths: DataPaths, release: str) -> bool:
    """Write the history of a complete release unless it is there; tells whether it was written.

    It is compared with the newest release kept that was built before it and has a history: one
    that was never served, or that a rollback set aside, has none.
    """
    if counts_path(paths, release).exists():
        return False
    from refdata.tables import EFFECTIF_HISTORIQUE, MOUVEMENT_HISTORIQUE

    now = _described(paths, release)
    before = _before(paths, release)
    if before is not None:
        moves = moves_between(_described(paths, before), now)
        MOUVEMENT_HISTORIQUE.write(moves, moves_path(paths, release))
    # Last: its presence says that the history of the release is whole.
    EFFECTIF_HISTORIQUE.write(counts_of(now), counts_path(paths, release))
    return True


def forget(paths: DataPaths, release: str) -> None:
    """Remove the history of a release: a rollback set it aside."""
    counts_path(paths, release).unlink(missing_ok=True)
    moves_path(paths, release).unlink(missing_ok=True)


def _before(paths: DataPaths, release: str) -> str | None:
    """Newest release built before `release` that has a history and is still kept."""
    names = [manifest["identifiant"] for manifest in releases(paths)]
    older = names[names.index(release) + 1 :]
    return next((name for name in older if counts_path(paths, name).exists()), None)


@dataclass(frozen=True, slots=True)
class Described:
    """A release as the history sees it: its manifest, and `_COLUMNS` of its activities, `region`."""

    manifest: Mapping[str, Any]
    activities: pa.Table

    @property
    def release(self) -> str:
        """Identifier."""
        return str(self.manifest["identifiant"])

    @property
    def vintage(self) -> str:
        """Date of the extraction, ISO."""
        return str(self.manifest["sources"]["annuaire"]["millesime"])


def _described(paths: DataPaths, release: str) -> Described:
    """Read a release; JobError or ContractError when it cannot be."""
    from refdata.tables import ACTIVITE, DEPARTEMENT

    folder = paths.release(release)
    assert is_complete(folder)
    activities = ACTIVITE.read(folder / "activites.parquet", list(_COLUMNS))
    departments = DEPARTEMENT.read(folder / "departements.parquet")
    return Described(manifest_of(folder), with_region(activities, departments))


def with_region(activities: pa.Table, departments: pa.Table) -> pa.Table:
    """Add `region`, the region code of the department of each row; null when it is unknown."""
    import pyarrow.compute as pc

    known = departments["code_departement"].combine_chunks()
    rows = pc.index_in(activities["code_departement"], value_set=known)
    return activities.append_column("region", departments["code_region"].take(rows))


@dataclass(frozen=True, slots=True)
class _Coded:
    """A column as whole numbers (n,), -1 where it is null, and the text of each number."""

    codes: Whole
    values: list[str]


def _coded(column: pa.ChunkedArray) -> _Coded:
    """Number the distinct texts of a column."""
    import numpy as np
    import pyarrow.compute as pc

    encoded = column.combine_chunks().dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    return _Coded(codes.astype(np.int64), encoded.dictionary.to_pylist())


def _with_all(coded: _Coded) -> list[tuple[Whole, list[str]]]:
    """Return the column as it is, and once more with every row under ALL."""
    import numpy as np

    return [(coded.codes, coded.values), (np.zeros_like(coded.codes), [ALL])]


def counts_of(release: Described) -> pa.Table:
    """Return EFFECTIF_HISTORIQUE of one release."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from jobs.pipeline.activities import located
    from refdata.tables import EFFECTIF_HISTORIQUE

    rows = release.activities
    person, placed = _coded(rows["identifiant_pp"]), located(rows["result_type"])
    flags = pc.fill_null(placed, fill_value=False).to_numpy()
    territories = {level: _coded(rows[column]) for level, column in LEVELS.items()}
    professions, modes = (
        _with_all(_coded(rows[name])) for name in ("code_profession", "code_mode_exercice")
    )
    parts = [
        _counted(level, territory, profession, mode, (person, flags))
        for level, territory in territories.items()
        for profession in professions
        for mode in modes
    ]
    return _stamped(pa.concat_tables(parts), {}, release, EFFECTIF_HISTORIQUE.schema)


def _counted(
    level: str,
    territory: _Coded,
    profession: tuple[Whole, list[str]],
    mode: tuple[Whole, list[str]],
    of: tuple[_Coded, NDArray[np.bool_]],
) -> pa.Table:
    """Count persons, rows and located rows of each cell of one level; rows without a code are out."""
    import numpy as np
    import pyarrow as pa

    from jobs.pipeline.keys import distinct

    person, flags = of
    known = (territory.codes >= 0) & (profession[0] >= 0) & (mode[0] >= 0)
    cell = (territory.codes * len(profession[1]) + profession[0]) * len(mode[1]) + mode[0]
    cells, inverse, activities = np.unique(cell[known], return_inverse=True, return_counts=True)
    ids = distinct(inverse * len(person.values) + person.codes[known])
    people = np.bincount(ids // max(len(person.values), 1), minlength=len(cells))
    placed = np.bincount(inverse[flags[known]], minlength=len(cells))
    rest, mode_of = np.divmod(cells, len(mode[1]) or 1)
    territory_of, profession_of = np.divmod(rest, len(profession[1]) or 1)
    return pa.table(
        {
            "niveau": pa.array([level] * len(cells), pa.string()),
            "code_territoire": _texts(territory.values, territory_of),
            "code_profession": _texts(profession[1], profession_of),
            "code_mode_exercice": _texts(mode[1], mode_of),
            "professionnels": pa.array(people, pa.int32()),
            "activites": pa.array(activities, pa.int32()),
            "activites_localisees": pa.array(placed, pa.int32()),
        }
    )


def _texts(values: list[str], rows: Whole) -> pa.Array:
    import pyarrow as pa

    return pa.array(values, pa.string()).take(pa.array(rows))


def moves_between(before: Described, now: Described) -> pa.Table:
    """Return MOUVEMENT_HISTORIQUE of two releases."""
    import pyarrow as pa

    from refdata.tables import MOUVEMENT_HISTORIQUE

    both = pa.concat_tables([before.activities, now.activities], promote_options="permissive")
    split, person = before.activities.num_rows, _coded(both["identifiant_pp"])
    territories = {level: _coded(both[column]) for level, column in LEVELS.items()}
    parts = []
    for profession in _with_all(_coded(both["code_profession"])):
        held = _Held.of(profession, person, split)
        parts += [_moved(level, territory, held) for level, territory in territories.items()]
    former = {"version_precedente": before.release, "millesime_precedent": before.vintage}
    return _stamped(pa.concat_tables(parts), former, now, MOUVEMENT_HISTORIQUE.schema)


@dataclass(frozen=True, slots=True)
class _Held:
    """Persons of each profession in two releases, whose rows (n,) follow each other.

    A key is the number of the profession times `people` plus that of the person; rows before
    `split` are the former release's; `before` and `now` are the sorted distinct keys of each.
    """

    keys: Whole
    named: NDArray[np.bool_]
    split: int
    people: int
    names: list[str]
    before: Whole
    now: Whole

    @classmethod
    def of(cls, profession: tuple[Whole, list[str]], person: _Coded, split: int) -> _Held:
        """Number the persons of each profession."""
        from jobs.pipeline.keys import distinct

        people = max(len(person.values), 1)
        keys, named = profession[0] * people + person.codes, profession[0] >= 0
        before, now = (
            distinct(keys[rows][named[rows]]) for rows in (slice(split), slice(split, None))
        )
        return cls(keys, named, split, people, profession[1], before, now)

    @property
    def space(self) -> int:
        """Keys that there may be: what a territory's number is multiplied by."""
        return max(len(self.names), 1) * self.people


def _moved(level: str, territory: _Coded, held: _Held) -> pa.Table:
    """Count what became of the persons of each cell of one level."""
    import numpy as np
    import pyarrow as pa

    from jobs.pipeline.keys import among, distinct

    place, split = territory.codes * held.space + held.keys, held.split
    known = held.named & (territory.codes >= 0)
    there, here = distinct(place[:split][known[:split]]), distinct(place[split:][known[split:]])
    stayed = among(here, there)
    came, gone = here[~stayed], there[~among(there, here)]
    is_new = ~among(came % held.space, held.before)
    has_left = ~among(gone % held.space, held.now)
    kinds = {
        "restes": here[stayed],
        "arrivees": came[is_new],
        "departs": gone[has_left],
        "venus_d_ailleurs": came[~is_new],
        "partis_ailleurs": gone[~has_left],
    }
    cells = distinct(np.concatenate([here, gone]) // held.people)
    territory_of, profession_of = np.divmod(cells, max(len(held.names), 1))
    columns = {
        "niveau": pa.array([level] * len(cells), pa.string()),
        "code_territoire": _texts(territory.values, territory_of),
        "code_profession": _texts(held.names, profession_of),
    }
    for name, keys in kinds.items():
        places = np.searchsorted(cells, keys // held.people)
        columns[name] = pa.array(np.bincount(places, minlength=len(cells)), pa.int32())
    return pa.table(columns)


def _stamped(
    table: pa.Table, more: Mapping[str, str], release: Described, schema: pa.Schema
) -> pa.Table:
    """Add the columns that name the release, and those of `more`, in the order of `schema`."""
    import pyarrow as pa

    named = {"version": release.release, "millesime": release.vintage, **more}
    for name, value in named.items():
        table = table.append_column(name, pa.array([value] * table.num_rows, pa.string()))
    return table.select(schema.names).cast(schema)
