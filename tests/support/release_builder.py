"""A complete small fictional release, as `cigogne publish` writes it, without the pipeline.

`build_release(folder, rows=2000, seed=1)` writes every file of a release under the contracts.
Communes are square cells of 0.1°; people, streets and structures are invented, a few of them
hostile on purpose (formulas, markup). `build_data` adds the `releases/` folder and `current`.
"""

from __future__ import annotations

import json
from pathlib import Path

import brotli
import numpy as np
import pyarrow as pa
import shapely

from refdata import tables
from refdata.atomic import switch_link, write_text
from refdata.contract import TableContract
from tests.support.release_people import activities, diplomas, mailboxes, persons, skills
from tests.support.release_places import Places, places


def _write(contract: TableContract, columns: dict, path: Path) -> pa.Table:
    """Write `columns` under `contract`, absent ones null, and return the table."""
    rows = len(next(iter(columns.values())))
    arrays = [
        pa.array(columns[f.name], f.type) if f.name in columns else pa.nulls(rows, f.type)
        for f in contract.schema
    ]
    table = pa.table(arrays, schema=contract.schema)
    contract.write(table, path)
    return table


def _outlines(folder: Path, name: str, codes, names, geometries) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "nom": label},
            "geometry": json.loads(shapely.to_geojson(geometry)),
        }
        for code, label, geometry in zip(codes, names, geometries, strict=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    path = folder / "contours" / f"{name}.geojson"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.with_name(f"{name}.geojson.br").write_bytes(brotli.compress(text.encode(), quality=4))


def _write_places(folder: Path, world: Places) -> None:
    _write(tables.COMMUNE, world.communes, folder / "communes.parquet")
    _write(tables.EPCI, world.epcis, folder / "epci.parquet")
    _write(tables.DEPARTEMENT, world.departements, folder / "departements.parquet")
    tables.TERRITOIRE.write(tables.TERRITOIRE.empty(), folder / "territoires.parquet")
    codes = {
        "communes": (world.communes, "code_commune", "code_commune"),
        "epci": (world.epcis, "siren_epci", "siren_epci"),
        "departements": (world.departements, "code_departement", "code_departement"),
    }
    for name, (table, key, of_commune) in codes.items():
        groups = np.array([code or "" for code in world.communes[of_commune]])
        shapes = [shapely.union_all(world.cells[groups == code]) for code in table[key]]
        _outlines(folder, name, table[key], table["nom"], shapes)


def _indicators(table: pa.Table) -> dict:
    """Region totals only: the dashboard counts for itself."""
    frame = table.to_pandas()
    return {
        "niveau": ["region"],
        "code_territoire": ["44"],
        "code_profession": ["*"],
        "regroupement": ["*"],
        "perimetre": ["tous"],
        "professionnels": [frame.identifiant_pp.nunique()],
        "activites": [len(frame)],
        "lieux_exercice": [frame.identifiant_lieu.nunique()],
        "professionnels_liberaux": [
            frame[frame.code_mode_exercice == "L"].identifiant_pp.nunique()
        ],
        "activites_localisees": [int(frame.raison_non_localise.isna().sum())],
    }


def _manifest(identifier: str, world: Places, table: pa.Table) -> dict:
    frame = table.select(["identifiant_pp", "identifiant_lieu", "result_type"]).to_pandas()
    located = int((frame.result_type.notna()).sum())
    counts = {
        "lignes_lues": len(frame),
        "hors_region": 0,
        "etranger": 0,
        "sans_lieu": 0,
        "doublons_exacts": 0,
        "quarantaine": 0,
        "activites": len(frame),
        "personnes": frame.identifiant_pp.nunique(),
        "lieux_exercice": frame.identifiant_lieu.nunique(),
        "localisees": located,
    }
    return {
        "identifiant": identifier,
        "cree_le": "2026-09-24T06:00:00+00:00",
        "demonstration": True,
        "departements": world.departements["code_departement"],
        "sources": {
            "adresses": {"millesime": "2026-09-20", "fichiers": []},
            "communes": {"millesime": "2026-01-01", "fichiers": []},
            "annuaire": {"millesime": "2026-09-23", "fichiers": []},
        },
        "comptes": counts,
        "qualite": {"par_niveau": frame.result_type.fillna("aucun").value_counts().to_dict()},
        "contrats": {"activites.parquet": tables.ACTIVITE.stamp},
        "index": "0123456789abcdef",
        "version": "0.1.0",
    }


def build_release(
    folder: Path,
    rows: int = 2000,
    seed: int = 1,
    departements: tuple[str, ...] = ("67", "68", "88"),
    communes: int = 12,
) -> Path:
    """Write a fictional release of `rows` activities in `folder` and return it.

    `communes` is their number per department. Same arguments, same tables. A release like the
    region's: `rows=125_000, departements=GRAND_EST, communes=500`.
    """
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    world = places(rng, departements, communes)
    _write_places(folder, world)
    table = _write(tables.ACTIVITE, activities(rng, world, rows), folder / "activites.parquet")
    people = _write(tables.PERSONNE, persons(table), folder / "personnes.parquet")
    _write(tables.DIPLOME, diplomas(people), folder / "diplomes.parquet")
    _write(tables.MESSAGERIE, mailboxes(people), folder / "messageries.parquet")
    _write(tables.SAVOIR_FAIRE, skills(table), folder / "savoir_faire.parquet")
    _write(tables.INDICATEUR, _indicators(table), folder / "indicateurs.parquet")
    manifest = _manifest(folder.name, world, table)
    write_text(folder / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    return folder


def build_data(data: Path, identifier: str = "2026-09-24", **options) -> Path:
    """Write a release under `data/releases`, point `data/current` at it, and return `data`."""
    build_release(data / "releases" / identifier, **options)
    switch_link(data / "current", f"releases/{identifier}")
    return data
