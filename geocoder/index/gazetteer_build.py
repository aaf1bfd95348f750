"""Building the gazetteer from the tables of communes and what BAN calls them in every shard."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa

from geocoder.index.container import Container, smallest, write_container
from geocoder.index.shard_places import read_places
from geocoder.normalize import commune_key

COMMUNE_COLUMNS = [
    "code_commune", "nom", "code_departement", "codes_postaux", "population", "lon", "lat",
]  # fmt: skip
"""Columns of COMMUNE that a gazetteer is built from: not the outlines."""
POSTAL_TOWN_WEIGHT = 0.8


def build_gazetteer(
    communes: pa.Table, former: pa.Table, shards: Iterable[Path], path: Path, fingerprint: str
) -> None:
    """Write the gazetteer of `communes` and `former` communes, with the names BAN uses in `shards`.

    It is stamped with `fingerprint`, that of everything the index is built from.
    """
    frame = communes.select(COMMUNE_COLUMNS).to_pandas().sort_values("code_commune")
    places = _places(shards)
    frame = _with_missing(frame, places).reset_index(drop=True)
    frame["row"] = range(len(frame))
    rows = frame.set_index("code_commune")["row"]
    places["commune_row"] = rows.reindex(places["commune"]).to_numpy()
    places = places.dropna(subset=["commune_row"]).astype({"commune_row": int})
    old = former.to_pandas()
    old["commune_row"] = rows.reindex(old["code_commune"]).to_numpy()
    old = old[old["commune_row"].notna()].astype({"commune_row": int})
    # a delegated commune that kept the code of the whole (52140) is no former code
    kept = old["code_ancien"].isin(rows.index)
    names = pd.concat([_name_rows(frame, old[~kept], places), _kept_names(old[kept])])
    names = names[names["key"] != ""].sort_values("key", kind="stable")
    codes = old.loc[~kept, ["code_ancien", "commune_row"]].drop_duplicates("code_ancien")
    postcodes = _postcode_rows(frame, places)
    first = [p[0] if len(p) else "" for p in frame["codes_postaux"]]
    columns = {
        "code": pa.array(frame["code_commune"], pa.string()),
        "name": pa.array(frame["nom"], pa.string()),
        "department": pa.array(frame["code_departement"], pa.string()),
        "postcode": pa.array(first, pa.string()),
        "population": pa.array(frame["population"].fillna(0).astype(int), pa.int32()),
        "lon": pa.array(frame["lon"], pa.float64()),
        "lat": pa.array(frame["lat"], pa.float64()),
        "name_key": pa.array(names["key"], pa.string()),
        "name_commune": smallest(names["commune"].to_numpy(int)),
        "name_former": pa.array(names["former"], pa.string()),
        "name_weight": pa.array(names["weight"], pa.float64()),
        "former_code": pa.array(codes["code_ancien"], pa.string()),
        "former_commune": smallest(codes["commune_row"].to_numpy(int)),
        "postcode_text": pa.array(postcodes["postcode"], pa.string()),
        "postcode_commune": smallest(postcodes["commune"].to_numpy(int)),
    }
    write_container(path, columns, {"fingerprint": fingerprint})


def _places(shards: Iterable[Path]) -> pd.DataFrame:
    """What BAN calls communes, in every shard."""
    tables = [read_places(Container(path, None)) for path in shards]
    if tables:
        frame: pd.DataFrame = pa.concat_tables(tables).to_pandas()
        return frame
    return pd.DataFrame(columns=["kind", "value", "commune", "former", "count"])


def _postcode_rows(communes: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Pairs (postcode, commune): those of the COG source and those BAN uses."""
    official = communes[["row", "codes_postaux"]].explode("codes_postaux").dropna()
    official.columns = pd.Index(["commune", "postcode"])
    used = places.loc[places["kind"] == "code_postal", ["commune_row", "value"]]
    used.columns = pd.Index(["commune", "postcode"])
    both = pd.concat([official, used], ignore_index=True).drop_duplicates()
    return both.sort_values(["postcode", "commune"])[["postcode", "commune"]]


def _name_rows(communes: pd.DataFrame, former: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Every name of every commune, with what it is worth."""
    present = pd.DataFrame(
        {"name": communes["nom"], "commune": communes["row"], "former": "", "weight": 1.0}
    )
    old = pd.DataFrame(
        {
            "name": former["nom"],
            "commune": former["commune_row"],
            "former": former["code_ancien"],
            "weight": 1.0,
        }
    )
    ban = places[places["kind"] != "code_postal"]
    weight = ban["kind"].map({"nom": 1.0, "ancien": 1.0, "acheminement": POSTAL_TOWN_WEIGHT})
    seen = pd.DataFrame(
        {
            "name": ban["value"],
            "commune": ban["commune_row"],
            "former": ban["former"],
            "weight": weight,
        }
    )
    rows = pd.concat([present, old, seen], ignore_index=True)
    keys = {name: commune_key(name) for name in rows["name"].unique()}
    rows["key"] = rows["name"].map(keys)
    rows = rows.sort_values(
        ["key", "commune", "weight", "former"], ascending=[True, True, False, True]
    )
    rows = rows.drop_duplicates(["key", "commune"])
    return rows[["key", "commune", "former", "weight"]]


def _kept_names(kept: pd.DataFrame) -> pd.DataFrame:
    """Names of delegated communes whose code is still that of the whole commune."""
    rows = pd.DataFrame(
        {
            "key": kept["nom"].map(commune_key),
            "commune": kept["commune_row"],
            "former": "",
            "weight": 1.0,
        }
    )
    return rows.drop_duplicates(["key", "commune"])


def _with_missing(frame: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Add communes that BAN names and the COG source lacks (another region's), without a centre.

    Their centre is unknown to the index: a query can still reach their streets.
    """
    missing = places[(places["kind"] == "nom") & ~places["commune"].isin(frame["code_commune"])]
    if missing.empty:
        return frame
    first = missing.sort_values(["commune", "count"], ascending=[True, False]).drop_duplicates(
        "commune"
    )
    extra = pd.DataFrame(
        {
            "code_commune": first["commune"],
            "nom": first["value"],
            "code_departement": [c[:3] if c.startswith("97") else c[:2] for c in first["commune"]],
            "codes_postaux": [[] for _ in range(len(first))],
        }
    )
    return pd.concat([frame, extra], ignore_index=True).sort_values("code_commune")
