"""Streets of a department in their final order, and the normal forms they are known by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geocoder.index.coded import I64, coded, first_rows, pairs, text_order
from geocoder.index.shard_numbers import Numbers
from geocoder.normalize import StreetName, fold_words
from geocoder.normalize.names import name_from_words
from geocoder.vocabulary import way_types

_PLACE_CODE = r"^[0-9AB]{5}_[A-Za-z]"
"""FANTOIR codes of lieux-dits and housing estates begin with a letter: `08188_B086`."""


@dataclass(frozen=True, slots=True)
class Streets:
    """Streets and lieux-dits (s,), sorted by commune and id."""

    id: pa.StringArray
    name: pa.StringArray
    postcode: pa.StringArray
    old_code: pa.StringArray
    old_name: pa.StringArray
    kind: npt.NDArray[np.uint8]
    """1 for a lieu-dit, 0 for a street."""
    commune: I64
    """Row in `communes`."""
    communes: pa.StringArray
    of_way: I64
    """Row of each way of the addresses (w,)."""
    of_place: I64
    """Row of each lieu-dit (p,); -1 for one that has numbers, and is among the ways."""


@dataclass(frozen=True, slots=True)
class Names:
    """Normal forms of a department's streets, and how each was written.

    Variants are distinct pairs (street, form), sorted by both (v,). Texts of one form may be glued
    otherwise (`Rue du Gal Leclerc`, `RUE DU GENERAL LECLERC`): a variant has several writings (w,).
    """

    forms: list[StreetName]
    """Distinct forms, sorted by type and words; what they hold of their writing is any of theirs."""
    street: I64
    form: I64
    writings: list[StreetName]
    """Distinct names, their glued text included."""
    writing: I64
    variant: I64
    """Variant of each writing (w,)."""


def streets_of(numbers: Numbers, lieux: pa.Table) -> Streets:
    """One row a way or lieu-dit; a way's facts are those of its first address, its name the commonest."""
    ways = len(numbers.way.values)
    first = first_rows(numbers.way.codes, ways)
    new = pc.invert(pc.is_in(lieux["id"].combine_chunks(), value_set=numbers.way.values))
    other = lieux.filter(new)
    named = {
        "id": (numbers.way.values, other["id"]),
        "name": (_main_names(numbers), other["nom_lieu_dit"]),
        "commune": (numbers.commune.take(first), other["code_insee"]),
        "postcode": (numbers.postcode.take(first), other["code_postal"]),
        "old_code": (numbers.old_code.take(first), other["code_insee_ancienne_commune"]),
        "old_name": (numbers.old_name.take(first), other["nom_ancienne_commune"]),
    }
    whole = pa.table({n: pa.concat_arrays([a, b.combine_chunks()]) for n, (a, b) in named.items()})
    order = pc.sort_indices(whole, sort_keys=[("commune", "ascending"), ("id", "ascending")])
    rows = np.empty(len(order), np.int64)
    rows[order.to_numpy()] = np.arange(len(order))
    whole = whole.take(order).combine_chunks()
    column = {n: whole[n].combine_chunks() for n in whole.column_names}
    kinds = np.concatenate([_place_kinds(numbers, named["name"][0]), np.ones(len(other), np.uint8)])
    communes = coded(column["commune"])
    of_place = np.full(len(lieux), -1, np.int64)
    of_place[new.to_numpy(zero_copy_only=False)] = rows[ways:]
    return Streets(
        column["id"],
        column["name"],
        column["postcode"],
        column["old_code"],
        column["old_name"],
        kinds[order.to_numpy()],
        communes.codes,
        communes.values,
        rows[:ways],
        of_place,
    )


def _main_names(numbers: Numbers) -> pa.StringArray:
    """The commonest name of each way; the first in alphabetical order among equals."""
    found = pairs(numbers.way.codes, numbers.name.codes)
    rank = text_order(numbers.name.values)[found.right]
    order = np.lexsort((rank, -found.count, found.left))
    _, best = np.unique(found.left[order], return_index=True)
    return numbers.name.values.take(pa.array(found.right[order][best]))


