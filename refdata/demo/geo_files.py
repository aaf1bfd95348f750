"""Files in the layout of geo.api.gouv.fr: communes, EPCI, departments, former communes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from shapely import Polygon

from refdata.atomic import write_text
from refdata.demo.facts import DEPARTMENTS, REGION, Commune, Facts

COMMUNES = f"communes-region-{REGION}.geojson"
EPCIS = f"epcis-region-{REGION}.json"
DEPARTEMENTS = f"departements-region-{REGION}.json"
ANCIENNES = f"communes-associees-deleguees-region-{REGION}.json"


def write_geo_files(folder: Path, facts: Facts, outlines: Sequence[Polygon]) -> None:
    """Write the four files; `outlines` are in degrees, in the order of the communes."""
    features = [_feature(c, o) for c, o in zip(facts.communes, outlines, strict=True)]
    collection = {"type": "FeatureCollection", "features": features}
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    write_text(folder / COMMUNES, text)
    _write_list(folder / EPCIS, _epcis(facts))
    _write_list(folder / DEPARTEMENTS, _departements())
    _write_list(folder / ANCIENNES, _anciennes(facts))


def _feature(commune: Commune, outline: Polygon) -> dict[str, object]:
    ring = np.asarray(outline.exterior.coords).tolist()
    properties: dict[str, object] = {
        "nom": commune.nom,
        "code": commune.code,
        "codeDepartement": commune.departement,
        "siren": commune.siren,
        "codeEpci": commune.epci,
        "codeRegion": REGION,
        "codesPostaux": list(commune.codes_postaux),
        "population": commune.population,
    }
    if not commune.epci:
        del properties["codeEpci"]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _epcis(facts: Facts) -> list[dict[str, object]]:
    return [
        {
            "nom": epci.nom,
            "code": epci.code,
            "type": epci.type,
            "codesDepartements": list(epci.departements),
            "codesRegions": [REGION],
            "population": epci.population,
        }
        for epci in facts.epcis
    ]


def _departements() -> list[dict[str, object]]:
    return [{"nom": name, "code": code, "codeRegion": REGION} for code, name in DEPARTMENTS.items()]


def _anciennes(facts: Facts) -> list[dict[str, object]]:
    return [
        {
            "nom": former.nom,
            "code": former.code,
            "type": former.type,
            "chefLieu": former.chef_lieu,
            "codeDepartement": former.code[:2],
            "codeRegion": REGION,
        }
        for former in facts.former
    ]


def _write_list(path: Path, rows: Sequence[dict[str, object]]) -> None:
    """Write one object a paragraph, as geo.api.gouv.fr's own dumps are laid out."""
    write_text(path, json.dumps(rows, ensure_ascii=False, indent=0))
