"""The commune of an activity, from its clues."""

from __future__ import annotations

import pyarrow as pa
import pytest

from jobs.pipeline.communes import Clues, CommuneFinder, name_key
from refdata.tables import ANCIENNE_COMMUNE, COMMUNE


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Saint-Dizier", "ST DIZIER"),
        ("ST DIZIER CEDEX", "ST DIZIER"),
        ("SAINT DIZIER CEDEX 2", "ST DIZIER"),
        ("Sainte-Marie-aux-Mines", "STE MARIE AUX MINES"),
        ("TOUR DE SALVAGNY (LA)", "LA TOUR DE SALVAGNY"),
        ("L'Hôpital", "L HOPITAL"),
        ("  Châlons-en-Champagne ", "CHALONS EN CHAMPAGNE"),
        ("Œting", "OETING"),
        ("", ""),
    ],
)
def test_name_key(name: str, key: str) -> None:
    assert name_key(name) == key


def finder() -> CommuneFinder:
    rows = [
        ("67901", "Valbruche", "67", ["67190"]),
        ("67902", "Saint-Oden", "67", ["67190"]),
        ("68904", "Saint-Oden", "68", ["68040"]),
        ("68902", "Grand-Val", "68", ["68020", "68021"]),
    ]
    communes = [
        {
            "code_commune": code,
            "nom": name,
            "code_departement": department,
            "code_region": "44",
            "codes_postaux": postcodes,
            "lon": 7.0,
            "lat": 48.0,
        }
        for code, name, department, postcodes in rows
    ]
    former = [
        {
            "code_ancien": "68903",
            "nom": "Petit-Val",
            "type": "commune-deleguee",
            "code_commune": "68902",
        }
    ]
    return CommuneFinder.of(
        pa.Table.from_pylist(communes, COMMUNE.schema),
        pa.Table.from_pylist(former, ANCIENNE_COMMUNE.schema),
    )


def clues(**given: str) -> Clues:
    return Clues(*(given.get(name) for name in Clues._fields))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"citycode": "67901"}, "67901"),
        ({"citycode": "68903"}, "68902"),
        ({"postcode": "68021", "city": "GRAND VAL"}, "68902"),
        ({"postcode": "68020", "city": "Petit-Val"}, "68902"),
        ({"postcode": "67190", "city": "ST ODEN"}, "67902"),
        ({"postcode": "68040", "city": "ST ODEN"}, "68904"),
        ({"postcode": "67019", "city": "ST ODEN CEDEX", "department": "67"}, "67902"),
        ({"city": "ST ODEN"}, None),
        ({"cedex": "67190 VALBRUCHE"}, "67901"),
        ({"cedex": "67190 VALBRUCHE CEDEX 9", "department": "67"}, "67901"),
        ({"postcode": "67190"}, None),
        ({"postcode": "67190", "found": "67902"}, "67902"),
        ({"citycode": "99999", "found": "67902"}, "67902"),
        ({"citycode": "99999"}, None),
        ({"found": "99999"}, None),
        (
            {
                "citycode": "67901",
                "postcode": "68020",
                "city": "Grand-Val",
                "found": "68902",
                "found_type": "street",
            },
            "68902",
        ),
        (
            {
                "citycode": "67901",
                "postcode": "68020",
                "city": "Grand-Val",
                "found": "68902",
                "found_type": "municipality",
            },
            "67901",
        ),
        (
            {
                "citycode": "67901",
                "postcode": "67190",
                "city": "Valbruche",
                "found": "68902",
                "found_type": "street",
            },
            "67901",
        ),
    ],
)
def test_commune_found(given: dict[str, str], code: str | None) -> None:
    assert finder().find(clues(**given)) == code