def _place_kinds(numbers: Numbers, names: pa.StringArray) -> npt.NDArray[np.uint8]:
    """1 for the ways that are lieux-dits: the code says so and the name holds no type."""
    canonical = way_types().canonical
    coded_so = pc.match_substring_regex(numbers.way.values, _PLACE_CODE)
    kinds: npt.NDArray[np.uint8] = coded_so.to_numpy(zero_copy_only=False).astype(np.uint8)
    for row in np.flatnonzero(kinds).tolist():
        kinds[row] = normal_name(names[row].as_py()).way_type not in canonical
    return kinds


def names_of(streets: Streets, numbers: Numbers, lieux: pa.Table) -> Names:
    """Every distinct normal form of every street; each distinct text is normalised once."""
    parts = [
        (streets.of_way[found.left], column.values.take(pa.array(found.right)))
        for column in (numbers.name, numbers.alias, numbers.afnor)
        for found in (pairs(numbers.way.codes, column.codes),)
    ]
    placed = np.flatnonzero(streets.of_place >= 0)
    place_names = lieux["nom_lieu_dit"].combine_chunks().take(pa.array(placed))
    parts.append((streets.of_place[placed], place_names))
    texts = coded(pa.concat_arrays([text for _, text in parts]))
    found = [normal_name(text) for text in texts.values.to_pylist()]
    forms, form_of_text = _forms(found)
    street = np.concatenate([rows for rows, _ in parts])
    variants = pairs(street, form_of_text[texts.codes])
    names = Names(forms, variants.left, variants.right, [], street, street)
    return _with_writings(names, street, found, texts.codes, form_of_text)


def _with_writings(
    names: Names, street: I64, found: list[StreetName], text: I64, form_of_text: I64
) -> Names:
    """Add what each variant was written like: as in every text, and with its words in full."""
    in_full = [replace(form, glued="".join(form.words)) for form in names.forms]
    writings: dict[StreetName, int] = {}
    for name in (*found, *in_full):
        writings.setdefault(name, len(writings))
    code_of_text = np.array([writings[n] for n in found], np.int64)
    code_of_form = np.array([writings[n] for n in in_full], np.int64)
    width = len(names.forms) + 1
    form = form_of_text[text]
    known = np.flatnonzero(form >= 0)
    variant = np.searchsorted(
        names.street * width + names.form, street[known] * width + form[known]
    )
    every = np.concatenate([variant, np.arange(len(names.form))])
    written = np.concatenate([code_of_text[text[known]], code_of_form[names.form]])
    distinct = pairs(every, written)
    return replace(names, writings=list(writings), writing=distinct.right, variant=distinct.left)


def normal_name(text: str) -> StreetName:
    """Normal form of a text, as `street_name` finds it.

    Capitals and accents apart, BAN's two columns mostly say the same, and departments share half
    their names (`Rue de l'Église`): what is folded alike is read once.
    """
    return _of_folded(" ".join(fold_words(text)))


@lru_cache(maxsize=50_000)
def _of_folded(folded: str) -> StreetName:
    return name_from_words(folded.split())


def _forms(found: list[StreetName]) -> tuple[list[StreetName], I64]:
    """Distinct forms sorted by type and words, and the form of each name (-1 for an empty one)."""
    orders = [None if f.is_empty else f"{f.way_type}|{' '.join(f.words)}" for f in found]
    by_order = {order: form for order, form in zip(orders, found, strict=True) if order is not None}
    ranked = sorted(by_order)
    rank: dict[str | None, int] = {order: at for at, order in enumerate(ranked)}
    rank[None] = -1
    return [by_order[o] for o in ranked], np.array([rank[o] for o in orders], np.int64)
