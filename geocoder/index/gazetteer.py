"""Communes: codes, names (present, former, postal), postcodes, positions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
import pyarrow as pa

from geocoder.index.shard import read_table, write_table
from geocoder.normalize import commune_key


@dataclass(frozen=True, slots=True)
class NamedCommune:
    """One commune a name may mean."""

    commune: int
    former: str
    """COG code of the former commune the name belongs to; empty for a present name."""
    weight: float
    """1 for a name of the commune itself or a former one, 0.8 for a postal town."""


@dataclass(frozen=True)
class Gazetteer:
    """Every commune known to the index; rows are sorted by COG code."""

    table: pa.Table
    names: pa.Table
    postcodes: pa.Table

    @classmethod
    def open(cls, folder: Path) -> Gazetteer:
        """Map the files of `folder`."""
        tables = (
            read_table(folder / f"{name}.arrow") for name in ("communes", "names", "postcodes")
        )
        return cls(*tables)

    @cached_property
    def codes(self) -> list[str]:
        """COG code of each commune."""
        codes: list[str] = self.table["code"].to_pylist()
        return codes

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Row of each COG code."""
        return {code: row for row, code in enumerate(self.codes)}

    @cached_property
    def former_of(self) -> dict[str, int]:
        """Row of the commune that holds each former COG code today."""
        known = self.names.filter(self.names["former_only_code"])
        rows = zip(known["former"].to_pylist(), known["commune"].to_pylist(), strict=True)
        return dict(rows)

    @cached_property
    def _by_name(self) -> dict[str, list[NamedCommune]]:
        out: dict[str, list[NamedCommune]] = defaultdict(list)
        columns = (self.names[c].to_pylist() for c in ("key", "commune", "former", "weight"))
        for key, commune, former, weight in zip(*columns, strict=True):
            if key:
                out[key].append(NamedCommune(commune, former, weight))
        return out

    @cached_property
    def _by_postcode(self) -> dict[str, list[int]]:
        out: dict[str, list[int]] = defaultdict(list)
        pairs = zip(
            self.postcodes["postcode"].to_pylist(),
            self.postcodes["commune"].to_pylist(),
            strict=True,
        )
        for postcode, commune in pairs:
            out[postcode].append(commune)
        return out

    def named(self, key: str) -> list[NamedCommune]:
        """Communes of which `key` (a `commune_key`) is a name; empty when there is none."""
        return self._by_name.get(key, [])

    def of_postcode(self, postcode: str) -> list[int]:
        """Communes a postcode serves; empty for a CEDEX code."""
        return self._by_postcode.get(postcode, [])

    @cached_property
    def department(self) -> list[str]:
        """Department of each commune."""
        values: list[str] = self.table["department"].to_pylist()
        return values

    @cached_property
    def in_department(self) -> dict[str, list[int]]:
        """Communes of each department."""
        out: dict[str, list[int]] = defaultdict(list)
        for row, department in enumerate(self.department):
            out[department].append(row)
        return out

    @cached_property
    def keys_of(self) -> list[list[tuple[str, str]]]:
        """Names of each commune: pairs (key, former code)."""
        out: list[list[tuple[str, str]]] = [[] for _ in self.codes]
        for key, found in self._by_name.items():
            for named in found:
                out[named.commune].append((key, named.former))
        return out


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
    weight = ban["kind"].map({"nom": 1.0, "ancien": 1.0, "acheminement": 0.8})
    seen = pd.DataFrame(
        {
            "name": ban["value"],
            "commune": ban["commune_row"],
            "former": ban["former"],
            "weight": weight,
        }
    )
    rows = pd.concat([present, old, seen], ignore_index=True)
    rows["key"] = rows["name"].map(commune_key)
    rows = rows.sort_values(
        ["key", "commune", "weight", "former"], ascending=[True, True, False, True]
    )
    rows = rows.drop_duplicates(["key", "commune"])
    rows["former_only_code"] = False
    codes = pd.DataFrame(
        {
            "key": "",
            "commune": former["commune_row"],
            "former": former["code_ancien"],
            "weight": 0.0,
            "former_only_code": True,
        }
    )
    whole = pd.concat([rows, codes.drop_duplicates("former")], ignore_index=True)
    return whole[["key", "commune", "former", "weight", "former_only_code"]]


def build_gazetteer(
    communes: pa.Table, former: pa.Table, shards: dict[str, Path], folder: Path
) -> None:
    """Write the gazetteer of `communes` and `former` communes, with the names BAN uses in `shards`."""
    folder.mkdir()
    frame = communes.drop_columns(["contour"]).to_pandas().sort_values("code_commune")
    places = pd.concat(
        [read_table(path / "places.arrow").to_pandas() for path in shards.values()]
        or [pd.DataFrame(columns=["kind", "value", "commune", "former", "count"])],
        ignore_index=True,
    )
    frame = _with_missing(frame, places).reset_index(drop=True)
    frame["row"] = range(len(frame))
    rows = frame.set_index("code_commune")["row"]
    places["commune_row"] = rows.reindex(places["commune"]).to_numpy()
    places = places.dropna(subset=["commune_row"]).astype({"commune_row": int})
    old = former.to_pandas()
    old["commune_row"] = rows.reindex(old["code_commune"]).to_numpy()
    # a delegated commune that kept the code of the whole (52140) is no former code
    old = old[old["commune_row"].notna()].astype({"commune_row": int})
    old_codes = old[~old["code_ancien"].isin(rows.index)]
    postcodes = _postcode_rows(frame, places)
    names = _name_rows(frame, old_codes, places)
    kept = old[old["code_ancien"].isin(rows.index)]
    names = pd.concat([names, _kept_names(kept)], ignore_index=True)
    table = pa.table(
        {
            "code": pa.array(frame["code_commune"], pa.string()),
            "name": pa.array(frame["nom"], pa.string()),
            "department": pa.array(frame["code_departement"], pa.string()),
            "postcode": pa.array(
                [p[0] if len(p) else "" for p in frame["codes_postaux"]], pa.string()
            ),
            "population": pa.array(frame["population"].fillna(0).astype(int), pa.int32()),
            "lon": pa.array(frame["lon"], pa.float64()),
            "lat": pa.array(frame["lat"], pa.float64()),
        }
    )
    write_table(table, folder / "communes.arrow")
    write_table(pa.Table.from_pandas(names, preserve_index=False), folder / "names.arrow")
    write_table(pa.Table.from_pandas(postcodes, preserve_index=False), folder / "postcodes.arrow")


def _kept_names(kept: pd.DataFrame) -> pd.DataFrame:
    """Names of delegated communes whose code is still that of the whole commune."""
    rows = pd.DataFrame(
        {
            "key": kept["nom"].map(commune_key),
            "commune": kept["commune_row"],
            "former": "",
            "weight": 1.0,
            "former_only_code": False,
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
