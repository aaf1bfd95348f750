"""Streets of a department in their final order, and the normal forms they are known by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geocoder.index.coded import I64, Pairs, coded, first_rows, pairs, text_order
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
    in_full: I64
    """The writing of each form whose words are in full (f,)."""
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
        name = normal_name(" ".join(fold_words(names[row].as_py())))
        kinds[row] = name.way_type not in canonical
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
    read = _Read.of(texts.values.to_pylist())
    street = np.concatenate([rows for rows, _ in parts])
    variants = pairs(street, read.form_of_text[texts.codes])
    every, written = _writings(read, street, texts.codes, variants)
    distinct = pairs(every, written)
    return Names(
        read.forms,
        variants.left,
        variants.right,
        read.writings,
        read.writing_of_form,
        distinct.right,
        distinct.left,
    )


def _writings(read: _Read, street: I64, text: I64, variants: Pairs) -> tuple[I64, I64]:
    """Pairs (variant, writing): each variant as in every text of its street, and in full."""
    width = len(read.forms) + 1
    form = read.form_of_text[text]
    known = np.flatnonzero(form >= 0)
    sorted_pairs = variants.left * width + variants.right
    variant = np.searchsorted(sorted_pairs, street[known] * width + form[known])
    every = np.concatenate([variant, np.arange(len(variants.left))])
    written = [read.writing_of_text[text[known]], read.writing_of_form[variants.right]]
    return every, np.concatenate(written)


@dataclass(frozen=True, slots=True)
class _Read:
    """Texts read: distinct forms and writings, and which each text has (-1 for an empty one)."""

    forms: list[StreetName]
    writings: list[StreetName]
    form_of_text: I64
    writing_of_text: I64
    writing_of_form: I64

    @classmethod
    def of(cls, texts: list[str]) -> _Read:
        """Read each text once, and what is folded alike once: BAN's two columns mostly are."""
        folded = [" ".join(fold_words(text)) for text in texts]
        names = {text: normal_name(text) for text in dict.fromkeys(folded)}
        orders = {
            text: f"{name.way_type}|{' '.join(name.words)}"
            for text, name in names.items()
            if not name.is_empty
        }
        form_rank = {order: at for at, order in enumerate(sorted(set(orders.values())))}
        forms = [StreetName("", ())] * len(form_rank)
        writings: dict[str, StreetName] = {}
        for text, order in orders.items():
            forms[form_rank[order]] = names[text]
            writings.setdefault(f"{order}|{names[text].glued}", names[text])
        in_full = []
        for order, at in form_rank.items():
            glued = "".join(forms[at].words)
            in_full.append(f"{order}|{glued}")
            if in_full[-1] not in writings:
                writings[in_full[-1]] = replace(forms[at], glued=glued)
        rank = {key: at for at, key in enumerate(writings)}
        of_folded = {
            text: (form_rank[order], rank[f"{order}|{names[text].glued}"])
            for text, order in orders.items()
        }
        codes = np.array([of_folded.get(t, (-1, -1)) for t in folded], np.int64).reshape(-1, 2)
        of_form = np.array([rank[key] for key in in_full], np.int64)
        return cls(forms, list(writings.values()), codes[:, 0], codes[:, 1], of_form)


@lru_cache(maxsize=50_000)
def normal_name(folded: str) -> StreetName:
    """Normal form of a folded text; departments share half their names (`RUE DE L EGLISE`)."""
    return name_from_words(folded.split())
