"""The address base: what is known is not geocoded again, and what could have changed is."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jobs.pipeline import base, decisions, locate
from jobs.pipeline.ledger import Ledger
from jobs.pipeline.update import update
from jobs.progress import NullProgress
from refdata.contract import STAMP
from refdata.paths import DataPaths
from refdata.tables import ACTIVITE, ADRESSE_CONNUE, RESULT_COLUMNS
from tests.support.small_world import ACTIVITIES, Line, write_extraction


def run(source: Path, paths: DataPaths) -> dict:
    """Update, and return the facts of the step."""
    update(str(source), None, paths, NullProgress(), accept=True)
    return Ledger.open(paths).facts(locate.LOCATE_STEP, "locate")


def results(paths: DataPaths) -> dict[str, tuple]:
    """Result of each address of the directory, by its key."""
    rows = ADRESSE_CONNUE.read(paths.address_base).to_pylist()
    asked = set(locate.directory_queries(paths)["cle"].to_pylist())
    return {r["cle"]: tuple(r[c] for c in RESULT_COLUMNS) for r in rows if r["cle"] in asked}


def rewrite(path: Path, old: str, new: str) -> None:
    """Replace a text in a file, packed or not."""
    packed = path.suffix == ".gz"
    text = gzip.decompress(path.read_bytes()).decode() if packed else path.read_text("utf-8")
    assert old in text
    data = text.replace(old, new).encode()
    path.write_bytes(gzip.compress(data, mtime=1_790_000_000) if packed else data)


def rename_street(source: Path) -> None:
    rewrite(source / "adresses-68.csv.gz", "Rue des Tilleuls", "Rue des Érables")


def drop_numbers(source: Path) -> None:
    path = source / "adresses-67.csv.gz"
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    kept = [line for line in lines if "Église" not in line or ";5;" not in line]
    path.write_bytes(gzip.compress(("\n".join(kept) + "\n").encode(), mtime=1_790_000_000))


def new_postal_town(source: Path) -> None:
    rewrite(source / "adresses-68.csv.gz", "COLLINE-LA-VILLE", "VALBRUCHE")


def rename_commune(source: Path) -> None:
    rewrite(source / "communes-region-44.geojson", '"Grand-Val"', '"Grandes-Vallées"')


def homonym_commune(source: Path) -> None:
    rewrite(source / "communes-region-44.geojson", '"Colline-la-Ville"', '"Valbruche"')


def move_postcode(source: Path) -> None:
    path = source / "communes-region-44.geojson"
    document = json.loads(path.read_text("utf-8"))
    for feature in document["features"]:
        if feature["properties"]["code"] == "67903":
            feature["properties"]["codesPostaux"] = ["67190", "67210"]
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")


def former_commune_elsewhere(source: Path) -> None:
    path = source / "communes-associees-deleguees-region-44.json"
    rewrite(path, '"chefLieu": "68902"}, {', '"chefLieu": "67901"}, {')


def drop_lieux_dits(source: Path) -> None:
    (source / "lieux-dits-67-beta.csv.gz").unlink()


CHANGES: dict[str, tuple[Callable[[Path], None], int]] = {
    # change, and the addresses that may be geocoded again: those of the department, those that
    # name a commune that changed, and those that name none
    "a street of 68 is renamed": (rename_street, 7),
    "numbers of 67 are gone": (drop_numbers, 8),
    "a postal town of 68 is another": (new_postal_town, 10),
    "lieux-dits of 67 are gone": (drop_lieux_dits, 8),
    "a commune is renamed": (rename_commune, 3),
    "two communes have one name": (homonym_commune, 10),
    "a postcode serves one commune more": (move_postcode, 8),
    "a former commune belongs to another": (former_commune_elsewhere, 3),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_could_change_is_looked_at_and_nothing_else(
    change: str, source: Path, data: DataPaths, tmp_path: Path
) -> None:
    """The oracle: everything geocoded afresh from the same files gives the same base."""
    make, most = CHANGES[change]
    make(source)
    before = results(data)
    facts = run(source, data)
    fresh = DataPaths(tmp_path / "fresh")
    everything = run(source, fresh)
    assert results(data) == results(fresh)
    assert everything["geocodees"] == everything["adresses"] == len(before)
    assert 0 < facts["geocodees"] <= most < facts["adresses"]
    assert facts["confirmees"] + facts["geocodees"] == facts["adresses"]
    assert facts["nouvelles"] == 0


def test_a_change_that_reaches_no_address_geocodes_none(source: Path, data: DataPaths) -> None:
    rewrite(source / "communes-region-44.geojson", '"population": 4000', '"population": 4001')
    facts = run(source, data)
    named = sum(
        "libelle_commune" in line.address or "bureau_cedex" in line.address for line in ACTIVITIES
    )
    assert named == len(ACTIVITIES)  # every line names its commune: none could be anywhere
    assert (facts["geocodees"], facts["confirmees"]) == (0, facts["adresses"])


def test_the_index_it_came_from_is_kept_beside_the_one_it_stands_in(
    source: Path, data: DataPaths
) -> None:
    first = Ledger.open(data).facts(locate.LOCATE_STEP, "locate")["moteur"]
    rename_street(source)
    second = run(source, data)["moteur"]
    rows = ADRESSE_CONNUE.read(data.address_base).to_pylist()
    assert {row["verifie"] for row in rows} == {second}
    assert {row["moteur"] for row in rows} == {first, second}
    for row in rows:
        assert (row["moteur"] == second) == (row["citycode"] or "").startswith("68") or not row[
            "citycode"
        ]


def test_new_rules_geocode_everything(
    source: Path, data: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = results(data)
    code = locate.code_digest
    monkeypatch.setattr(locate, "code_digest", lambda package, **_: f"other {code(package)}")
    facts = run(source, data)
    assert facts["geocodees"] == facts["adresses"]
    assert results(data) == before


def test_with_one_row_in_fifty_new_only_the_new_are_geocoded(source: Path, data: DataPaths) -> None:
    """2 % of new rows: at most 3 % of the addresses may be geocoded again; only the new ones are."""
    streets = [("RUE DES LILAS", "68010", "Colline-la-Ville", "68901", 20)]
    streets += [("Avenue de la Gare", "67190", "Valbruche", "67901", 38)]
    streets += [("Route des Vergers", "67210", "Brandwiller", "67903", 30)]
    many = [
        Line(
            "one of many",
            20 + rank % 70,
            {
                "numero_voie": str(1 + rank % most),
                "libelle_voie": f"{street} {'' if rank < 150 else 'PROLONGEE'}".strip(),
                "code_postal": postcode,
                "libelle_commune": city,
                "code_commune_declare": code,
                "complement_destinataire": f"ETAGE {rank}",
            },
        )
        for rank in range(300)
        for street, postcode, city, code, most in [streets[rank % 3]]
    ]
    (source / "PS_LibreAcces_202609231200.zip").unlink()
    write_extraction(source, many[:294], "202610071200")
    first = run(source, data)
    assert first["geocodees"] == first["nouvelles"] == first["adresses"] == 294
    write_extraction(source, many, "202610211200")
    facts = run(source, data)
    assert facts["adresses"] == 300
    assert facts["geocodees"] == facts["nouvelles"] == 6
    assert facts["geocodees"] / facts["adresses"] <= 0.03


def test_an_address_that_comes_back_is_not_geocoded_again(source: Path, data: DataPaths) -> None:
    zipped = source / "PS_LibreAcces_202609231200.zip"
    kept = zipped.read_bytes()
    write_extraction(source, ACTIVITIES[:4], "202610071200")
    assert run(source, data)["geocodees"] == 0
    (source / "PS_LibreAcces_202610071200.zip").unlink()
    zipped.write_bytes(kept)
    rename_street(source)  # meanwhile another index came
    facts = run(source, data)
    assert facts["nouvelles"] == 0
    assert 0 < facts["geocodees"] <= CHANGES["a street of 68 is renamed"][1]


def as_former(paths: DataPaths, decided: dict[str, dict] | None = None) -> None:
    """Write the base as the former version did, some of its addresses decided."""
    table = ADRESSE_CONNUE.read(paths.address_base).drop_columns(["fondement", "verifie"])
    rows = [row | (decided or {}).get(row["cle"], {}) for row in table.to_pylist()]
    stamped = pa.Table.from_pylist(rows, schema=table.schema).replace_schema_metadata(
        {STAMP: b"adresse_connue/1"}
    )
    pq.write_table(stamped, paths.address_base)


def test_a_base_of_the_former_version_is_brought_up_to_date(source: Path, data: DataPaths) -> None:
    before = results(data)
    key = next(k for k, r in before.items() if r[5] == "municipality")
    decided = {
        "longitude": 7.15,
        "latitude": 48.15,
        "result_score": 1.0,
        "result_type": "locality",
        "decision": "deplacee",
        "decision_par": "Ada Fictive",
        "decision_le": "2026-09-30",
    }
    as_former(data, {key: decided})
    facts = run(source, data)
    assert facts["geocodees"] == facts["adresses"] - 1
    assert facts["decidees"] == 1
    after = results(data)
    assert {k: r for k, r in after.items() if k != key} == {
        k: r for k, r in before.items() if k != key
    }
    assert after[key][:2] == (7.15, 48.15)
    (row,) = decisions.read(data.decisions).to_pylist()
    assert (row["cle"], row["decision"], row["decision_par"], row["decision_le"]) == (
        key,
        "deplacee",
        "Ada Fictive",
        "2026-09-30T00:00:00Z",
    )


def test_decisions_outlive_the_loss_of_either_file(source: Path, data: DataPaths) -> None:
    before = results(data)
    key = sorted(before)[0]
    decided = {"decision": "acceptee", "decision_par": "Ada Fictive", "decision_le": "2026-09-30"}
    as_former(data, {key: decided | {"longitude": 7.0}})
    run(source, data)
    for lost in (data.decisions, data.address_base):
        lost.unlink()
        assert run(source, data)["decidees"] == 1
        assert results(data)[key][0] == 7.0
        assert decisions.read(data.decisions).num_rows == 1


def test_the_grounds_of_every_result_are_recorded(published: DataPaths) -> None:
    rows = ADRESSE_CONNUE.read(published.address_base)
    assert rows["fondement"].null_count == rows["verifie"].null_count == 0
    activities = ACTIVITE.read(published.current / "activites.parquet")
    assert activities["result_decision"].null_count == activities.num_rows
    assert base.is_current(rows, rows["verifie"][0].as_py()).to_pylist() == [True] * rows.num_rows
