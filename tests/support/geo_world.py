"""A small BAN with decoys, as checked tables: every name is invented, every trap is met somewhere."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from geocoder import IndexSources
from refdata.tables import ADRESSE, ANCIENNE_COMMUNE, COMMUNE, LIEU_DIT

COMMUNES = (
    # code, name, department, postcodes, lon, lat
    ("67801", "Saint-Oden", "67", ["67810"], 7.50, 48.50),
    ("67802", "Valbruche-lès-Brandes", "67", ["67810"], 7.60, 48.50),
    ("67803", "Valbruche", "67", ["67820"], 7.70, 48.60),
    ("67804", "Oberwiller", "67", ["67830", "67840"], 7.40, 48.70),
    ("68801", "Valbruche", "68", ["68810"], 7.30, 47.80),
)
FORMER = (("67805", "Kirrbach", "commune-deleguee", "67804"),)

STREETS = (
    # id, commune, former commune, name, numbers
    (
        "67801_0010",
        "67801",
        "",
        "Rue de l'Église",
        ["1", "2", "3", "3bis", "4", "5", "7", "9", "12", "14"],
    ),
    ("67801_0020", "67801", "", "Rue du Général Leclerc", ["1", "2", "4", "6", "8", "10"]),
    ("67801_0030", "67801", "", "Avenue du 11 Novembre 1918", ["1", "3", "5a", "5b", "5c"]),
    ("67801_0040", "67801", "", "Rue Jean-Baptiste Kléber", ["2", "4"]),
    ("67801_0050", "67801", "", "Chemin des Tilleuls", ["10", "20", "30", "40"]),
    ("67801_0060", "67801", "", "Impasse du Moulin", ["1", "2"]),
    ("67801_0070", "67801", "", "Grand'Rue", ["1", "3", "5", "9001"]),
    ("67801_0080", "67801", "", "Rue François Ier", ["1", "2"]),
    ("67801_0090", "67801", "", "Rue Antoine de Saint-Exupéry", ["1", "2", "6"]),
    ("67801_0100", "67801", "", "Place de la République", ["1", "2t"]),
    ("67801_0110", "67801", "", "Rue Monthermé", ["8"]),
    ("67801_0120", "67801", "", "Boulevard Le Nain", ["8"]),
    ("67801_0130", "67801", "", "Rue du Maréchal de Lattre de Tassigny", ["18"]),
    ("67802_0010", "67802", "", "Rue de l'Église", ["1", "2"]),
    ("67802_0020", "67802", "", "Rue des Saules", ["1", "2"]),
    ("67803_0010", "67803", "", "Rue Principale", ["1", "2", "4"]),
    ("67803_0020", "67803", "", "Kirchgasse", ["1", "2"]),
    ("67804_0010", "67804", "", "Rue de l'Église", ["1", "2"]),
    ("67804_0020", "67804", "67805", "Rue de l'Église", ["1", "2", "30"]),
    ("67804_0030", "67804", "", "Rue du Herrenberg", ["1", "2", "30"]),
    ("68801_0010", "68801", "", "Rue des Vergers", ["1", "2"]),
)
PLACES = (("67802_b010", "67802", "La Haute Borne", 7.61, 48.51),)


def _split(number: str) -> tuple[int, str | None]:
    digits = "".join(c for c in number if c.isdigit())
    return int(digits), number[len(digits) :] or None


def address_rows(
    streets: Iterable[tuple[str, str, str, str, list[str]]] = STREETS,
) -> list[dict[str, object]]:
    """Rows of ADRESSE: numbers lie every 0.0002° along a line that starts in the commune's centre."""
    centres = {c[0]: c for c in COMMUNES}
    rows = []
    for rank, (way, commune, former, name, numbers) in enumerate(streets):
        _, city, _, postcodes, lon, lat = centres[commune]
        for written in numbers:
            value, rep = _split(written)
            identifier = f"{way}_{value:05d}" + (f"_{rep}" if rep else "")
            step = min(value, 60) * 0.0002
            side = 0.00005 if value % 2 else -0.00005
            rows.append(
                {
                    "id": identifier,
                    "id_voie": way,
                    "numero": value,
                    "rep": rep,
                    "nom_voie": name,
                    "code_postal": postcodes[0],
                    "code_insee": commune,
                    "nom_commune": city,
                    "code_insee_ancienne_commune": former or None,
                    "nom_ancienne_commune": "Kirrbach" if former else None,
                    "libelle_acheminement": city.upper().replace("-", " "),
                    "lon": round(lon + step, 6),
                    "lat": round(lat + 0.001 * rank + side, 6),
                }
            )
    return rows


def _table(contract: object, rows: list[dict[str, object]]) -> pa.Table:
    schema = contract.schema
    return pa.Table.from_pylist(
        [{f.name: r.get(f.name) for f in schema} for r in rows], schema=schema
    )


def write_tables(
    folder: Path, streets: Iterable[tuple[str, str, str, str, list[str]]] = STREETS
) -> IndexSources:
    """Write the checked tables of the world, one address file a department."""
    rows = address_rows(streets)
    communes = [
        {
            "code_commune": code,
            "nom": name,
            "code_departement": department,
            "code_region": "44",
            "codes_postaux": postcodes,
            "population": 1000,
            "lon": lon,
            "lat": lat,
        }
        for code, name, department, postcodes, lon, lat in COMMUNES
    ]
    COMMUNE.write(_table(COMMUNE, communes), folder / "communes.parquet")
    former = [
        dict(zip(("code_ancien", "nom", "type", "code_commune"), f, strict=True)) for f in FORMER
    ]
    ANCIENNE_COMMUNE.write(_table(ANCIENNE_COMMUNE, former), folder / "anciennes.parquet")
    adresses = {}
    for department in ("67", "68"):
        own = [r for r in rows if str(r["code_insee"]).startswith(department)]
        adresses[department] = folder / f"adresses-{department}.parquet"
        ADRESSE.write(_table(ADRESSE, own), adresses[department])
    names = {c[0]: c[1] for c in COMMUNES}
    places = [
        {
            "id": identifier,
            "nom_lieu_dit": name,
            "code_insee": commune,
            "nom_commune": names[commune],
            "lon": lon,
            "lat": lat,
        }
        for identifier, commune, name, lon, lat in PLACES
    ]
    lieux = folder / "lieux-67.parquet"
    LIEU_DIT.write(_table(LIEU_DIT, places), lieux)
    return IndexSources(
        folder / "communes.parquet", folder / "anciennes.parquet", adresses, {"67": lieux}
    )
