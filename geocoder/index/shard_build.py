"""Building one department's shard from its checked tables."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from geocoder.index.keys import Layer, in_commune, string_key
from geocoder.index.ngrams import count_matrix, inverse_frequencies, weighted
from geocoder.index.shard import REP_BITS, write_table
from geocoder.normalize import StreetName, street_name
from geocoder.vocabulary import way_types

_MICRO = 1e6
_PLACE_CODE = r"^[0-9AB]{5}_[A-Za-z]"
"""FANTOIR codes of lieux-dits and housing estates begin with a letter: `08188_B086`."""
_ADDRESS_COLUMNS = [
    "id", "id_voie", "numero", "rep", "nom_voie", "nom_afnor", "alias", "code_postal",
    "code_insee", "code_insee_ancienne_commune", "nom_ancienne_commune", "nom_commune",
    "libelle_acheminement", "lon", "lat",
]  # fmt: skip


@dataclass(frozen=True)
class _Streets:
    """Streets in their final order, and the names each is known by."""

    frame: pd.DataFrame
    communes: list[str]
    variants: pd.DataFrame


def build_shard(addresses: pa.Table, places: pa.Table, folder: Path) -> None:
    """Write the shard of one department into `folder`, which exists and is empty.

    Rows without a position are left out: nothing could be answered from them. Repeated BAN ids
    keep their first row in the table's order, which is sorted by id.
    """
    numbers = addresses.select(_ADDRESS_COLUMNS).to_pandas()
    numbers = numbers[numbers["lon"].notna() & numbers["lat"].notna()]
    numbers = numbers.drop_duplicates("id").reset_index(drop=True)
    lieux = places.to_pandas()
    lieux = lieux[lieux["lon"].notna() & lieux["lat"].notna()].drop_duplicates("id")
    streets = _streets(numbers, lieux)
    meta = _write_numbers(numbers, streets, folder)
    _write_streets(streets, folder)
    _write_variants(streets, folder)
    _write_place_names(numbers, lieux, folder)
    meta["communes"] = streets.communes
    (folder / "shard.json").write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")


def _streets(numbers: pd.DataFrame, lieux: pd.DataFrame) -> _Streets:
    """One row a street or lieu-dit, sorted by commune and id, and every name it is written with."""
    first = numbers.drop_duplicates("id_voie").set_index("id_voie")
    names = numbers.groupby(["id_voie", "nom_voie"], sort=True).size().reset_index(name="n")
    main = names.sort_values(["n", "nom_voie"], ascending=[False, True]).drop_duplicates("id_voie")
    frame = pd.DataFrame(
        {
            "id": first.index,
            "commune": first["code_insee"].to_numpy(),
            "name": main.set_index("id_voie")["nom_voie"].reindex(first.index).to_numpy(),
            "postcode": first["code_postal"].to_numpy(),
            "old_code": first["code_insee_ancienne_commune"].to_numpy(),
            "old_name": first["nom_ancienne_commune"].to_numpy(),
            "lon": np.nan,
            "lat": np.nan,
        }
    )
    kinds = frame["id"].str.match(_PLACE_CODE) & ~frame["name"].map(_has_way_type).astype(bool)
    frame["kind"] = kinds.astype(np.uint8)
    other = _lieux_frame(lieux, set(frame["id"]))
    whole = pd.concat([frame, other], ignore_index=True) if len(other) else frame
    whole = whole.sort_values(["commune", "id"], kind="stable").reset_index(drop=True)
    communes = sorted(whole["commune"].unique().tolist())
    whole["row"] = np.arange(len(whole))
    return _Streets(whole, communes, _variants(whole, names, numbers))


def _has_way_type(name: str) -> bool:
    return street_name(name).way_type in way_types().canonical


def _lieux_frame(lieux: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """Lieux-dits as rows of the same shape; one that has numbers already is among the streets."""
    lieux = lieux[~lieux["id"].isin(known)]
    return pd.DataFrame(
        {
            "id": lieux["id"],
            "commune": lieux["code_insee"],
            "name": lieux["nom_lieu_dit"],
            "postcode": lieux["code_postal"],
            "old_code": lieux["code_insee_ancienne_commune"],
            "old_name": lieux["nom_ancienne_commune"],
            "lon": lieux["lon"],
            "lat": lieux["lat"],
            "kind": np.ones(len(lieux), np.uint8),
        }
    )


def _variants(whole: pd.DataFrame, names: pd.DataFrame, numbers: pd.DataFrame) -> pd.DataFrame:
    """Every distinct normal form of every street: columns street (row), commune, name."""
    rows = whole.set_index("id")["row"]
    parts = [whole[["row", "name"]]]
    parts.append(
        pd.DataFrame(
            {"row": rows.reindex(names["id_voie"]).to_numpy(), "name": names["nom_voie"].to_numpy()}
        )
    )
    for column in ("alias", "nom_afnor"):
        extra = numbers.loc[numbers[column].notna(), ["id_voie", column]].drop_duplicates()
        parts.append(
            pd.DataFrame(
                {"row": rows.reindex(extra["id_voie"]).to_numpy(), "name": extra[column].to_numpy()}
            )
        )
    written = pd.concat(parts, ignore_index=True).drop_duplicates()
    forms = {text: street_name(text) for text in written["name"].unique()}
    written["form"] = written["name"].map(forms)
    written = written[[not f.is_empty for f in written["form"]]]
    written["order"] = [f"{f.way_type}|{' '.join(f.words)}" for f in written["form"]]
    written = written.drop_duplicates(["row", "order"]).sort_values(["row", "order"])
    return written.reset_index(drop=True)


def _write_numbers(numbers: pd.DataFrame, streets: _Streets, folder: Path) -> dict[str, object]:
    """Write the numbers sorted by street and code; return repetitions, postcodes, odd ids."""
    row = streets.frame.set_index("id")["row"].reindex(numbers["id_voie"]).to_numpy()
    reps = sorted({str(r).lower() for r in numbers["rep"].dropna()})
    rep_code = numbers["rep"].str.lower().map({r: i + 1 for i, r in enumerate(reps)}).fillna(0)
    code = (numbers["numero"].to_numpy().astype(np.int64) << REP_BITS) | rep_code.to_numpy(np.int64)
    order = np.lexsort((numbers["id"].to_numpy(), code, row))
    postcodes = sorted(numbers["code_postal"].dropna().unique().tolist())
    lookup = {p: i + 1 for i, p in enumerate(postcodes)}
    post = numbers["code_postal"].map(lookup).fillna(0).to_numpy(np.uint16)
    counts = np.bincount(row, minlength=len(streets.frame))
    lonlat = np.rint(numbers[["lon", "lat"]].to_numpy() * _MICRO).astype(np.int32)
    np.save(folder / "number_ptr.npy", np.concatenate(([0], np.cumsum(counts))).astype(np.int32))
    np.save(folder / "number_code.npy", code[order].astype(np.uint32))
    np.save(folder / "number_lonlat.npy", lonlat[order])
    np.save(folder / "number_postcode.npy", post[order])
    sorted_numbers = numbers.iloc[order]
    expected = sorted_numbers["id_voie"] + "_" + sorted_numbers["numero"].astype(str).str.zfill(5)
    rep = sorted_numbers["rep"].str.lower()
    expected = expected.where(rep.isna(), expected + "_" + rep.fillna(""))
    odd = np.flatnonzero((expected != sorted_numbers["id"]).to_numpy())
    exceptions = {str(i): sorted_numbers["id"].iloc[i] for i in odd}
    _place_streets(streets.frame, row[order], lonlat[order])
    return {"reps": ["", *reps], "postcodes": ["", *postcodes], "exceptions": exceptions}


def _place_streets(frame: pd.DataFrame, row: np.ndarray, lonlat: np.ndarray) -> None:
    """Give each street the point of the address nearest to the mean of its addresses."""
    if not len(row):
        return
    points = pd.DataFrame({"row": row, "lon": lonlat[:, 0] / _MICRO, "lat": lonlat[:, 1] / _MICRO})
    mean = points.groupby("row")[["lon", "lat"]].transform("mean")
    shrink = np.cos(np.radians(points["lat"]))
    points["d"] = ((points["lon"] - mean["lon"]) * shrink) ** 2 + (points["lat"] - mean["lat"]) ** 2
    nearest = points.loc[points.groupby("row")["d"].idxmin()]
    frame.loc[nearest["row"], ["lon", "lat"]] = nearest[["lon", "lat"]].to_numpy()


def _write_streets(streets: _Streets, folder: Path) -> None:
    frame = streets.frame
    strings = {
        c: pa.array(frame[c], pa.string(), from_pandas=True)
        for c in ("id", "name", "postcode", "old_code", "old_name")
    }
    write_table(pa.table(strings), folder / "streets.arrow")
    rows = {code: i for i, code in enumerate(streets.communes)}
    np.save(folder / "street_commune.npy", frame["commune"].map(rows).to_numpy(np.int32))
    np.save(folder / "street_kind.npy", frame["kind"].to_numpy(np.uint8))
    lonlat = np.rint(frame[["lon", "lat"]].to_numpy(float) * _MICRO).astype(np.int32)
    np.save(folder / "street_lonlat.npy", lonlat)


def _write_variants(streets: _Streets, folder: Path) -> None:
    """Write names, exact keys, word frequencies and n-grams of the variants."""
    forms: list[StreetName] = streets.variants["form"].tolist()
    street = streets.variants["row"].to_numpy(np.int32)
    commune_of = streets.frame["commune"].map({c: i for i, c in enumerate(streets.communes)})
    commune = commune_of.to_numpy(np.int32)[street]
    table = pa.table(
        {
            "way_type": pa.array([f.way_type for f in forms], pa.string()),
            "words": pa.array([" ".join(f.words) for f in forms], pa.string()),
        }
    )
    write_table(table, folder / "variants.arrow")
    np.save(folder / "variant_street.npy", street)
    counts = np.bincount(commune, minlength=len(streets.communes))
    np.save(folder / "variant_ptr.npy", np.concatenate(([0], np.cumsum(counts))).astype(np.int32))
    _write_keys(forms, commune, folder)
    words = Counter(w for f in forms for w in set(f.content))
    ranked = sorted(words.items())
    frequency = pa.table(
        {
            "word": pa.array([w for w, _ in ranked], pa.string()),
            "count": pa.array([n for _, n in ranked], pa.int32()),
        }
    )
    write_table(frequency, folder / "words.arrow")
    _write_ngrams(forms, folder)


def _write_keys(forms: list[StreetName], commune: np.ndarray, folder: Path) -> None:
    """Write the sorted keys of every layer; a form two layers share is written once for each."""
    keys, variants = [], []
    for layer in Layer:
        string_keys = np.array([string_key(f, layer) for f in forms], np.uint64)
        rows = np.flatnonzero(string_keys)
        keys.append(in_commune(string_keys[rows], commune[rows]))
        variants.append(rows.astype(np.int32))
    all_keys, all_variants = np.concatenate(keys), np.concatenate(variants)
    order = np.lexsort((all_variants, all_keys))
    np.save(folder / "keys.npy", all_keys[order])
    np.save(folder / "key_variant.npy", all_variants[order])


def _write_ngrams(forms: list[StreetName], folder: Path) -> None:
    if not forms:
        counts_data = np.zeros(0, np.float32)
        np.save(folder / "ngram_data.npy", counts_data)
        np.save(folder / "ngram_indices.npy", np.zeros(0, np.int32))
        np.save(folder / "ngram_ptr.npy", np.zeros(1, np.int32))
        np.save(folder / "ngram_idf.npy", np.ones(1, np.float32))
        return
    counts = count_matrix([f.bare for f in forms])
    idf = inverse_frequencies(counts)
    matrix = weighted(counts, idf)
    np.save(folder / "ngram_data.npy", matrix.data.astype(np.float16))
    np.save(folder / "ngram_indices.npy", matrix.indices.astype(np.uint16))
    np.save(folder / "ngram_ptr.npy", matrix.indptr.astype(np.int32))
    np.save(folder / "ngram_idf.npy", idf)


def _write_place_names(numbers: pd.DataFrame, lieux: pd.DataFrame, folder: Path) -> None:
    """Write what BAN calls communes: names, former names, postal towns, postcodes, with counts."""
    columns = {
        "nom": ("nom_commune", "code_insee", None),
        "ancien": ("nom_ancienne_commune", "code_insee", "code_insee_ancienne_commune"),
        "acheminement": ("libelle_acheminement", "code_insee", None),
        "code_postal": ("code_postal", "code_insee", None),
    }
    parts = []
    for kind, (value, commune, old) in columns.items():
        for frame in (numbers, lieux):
            if value not in frame:
                continue
            used = frame.loc[frame[value].notna()]
            former = used[old].fillna("") if old else ""
            part = pd.DataFrame(
                {"kind": kind, "value": used[value], "commune": used[commune], "former": former}
            )
            parts.append(part)
    whole = pd.concat(parts, ignore_index=True)
    counted = whole.groupby(list(whole.columns), sort=True).size().reset_index(name="count")
    write_table(pa.Table.from_pandas(counted, preserve_index=False), folder / "places.arrow")
