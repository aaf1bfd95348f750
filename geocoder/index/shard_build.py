"""Building one department's shard from its checked tables, on arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geocoder.index.coded import coded
from geocoder.index.container import smallest, write_container
from geocoder.index.keys import GLUED_LAYERS, Layer, in_commune, stored_keys
from geocoder.index.known import KnownNames
from geocoder.index.ngrams import hashed_ngrams
from geocoder.index.proposed import form_order, ngram_columns, stem_columns
from geocoder.index.shard_names import Names, Streets, names_of, streets_of
from geocoder.index.shard_numbers import number_columns, read_numbers, sorted_rows, street_points
from geocoder.index.shard_places import place_columns
from geocoder.normalize import StreetName
from geocoder.normalize.words import Names as ArrayNames

Columns = dict[str, "npt.NDArray[Any] | pa.Array"]
_MICRO = 1e6


def build_shard(addresses: pa.Table, places: pa.Table, path: Path, fingerprint: str) -> None:
    """Write the shard of one department to `path`, stamped with the `fingerprint` of its tables.

    Rows without a position are left out: nothing could be answered from them. Repeated BAN ids
    keep their first row in the table's order, which is sorted by id. The same tables give the same
    bytes.
    """
    numbers = read_numbers(addresses)
    lieux = _known_places(places)
    streets = streets_of(numbers, lieux)
    names = names_of(streets, numbers, lieux)
    own = np.rint(np.stack([_floats(lieux, "lon"), _floats(lieux, "lat")], axis=1) * _MICRO)
    ranked = sorted_rows(numbers, streets)
    points = street_points(numbers, streets, ranked, own.astype(np.int32))
    written, meta = number_columns(numbers, streets, ranked, points)
    known = _known(names.forms)
    columns: Columns = {
        **_street_columns(streets, points, meta),
        **written,
        **_name_columns(names, known, streets),
        **place_columns(numbers, lieux, meta),
    }
    meta |= {
        "communes": streets.communes.to_pylist(),
        "types": known.kinds,
        "fingerprint": fingerprint,
    }
    write_container(path, columns, meta)


def _floats(table: pa.Table, name: str) -> npt.NDArray[np.float64]:
    values: npt.NDArray[np.float64] = table[name].to_numpy()
    return values


def _known_places(places: pa.Table) -> pa.Table:
    """Lieux-dits with a position, each id once."""
    kept = places.filter(pc.and_(pc.is_valid(places["lon"]), pc.is_valid(places["lat"])))
    identifiers = coded(kept["id"]).codes
    _, first = np.unique(identifiers, return_index=True)
    return kept.take(pa.array(np.sort(first)))


def _street_columns(
    streets: Streets, points: npt.NDArray[np.int32], meta: dict[str, Any]
) -> Columns:
    """Ids, names, postcodes, former communes and points of the streets."""
    columns: Columns = {
        "street_id": streets.id,
        "street_name": streets.name,
        "street_kind": streets.kind,
        "street_lonlat": points.ravel(),
        "commune_streets": smallest(np.bincount(streets.commune, minlength=len(streets.communes))),
    }
    postcodes = {text: code for code, text in enumerate(meta["postcodes"])}
    columns["street_postcode"] = smallest(
        [postcodes[p or ""] for p in streets.postcode.to_pylist()], len(postcodes)
    )
    for name, texts in (("old_code", streets.old_code), ("old_name", streets.old_name)):
        found = coded(texts)
        columns[f"street_{name}"] = smallest(found.codes + 1)
        columns[f"{name}_text"] = found.values
    return columns


def _name_columns(names: Names, known: KnownNames, streets: Streets) -> Columns:
    """Distinct forms with their n-grams, the variants that have them, exact keys, words."""
    commune = streets.commune[names.street]
    many = np.bincount(names.form, minlength=len(names.forms))
    keys, variants = _keys(names, commune.astype(np.int32))
    return {
        **known.columns,
        "word_count": smallest(_word_counts(known, many)),
        **ngram_columns(hashed_ngrams([f.bare for f in names.forms]), many),
        "variant_form": smallest(names.form, len(names.forms)),
        "variant_street": smallest(names.street, len(streets.commune)),
        "variant_by_form": form_order(names.form, commune),
        "commune_variants": smallest(np.bincount(commune, minlength=len(streets.communes))),
        **stem_columns(known, names.form, commune),
        "keys": keys,
        "key_variant": smallest(variants, len(names.form)),
    }


def _known(forms: list[StreetName]) -> KnownNames:
    """The forms as rows of words."""
    kinds = sorted({form.way_type for form in forms})
    kind = np.array([kinds.index(form.way_type) for form in forms], np.int64)
    return KnownNames.of(pa.array([" ".join(f.words) for f in forms], pa.string()), kind, kinds)


def _keys(
    names: Names, commune: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """Sorted keys of the variants in every layer, and the variant of each."""
    every = np.arange(len(names.form))
    keys, variants = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
    of_writing = stored_keys(ArrayNames.of(names.writings))
    of_form = of_writing[:, names.in_full]
    for layer in Layer:
        if layer in GLUED_LAYERS:
            text_keys, variant = of_writing[layer][names.writing], names.variant
        else:
            text_keys, variant = of_form[layer][names.form], every
        rows = np.flatnonzero(text_keys)
        keys.append(in_commune(text_keys[rows], commune[variant[rows]]))
        variants.append(variant[rows])
    all_keys, all_variants = np.concatenate(keys), np.concatenate(variants)
    order = np.lexsort((all_variants, all_keys))
    return all_keys[order], all_variants[order]


def _word_counts(known: KnownNames, many: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """In how many variants each word of the vocabulary stands (w,); a form is that of `many` (f,)."""
    size = max(1, len(known.vocabulary))
    form, word = np.divmod(np.unique(known.content.owner * size + known.content.word), size)
    return np.bincount(word, many[form], len(known.vocabulary)).astype(np.int64)
